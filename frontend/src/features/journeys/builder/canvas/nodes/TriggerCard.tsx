import { IconPlayerPlay } from "@tabler/icons-react";
import { Handle, Position } from "@xyflow/react";
import css from "../canvas.module.css";
import { useCanvas } from "../context";

/** Where everybody begins: what starts the journey, and the rules that hold for all of it. */
export function TriggerCard() {
  const { trigger, onTrigger } = useCanvas();
  const body = (
    <>
      <span className={css.bar} aria-hidden="true" />
      <IconPlayerPlay className={css.icon} size={20} stroke={1.6} aria-hidden="true" />
      <span className={css.text}>
        <span className={css.title}>{trigger.title}</span>
        {[trigger.summary, ...trigger.notes].map((line) => (
          <span key={line} className={css.rule}>
            {line}
          </span>
        ))}
      </span>
    </>
  );
  return (
    <>
      {onTrigger ? (
        <button
          type="button"
          className={`${css.card} ${css.trigger}`}
          data-colour="shu"
          data-step="$trigger"
          onClick={onTrigger}
        >
          {body}
        </button>
      ) : (
        <div className={`${css.card} ${css.trigger}`} data-colour="shu">
          {body}
        </div>
      )}
      <Handle type="source" position={Position.Bottom} className={css.handle} isConnectable={false} />
    </>
  );
}
