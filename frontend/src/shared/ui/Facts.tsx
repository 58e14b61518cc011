import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Facts.module.css";

/** Named facts in two columns; what is not known says so quietly. */
export function Facts({ facts }: { facts: [label: string, value: ReactNode][] }) {
  const { t } = useTranslation();
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>
            {value === null || value === undefined || value === false || value === "" ? (
              <Missing text={t("state.unset")} />
            ) : (
              value
            )}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function Missing({ text }: { text: string }) {
  return <span className={classes.missing}>{text}</span>;
}
