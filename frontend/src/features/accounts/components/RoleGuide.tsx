import { useTranslation } from "react-i18next";
import { Facts } from "@/shared/ui/Facts";
import { Section } from "@/shared/ui/Section";

const ROLES = ["admin", "marketer", "rep", "viewer"] as const;

/** What each role may do, beside the list that gives them. */
export function RoleGuide() {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  return (
    <div style={{ marginTop: 24 }}>
      <Section title={t("roles.title")}>
        <Facts facts={ROLES.map((role) => [common(`role.${role}`), t(`roles.${role}`)])} />
      </Section>
    </div>
  );
}
