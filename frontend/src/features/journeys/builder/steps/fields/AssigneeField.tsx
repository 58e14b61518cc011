import { Group, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Assignee, Share } from "../../document/graph";
import { useWords } from "../../useWords";
import { assigneeText } from "../assigneeText";
import form from "../form.module.css";
import { AccountsSelect } from "./NamedSelect";

type Props = {
  label: string;
  value: Assignee;
  disabled: boolean;
  onChange: (value: Assignee, merge?: string) => void;
};

type Way = "nobody" | "account" | "among";

const wayOf = (value: Assignee): Way => {
  if ((value.among?.length ?? 0) > 0) return "among";
  return value.account === undefined || value.account === null ? "nobody" : "account";
};

/** Who is to have it: the present owner first, then one person, or several in turn. */
export function AssigneeField({ label, value, disabled, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const words = useWords(null);
  const keep = value.keep_owner ?? true;
  const among = value.among ?? [];
  const way = wayOf(value);
  return (
    <section className={form.section} aria-label={label}>
      <Stack gap="sm">
        <Switch
          label={t("assignee.keep")}
          description={t("assignee.keepHelp")}
          checked={keep}
          disabled={disabled}
          onChange={(event) => onChange({ ...value, keep_owner: event.currentTarget.checked })}
        />
        <AccountsSelect
          label={t(keep ? "assignee.otherwise" : "assignee.who")}
          description={t("assignee.severalHelp")}
          value={
            way === "among"
              ? among.map((share) => share.account)
              : way === "account"
                ? [value.account ?? ""]
                : []
          }
          disabled={disabled}
          onChange={(ids) => onChange({ keep_owner: keep, ...peopleOf(ids, among) })}
        />
        {way === "among" &&
          among.map((share) => (
            <Group key={share.account} gap="xs" wrap="nowrap" justify="space-between">
              <Text size="sm" lineClamp={1}>
                {words.accountName(share.account)}
              </Text>
              <NumberInput
                aria-label={t("form.weightOf", { name: words.accountName(share.account) })}
                value={share.weight ?? 1}
                min={0}
                max={1000}
                w={80}
                allowDecimal={false}
                disabled={disabled}
                onChange={(weight) =>
                  typeof weight === "number" &&
                  onChange(
                    {
                      ...value,
                      among: among.map((one) => (one.account === share.account ? { ...one, weight } : one)),
                    },
                    `weight:${share.account}`,
                  )
                }
              />
            </Group>
          ))}
        <Text size="xs" lh={1.7}>
          {assigneeText(value, words, "says")}
        </Text>
      </Stack>
    </section>
  );
}

/** One name is a fixed person, several take turns. */
export function peopleOf(
  ids: readonly string[],
  before: readonly Share[],
): Pick<Assignee, "account" | "among"> {
  const [only] = ids;
  if (ids.length < 2) return { account: only ?? null, among: [] };
  return {
    account: null,
    among: ids.map((account) => before.find((share) => share.account === account) ?? { account, weight: 1 }),
  };
}
