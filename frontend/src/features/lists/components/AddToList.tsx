import { Anchor, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listListsOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { useSave } from "@/shared/api/use-save";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { changeMembers } from "../members";

/** Puts the chosen contacts on one of the lists. Mount it to open it. */
export function AddToList({ contactIds, onClose }: { contactIds: string[]; onClose: () => void }) {
  const { t } = useTranslation("lists");
  const lists = useQuery(listListsOptions()).data;
  const [listId, setListId] = useState<string | null>(null);
  const name = lists?.find(({ id }) => id === listId)?.name ?? "";
  const save = useSave(() => changeMembers(listId ?? "", contactIds, "add"), {
    done: t("put", { count: contactIds.length, name }),
    onClose,
  });
  return (
    <FormDrawer
      {...save.form}
      opened
      title={t("putTitle")}
      submitLabel={t("putAction", { count: contactIds.length })}
      disabled={listId === null}
    >
      <Select
        label={t("list")}
        placeholder={t("choose")}
        data={(lists ?? []).map((list) => ({ value: list.id, label: list.name }))}
        value={listId}
        searchable
        onChange={setListId}
      />
      {lists?.length === 0 && <Text size="sm">{t("empty")}</Text>}
      <Anchor component={Link} to="/contacts/lists" size="sm">
        {t("toLists")}
      </Anchor>
    </FormDrawer>
  );
}
