import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { OrganizationView } from "@/shared/api/generated/types.gen";
import classes from "./LegalFooter.module.css";

type Identity = Pick<OrganizationView, "legal_name" | "postal_address" | "contact_line">;

/** What the law asks for and is not there yet; mail cannot be published without it. */
export function missingIdentity(identity: Identity): (keyof Identity)[] {
  const needed: (keyof Identity)[] = ["legal_name", "postal_address", "contact_line"];
  return needed.filter((key) => !identity[key].trim());
}

/** The sender's identity as it stands under every mail. */
export function LegalFooter({ organization }: { organization: Identity }) {
  const { t } = useTranslation("settings");
  const missing = missingIdentity(organization);
  return (
    <div>
      <p className={classes.caption}>{t("organization.footer")}</p>
      <div className={classes.footer}>
        <p>{organization.legal_name || "—"}</p>
        <p>{organization.postal_address || "—"}</p>
        <p>{organization.contact_line || "—"}</p>
        <p className={classes.link}>{t("organization.footerLink")}</p>
      </div>
      {missing.length > 0 && (
        <Alert color="yamabuki" mt="sm" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {t("organization.missing", { fields: missing.map((key) => t(`organization.${key}`)).join("・") })}
        </Alert>
      )}
    </div>
  );
}
