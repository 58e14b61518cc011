import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createList, updateList } from "@/shared/api/generated/sdk.gen";
import type { ListRow } from "@/shared/api/generated/types.gen";
import { useSave } from "@/shared/api/use-save";
import { FormDrawer } from "@/shared/ui/FormDrawer";

interface Props {
  /** Null: a new one. */
  list: ListRow | null;
  onClose: () => void;
}

/** A list's name and what it is for. */
export function ListForm({ list, onClose }: Props) {
  const { t } = useTranslation("lists");
  const [name, setName] = useState(list?.name ?? "");
  const [note, setNote] = useState(list?.note ?? "");
  const save = useSave(
    () => {
      const body = { name: name.trim(), note: note.trim() };
      return list
        ? updateList({ path: { list_id: list.id }, body, throwOnError: true })
        : createList({ body, throwOnError: true });
    },
    { done: t(list ? "saved" : "created", { name: name.trim() }), onClose },
  );
  return (
    <FormDrawer
      {...save.form}
      opened
      title={t(list ? "rename" : "add")}
      submitLabel={list ? undefined : t("create")}
      disabled={!name.trim()}
    >
      <TextInput
        label={t("name")}
        required
        maxLength={100}
        data-autofocus
        value={name}
        error={save.problems.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={t("note")}
        description={t("noteHint")}
        autosize
        minRows={2}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDrawer>
  );
}
