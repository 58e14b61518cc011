import classes from "./PersonCell.module.css";

/** Who it is, in a list: the name with the address under it; the address alone where there is no name. */
export function PersonCell({ name, email }: { name: string; email: string }) {
  if (!name) return <span className={classes.address}>{email}</span>;
  return (
    <span className={classes.person}>
      {name}
      <small>{email}</small>
    </span>
  );
}
