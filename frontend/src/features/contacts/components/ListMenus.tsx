import { ActionIcon, Checkbox, Menu, Popover, Stack } from "@mantine/core";
import { IconColumns3, IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type ContactSearch, toQuery } from "../filter";
import { COLUMNS } from "./ContactTable";

interface ColumnsProps {
  hidden: ReadonlySet<string>;
  onChange: (hidden: ReadonlySet<string>) => void;
}

/** Which columns are shown. */
export function ColumnMenu({ hidden, onChange }: ColumnsProps) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={34} aria-label={t("columns")} title={t("columns")}>
          <IconColumns3 size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group
          label={t("columns")}
          value={COLUMNS.filter((column) => !hidden.has(column))}
          onChange={(shown) => onChange(new Set(COLUMNS.filter((column) => !shown.includes(column))))}
        >
          <Stack gap={6} mt={4}>
            {COLUMNS.map((column) => (
              <Checkbox key={column} size="xs" value={column} label={common(`field.${column}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The list as a file, narrowed as it is on screen. */
export function ExportMenu({ search }: { search: ContactSearch }) {
  const { t } = useTranslation("contacts");
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="default" size={34} aria-label={t("export.title")} title={t("export.title")}>
          <IconDownload size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("export.title")}</Menu.Label>
        <Menu.Item component="a" href={exportUrl(search, "utf-8")} download="contacts.csv">
          {t("export.utf8")}
        </Menu.Item>
        <Menu.Item component="a" href={exportUrl(search, "cp932")} download="contacts.csv">
          {t("export.cp932")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function exportUrl(search: ContactSearch, encoding: string): string {
  const { sort: _sort, ...filters } = toQuery(search);
  const parameters = new URLSearchParams({ encoding });
  for (const [name, value] of Object.entries(filters)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one) parameters.append(name, String(one));
  }
  return `/api/v1/contacts/export?${parameters}`;
}
