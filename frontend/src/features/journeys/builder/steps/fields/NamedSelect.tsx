import { MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listsQuery, secretsQuery, teamQuery } from "../../../names";

type Named = { id: string; name: string };

/** Choices by name; a chosen one that is gone stays to be seen, so that the field is not silently empty. */
function choices(items: readonly Named[], chosen: readonly string[]) {
  const gone = chosen.filter((id) => !items.some((item) => item.id === id));
  return [
    ...items.map(({ id, name }) => ({ value: id, label: name })),
    ...gone.map((id) => ({ value: id, label: id })),
  ];
}

type OneProps = {
  label: string;
  description?: string;
  value: string | null;
  disabled: boolean;
  onChange: (id: string | null) => void;
};
type SeveralProps = {
  label: string;
  description?: string;
  value: string[];
  disabled: boolean;
  onChange: (ids: string[]) => void;
};

const NONE: Named[] = [];

export function AccountsSelect({ value, ...rest }: SeveralProps) {
  const { t } = useTranslation("journeys");
  const team = useQuery(teamQuery).data ?? NONE;
  return (
    <MultiSelect
      {...rest}
      value={value}
      data={choices(team, value)}
      placeholder={value.length === 0 ? t("form.chooseAccount") : undefined}
      searchable
      maxValues={50}
    />
  );
}

export function ListsSelect({ value, ...rest }: SeveralProps) {
  const { t } = useTranslation("journeys");
  const lists = useQuery(listsQuery).data ?? NONE;
  return (
    <MultiSelect
      {...rest}
      value={value}
      data={choices(lists, value)}
      placeholder={value.length === 0 ? t("form.chooseList") : undefined}
      nothingFoundMessage={t("form.noList")}
      searchable
      maxValues={20}
    />
  );
}

/** Which list a condition asks for. */
export function ListSelect({
  value,
  disabled,
  onChange,
}: Omit<OneProps, "label" | "value" | "onChange"> & { value: string; onChange: (id: string) => void }) {
  const { t } = useTranslation("journeys");
  const lists = useQuery(listsQuery).data ?? NONE;
  return (
    <Select
      aria-label={t("form.chooseList")}
      placeholder={t("form.chooseList")}
      value={value || null}
      data={choices(lists, value ? [value] : [])}
      nothingFoundMessage={t("form.noList")}
      searchable
      disabled={disabled}
      onChange={(id) => id && onChange(id)}
    />
  );
}

export function SecretSelect({ value, onChange, ...rest }: OneProps) {
  const { t } = useTranslation("journeys");
  const secrets = useQuery(secretsQuery).data ?? NONE;
  return (
    <Select
      {...rest}
      value={value}
      data={choices(secrets, value ? [value] : [])}
      placeholder={t("form.noSecret")}
      clearable
      onChange={onChange}
    />
  );
}
