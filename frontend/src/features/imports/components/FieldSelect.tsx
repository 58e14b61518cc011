import { Group, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isOwn, ownField, ownKey, proposeKey } from "../mapping";

const NOTHING = "";
const OWN = "own";

interface Props {
  column: string;
  index: number;
  fields: string[];
  value: string | null;
  readOnly: boolean;
  onChange: (field: string | null) => void;
}

/** A field by its name in the reader's language. */
export function useFieldName(): (field: string) => string {
  const { t, i18n } = useTranslation();
  return (field) => {
    if (isOwn(field)) return ownKey(field);
    const own = `imports:field.${field}`;
    if (i18n.exists(own)) return (i18n.t as unknown as (key: string) => string)(own);
    const key = `field.${field}`;
    return i18n.exists(key) ? t(key as "field.email") : field;
  };
}

/** Where a column goes: a field, a field of one's own, or nowhere. */
export function FieldSelect({ column, index, fields, value, readOnly, onChange }: Props) {
  const { t } = useTranslation("imports");
  const name = useFieldName();
  const own = isOwn(value);
  const options = [
    { value: NOTHING, label: t("mapping.nothing") },
    ...fields.map((field) => ({ value: field, label: name(field) })),
    { value: OWN, label: t("mapping.own") },
  ];

  function choose(chosen: string | null) {
    if (chosen === OWN) onChange(ownField(proposeKey(column, index)));
    else onChange(chosen || null);
  }

  return (
    <Group gap={6} wrap="nowrap">
      <Select
        size="xs"
        flex={1}
        aria-label={t("mapping.fieldOf", { column })}
        data={options}
        searchable
        readOnly={readOnly}
        value={own ? OWN : (value ?? NOTHING)}
        onChange={choose}
      />
      {own && (
        <TextInput
          size="xs"
          w={120}
          aria-label={t("mapping.key", { column })}
          readOnly={readOnly}
          value={ownKey(value)}
          onChange={(event) => onChange(ownField(event.currentTarget.value))}
        />
      )}
    </Group>
  );
}
