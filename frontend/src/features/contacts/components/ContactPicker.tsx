import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listContactsOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { fullName } from "../name";

interface Props {
  label: string;
  placeholder?: string;
  value: string | null;
  onChange: (contactId: string | null, name: string) => void;
  size?: "xs" | "sm";
  autoFocus?: boolean;
}

/** Chooses one person by name, company or address. */
export function ContactPicker({ label, placeholder, value, onChange, size = "xs", autoFocus }: Props) {
  const [search, setSearch] = useState("");
  const [q] = useDebouncedValue(search, 250);
  const found = useQuery({
    ...listContactsOptions({ query: { q, limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  const options = (found.data?.items ?? []).map((contact) => ({
    value: contact.id,
    label: [fullName(contact), contact.company?.name].filter(Boolean).join(" · "),
  }));
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      clearable
      size={size}
      autoFocus={autoFocus}
      data={options}
      filter={({ options: all }) => all}
      value={value}
      onChange={(id, option) => onChange(id, option?.label ?? "")}
      onSearchChange={(text) => setSearch(options.some((option) => option.label === text) ? "" : text)}
    />
  );
}
