import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconCopy, IconCopyPlus, IconCut, IconTrash, IconX } from "@tabler/icons-react";
import { Panel } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import type { ActionContext } from "./actions/action";
import { copyAction, cutAction, duplicateAction } from "./actions/clipboard";
import { deleteAction } from "./actions/structure";
import css from "./builder.module.css";
import { shownKeys } from "./canvas/keymap";
import { useBuilder } from "./store";

const ACTIONS = [
  { action: duplicateAction, icon: IconCopyPlus },
  { action: copyAction, icon: IconCopy },
  { action: cutAction, icon: IconCut },
  { action: deleteAction, icon: IconTrash },
];

/** What can be done with several chosen steps at once. */
export function SelectionBar({ context, canEdit }: { context: ActionContext; canEdit: boolean }) {
  const { t } = useTranslation("journeys");
  const count = useBuilder((state) => state.selection.length);
  if (count < 2) return null;
  return (
    <Panel position="bottom-center" className={css.selection}>
      <div role="toolbar" aria-label={t("selection.name")} className={css.selectionBar}>
        <b>{t("selection.count", { count })}</b>
        {ACTIONS.filter(({ action }) => canEdit || !action.edits).map(({ action, icon: Icon }) => (
          <Tooltip key={action.id} label={shownKeys(action.keys[0] ?? "")}>
            <Button
              size="compact-sm"
              variant="subtle"
              color={action === deleteAction ? "shu" : "ai"}
              leftSection={<Icon size={15} aria-hidden="true" />}
              onClick={() => action.run(context)}
            >
              {t(`action.${action.label}` as "action.copy")}
            </Button>
          </Tooltip>
        ))}
        <Tooltip label={`${t("selection.clear")} (Esc)`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("selection.clear")}
            onClick={() => context.store.getState().select([])}
          >
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </Panel>
  );
}
