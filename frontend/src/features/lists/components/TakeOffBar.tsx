import { Button } from "@mantine/core";
import { IconUserMinus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ListRow } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { notifyDone } from "@/shared/ui/notify";
import { SelectionBar } from "@/shared/ui/SelectionBar";
import { changeMembers } from "../members";

interface Props {
  list: ListRow;
  selected: string[];
  onDone: () => void;
}

/** Takes the selected people off the list, with a way back. */
export function TakeOffBar({ list, selected, onDone }: Props) {
  const { t } = useTranslation("lists");
  const { t: common } = useTranslation();
  const refresh = useRefresh();
  const take = useMutation({
    mutationFn: () => changeMembers(list.id, selected, "remove"),
    onSuccess: async () => {
      const back = () => void changeMembers(list.id, selected, "add").then(refresh);
      notifyDone(t("taken", { count: selected.length, name: list.name }), back);
      onDone();
      await refresh();
    },
  });
  return (
    <SelectionBar label={t("selection")} text={t("selected", { count: selected.length })}>
      <Button variant="subtle" color="gray" onClick={onDone}>
        {common("action.clearSelection")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconUserMinus size={16} />}
        loading={take.isPending}
        onClick={() => take.mutate()}
      >
        {t("take", { count: selected.length })}
      </Button>
    </SelectionBar>
  );
}
