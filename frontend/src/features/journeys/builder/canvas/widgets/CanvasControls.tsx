import { ActionIcon, Tooltip } from "@mantine/core";
import { IconFocusCentered, IconMarquee2, IconMinus, IconPlus, IconZoomReset } from "@tabler/icons-react";
import { Panel, useReactFlow } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { QUICK, useShowAll } from "../camera";
import css from "../canvas.module.css";

type Props = { boxing?: { on: boolean; toggle: () => void } | undefined };

/** Nearer, farther, whole picture; the keys stand in the tooltips. */
export function CanvasControls({ boxing }: Props) {
  const flow = useReactFlow();
  const showAll = useShowAll();
  const { t } = useTranslation("journeys");
  const controls = [
    { name: t("action.zoomIn"), keys: "+", icon: IconPlus, run: () => flow.zoomIn(QUICK) },
    { name: t("action.zoomOut"), keys: "-", icon: IconMinus, run: () => flow.zoomOut(QUICK) },
    { name: t("action.zoomReset"), keys: "0", icon: IconZoomReset, run: () => flow.zoomTo(1, QUICK) },
    {
      name: t("action.fit"),
      keys: "1",
      icon: IconFocusCentered,
      run: () => showAll(QUICK),
    },
  ];
  return (
    <Panel position="bottom-left" className={css.controls}>
      {boxing && (
        <Tooltip label={`${t("action.boxSelect")} (V)`} position="right">
          <ActionIcon
            variant={boxing.on ? "filled" : "subtle"}
            color={boxing.on ? "ai" : "gray"}
            aria-label={t("action.boxSelect")}
            aria-pressed={boxing.on}
            onClick={boxing.toggle}
          >
            <IconMarquee2 size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      {controls.map(({ name, keys, icon: Icon, run }) => (
        <Tooltip key={keys} label={`${name} (${keys})`} position="right">
          <ActionIcon variant="subtle" color="gray" aria-label={name} onClick={() => void run()}>
            <Icon size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      ))}
    </Panel>
  );
}
