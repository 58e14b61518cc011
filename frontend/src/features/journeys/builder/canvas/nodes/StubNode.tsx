import { IconPlus } from "@tabler/icons-react";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { placeKey } from "../../document/selectors";
import css from "../canvas.module.css";
import { useCanvas } from "../context";
import type { StubData } from "../picture";

/** An open way out: nothing follows yet, and this is where the next step goes. */
export function StubNode({ data }: NodeProps) {
  const { place, addName } = data as StubData;
  const { onAdd, adding, drop } = useCanvas();
  const key = placeKey(place);
  const { t } = useTranslation("journeys");
  return (
    <>
      <Handle type="target" position={Position.Top} className={css.handle} isConnectable={false} />
      <button
        type="button"
        className={css.stub}
        data-place={key}
        data-open={(adding && placeKey(adding) === key) || drop?.over === key || undefined}
        data-drop={drop?.allowed.has(key) ? "open" : undefined}
        aria-label={addName}
        onClick={() => onAdd?.(place)}
      >
        <IconPlus size={16} aria-hidden="true" />
        {t("canvas.addHere")}
      </button>
    </>
  );
}
