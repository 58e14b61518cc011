import { Kbd, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ACTIONS } from "../actions/registry";
import { shownKeys } from "../canvas/keymap";
import { PanelFrame } from "./PanelFrame";
import css from "./panels.module.css";

const MOUSE = ["insert", "boxDrag", "extend", "pan", "zoom"] as const;

/** Every way to work here without looking for a button. */
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
      <Title order={3}>{t("keys.mouse")}</Title>
      <dl className={css.keys}>
        {MOUSE.map((way) => (
          <div key={way} style={{ display: "contents" }}>
            <dt>{t(`keys.${way}`)}</dt>
            <dd>{t(`keys.${way}How`)}</dd>
          </div>
        ))}
      </dl>
    </PanelFrame>
  );
}
