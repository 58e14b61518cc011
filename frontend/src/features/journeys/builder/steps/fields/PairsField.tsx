import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

type Pairs = Record<string, string>;
type Row = { name: string; value: string };

type Props = {
  label: string;
  description: string;
  nameLabel: string;
  valueLabel: string;
  value: Pairs;
  most: number;
  disabled: boolean;
  onChange: (value: Pairs, merge: string) => void;
};

const NAME = /^[a-z][a-z0-9_]{0,39}$/;

/** The rows that can be kept: named as names are, once each, and not empty. */
export function pairsOf(rows: readonly Row[]): Pairs {
  const sound = rows.filter(({ name, value }) => NAME.test(name) && value.trim() !== "");
  return Object.fromEntries(sound.map(({ name, value }) => [name, value]));
}

const rowsOf = (pairs: Pairs): Row[] => Object.entries(pairs).map(([name, value]) => ({ name, value }));
const same = (a: Pairs, b: Pairs) => JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b));

/** Names and what stands under them; a row that is not finished stays here and is not passed on. */
export function PairsField(props: Props) {
  const { label, description, nameLabel, valueLabel, value, most, disabled, onChange } = props;
  const { t } = useTranslation("journeys");
  const [rows, setRows] = useState(() => rowsOf(value));
  useEffect(() => setRows((old) => (same(pairsOf(old), value) ? old : rowsOf(value))), [value]);
  const put = (next: Row[]) => {
    setRows(next);
    if (!same(pairsOf(next), value)) onChange(pairsOf(next), label);
  };
  const change = (at: number, row: Partial<Row>) =>
    put(rows.map((old, index) => (index === at ? { ...old, ...row } : old)));
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Text size="xs" c="dimmed">
        {description}
      </Text>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name until it has been typed
        <Group key={index} gap="xs" wrap="nowrap" align="start">
          <TextInput
            aria-label={t("form.pairName", { label: nameLabel, n: index + 1 })}
            placeholder={nameLabel}
            value={row.name}
            error={row.name !== "" && !NAME.test(row.name) ? t("form.pairNameWrong") : undefined}
            maxLength={40}
            w={120}
            disabled={disabled}
            onChange={(event) => change(index, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t("form.pairName", { label: valueLabel, n: index + 1 })}
            placeholder={valueLabel}
            value={row.value}
            maxLength={200}
            flex={1}
            disabled={disabled}
            onChange={(event) => change(index, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t("form.removePair", { label, n: index + 1 })}
            disabled={disabled}
            onClick={() => put(rows.filter((_, other) => other !== index))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {!disabled && rows.length < most && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          style={{ alignSelf: "start" }}
          onClick={() => setRows([...rows, { name: "", value: "" }])}
        >
          {t("form.addPair")}
        </Button>
      )}
    </Stack>
  );
}
