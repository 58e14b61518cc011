import { Kbd } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ACTIONS } from "../actions/registry";
import { shownKeys } from "../canvas/keymap";
import { PanelFrame } from "./PanelFrame";
import css from "./panels.module.css";

export function KeysPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("journeys");
  return (
    <PanelFrame title={t("action.keys")} onClose={onClose}>
      <dl className={css.keys}>
        {ACTIONS.filter((action) => !action.id.endsWith("-extend")).map((action) => (
          <div key={action.id} style={{ display: "contents" }}>
            <dt>{t(`action.${action.label}` as "action.undo")}</dt>
            <dd>
              <Kbd>{shownKeys(action.keys[0] ?? "")}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
    </PanelFrame>
  );
}
