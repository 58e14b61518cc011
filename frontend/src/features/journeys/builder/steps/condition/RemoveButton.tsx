import { ActionIcon } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** Takes the named condition away; nothing where it must stay. */
export function RemoveButton({ name, onRemove }: { name: string; onRemove: (() => void) | undefined }) {
  const { t } = useTranslation("journeys");
  if (!onRemove) return null;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={t("form.removeCondition", { name })}
      onClick={onRemove}
    >
      <IconTrash size={16} />
    </ActionIcon>
  );
}
