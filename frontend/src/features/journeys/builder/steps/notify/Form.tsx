import { Checkbox, Group, MultiSelect, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CHANNELS, type Channel, ROLES, type Role } from "../../document/graph";
import type { StepFormProps } from "../definition";
import { MergeText } from "../fields/MergeText";
import { AccountsSelect, SecretSelect } from "../fields/NamedSelect";

export function NotifyForm({ node, readOnly, onChange }: StepFormProps<"notify">) {
  const { t } = useTranslation("journeys");
  const via = node.via ?? ["in_app"];
  return (
    <>
      <Checkbox.Group
        label={t("form.notifyVia")}
        value={via}
        onChange={(next) =>
          onChange({ ...node, via: CHANNELS.filter((name) => next.includes(name)) as Channel[] })
        }
      >
        <Group gap="md" mt={6}>
          {CHANNELS.map((channel) => (
            <Checkbox key={channel} value={channel} label={t(`channel.${channel}`)} disabled={readOnly} />
          ))}
        </Group>
      </Checkbox.Group>
      {via.some((channel) => channel !== "webhook") && (
        <>
          <Switch
            label={t("form.notifyOwner")}
            checked={node.owner ?? true}
            disabled={readOnly}
            onChange={(event) => onChange({ ...node, owner: event.currentTarget.checked })}
          />
          <AccountsSelect
            label={t("form.notifyAccounts")}
            value={node.accounts ?? []}
            disabled={readOnly}
            onChange={(accounts) => onChange({ ...node, accounts })}
          />
          <MultiSelect
            label={t("form.notifyRoles")}
            value={node.roles ?? []}
            disabled={readOnly}
            placeholder={node.roles?.length ? undefined : t("form.chooseRole")}
            data={ROLES.map((role) => ({ value: role as string, label: t(`role.${role}`) }))}
            onChange={(roles) => onChange({ ...node, roles: roles as Role[] })}
          />
        </>
      )}
      <MergeText
        label={t("form.notifySubject")}
        value={node.subject ?? ""}
        maxLength={200}
        placeholder={t("form.notifySubjectExample")}
        disabled={readOnly}
        onChange={(subject) => onChange({ ...node, subject }, "subject")}
      />
      <MergeText
        label={t("form.notifyBody")}
        value={node.body ?? ""}
        maxLength={4000}
        long
        disabled={readOnly}
        onChange={(body) => onChange({ ...node, body }, "body")}
      />
      {via.includes("webhook") && (
        <>
          <TextInput
            label={t("form.url")}
            type="url"
            value={node.url ?? ""}
            placeholder="https://hooks.example.com/tabiji"
            maxLength={2000}
            disabled={readOnly}
            onChange={(event) => onChange({ ...node, url: event.currentTarget.value || null }, "url")}
          />
          <SecretSelect
            label={t("form.secret")}
            description={t("form.secretHelp")}
            value={node.secret ?? null}
            disabled={readOnly}
            onChange={(secret) => onChange({ ...node, secret })}
          />
        </>
      )}
    </>
  );
}
