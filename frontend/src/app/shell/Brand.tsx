import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "./Brand.module.css";

/** The name, and the way home. */
export function Brand() {
  const { t } = useTranslation();
  return (
    <Link to="/" className={classes.brand}>
      <img src="/favicon.svg" alt="" width={24} height={24} />
      <span>{t("app.name")}</span>
    </Link>
  );
}
