import classes from "./CountList.module.css";

interface Props {
  label?: string;
  counts: readonly [name: string, count: string][];
}

/** Named counts, one a line, with the figures under each other. */
export function CountList({ label, counts }: Props) {
  return (
    <dl className={classes.list} aria-label={label}>
      {counts.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  );
}
