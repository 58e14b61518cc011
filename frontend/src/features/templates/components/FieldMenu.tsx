import { Button, Combobox, ScrollArea, Text, useCombobox } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listTemplateFieldsOptions } from "@/shared/api/generated/@tanstack/react-query.gen";

/** Fields by name, searchable; choosing one writes it at the cursor. */
export function FieldMenu({ onInsert }: { onInsert: (field: string) => void }) {
  const { t, i18n } = useTranslation("templates");
  const [search, setSearch] = useState("");
  const fields = useQuery({ ...listTemplateFieldsOptions(), staleTime: Number.POSITIVE_INFINITY });
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch("");
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const labelled = (fields.data ?? []).map((field) => ({
    ...field,
    label: i18n.language === "en" ? field.label_en : field.label_ja,
  }));
  const wanted = search.trim().toLowerCase();
  const shown = labelled.filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(wanted));
  return (
    <Combobox
      store={combobox}
      width={340}
      position="bottom-end"
      shadow="md"
      onOptionSubmit={(name) => {
        combobox.closeDropdown();
        onInsert(name);
      }}
    >
      <Combobox.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconBraces size={14} />}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => combobox.toggleDropdown()}
        >
          {t("fields.insert")}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          aria-label={t("fields.search")}
          placeholder={t("fields.search")}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Combobox.Options>
          <ScrollArea.Autosize mah={300} type="scroll">
            {shown.length === 0 && <Combobox.Empty>{t("fields.none")}</Combobox.Empty>}
            {shown.map((field) => (
              <Combobox.Option key={field.name} value={field.name}>
                <Text size="sm">{field.label}</Text>
                <Text size="xs" c="dimmed">
                  {`{{ ${field.name} }}`} {field.sample && `· ${field.sample.split("\n")[0]}`}
                </Text>
              </Combobox.Option>
            ))}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
