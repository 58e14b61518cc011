import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { contactChoicesQuery } from "../../queries";

type Props = { label: string; value: string | null; onChange: (id: string | null) => void };

/** Finds one contact by name or address; empty means a made-up sample person. */
export function ContactSelect({ label, value, onChange }: Props) {
  const { t } = useTranslation("journeys");
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, 250);
  const { data = [] } = useQuery({ ...contactChoicesQuery(search), placeholderData: keepPreviousData });
  return (
    <Select
      label={label}
      value={value}
      searchable
      clearable
      allowDeselect
      placeholder={t("form.samplePerson")}
      nothingFoundMessage={t("form.nobodyFound")}
      filter={({ options }) => options}
      data={data.map((contact) => ({ value: contact.id, label: `${contact.name} (${contact.email})` }))}
      onSearchChange={setText}
      onChange={onChange}
    />
  );
}
