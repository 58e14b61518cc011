import type { AriaLabelConfig } from "@xyflow/react";
import type { TFunction } from "i18next";

/** React Flow's own spoken texts in the reader's language. */
export function flowLabels(t: TFunction<"journeys">): Partial<AriaLabelConfig> {
  return {
    "node.a11yDescription.default": t("canvas.flow.node"),
    "edge.a11yDescription.default": t("canvas.flow.edge"),
    "controls.ariaLabel": t("canvas.flow.controls"),
    "minimap.ariaLabel": t("canvas.minimap"),
  };
}
