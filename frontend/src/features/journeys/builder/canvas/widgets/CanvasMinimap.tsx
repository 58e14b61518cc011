import { getNodesBounds, MiniMap, type ReactFlowState, useStore } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import type { CardData } from "../picture";

/** The whole journey as a small picture, while the large one does not show it all; else it would only cover steps. */
export function CanvasMinimap() {
  const { t } = useTranslation("journeys");
  if (useStore(wholeInView)) return null;
  return (
    <MiniMap
      pannable
      zoomable
      ariaLabel={t("canvas.minimap")}
      style={{ width: 150, height: 104 }}
      nodeColor={miniColour}
      nodeBorderRadius={24}
      nodeStrokeWidth={0}
      bgColor="var(--paper)"
      maskColor="color-mix(in srgb, var(--kinari) 70%, transparent)"
    />
  );
}

/** Whether every step is on the screen as it stands now. */
function wholeInView({ nodeLookup, nodes, transform, width, height }: ReactFlowState): boolean {
  const [left, top, zoom] = transform;
  const all = getNodesBounds(nodes, { nodeLookup });
  const x = all.x * zoom + left;
  const y = all.y * zoom + top;
  return x >= 0 && y >= 0 && x + all.width * zoom <= width && y + all.height * zoom <= height;
}

/** On the small picture: what is chosen, then what kind of step it is. */
function miniColour({ data }: { data: unknown }): string {
  const { colour, selected, mark } = data as Partial<CardData>;
  if (selected) return "var(--ai)";
  if (mark) return "var(--yamabuki)";
  return colour && colour !== "sumi" ? `var(--${colour})` : "var(--sumi-50)";
}
