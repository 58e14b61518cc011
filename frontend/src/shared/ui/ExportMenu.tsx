import { ActionIcon, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

type Parameters = Record<string, string | number | readonly string[] | null | undefined>;

interface Props {
  /** The list's address under the API: `companies`. */
  path: string;
  /** What the list is narrowed to on screen. */
  parameters?: Parameters;
}

/** The list as a file, narrowed as it is on screen. */
export function ExportMenu({ path, parameters = {} }: Props) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="default" size={34} aria-label={t("export.title")} title={t("export.title")}>
          <IconDownload size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("export.title")}</Menu.Label>
        <Menu.Item component="a" href={exportUrl(path, parameters, "utf-8")} download>
          {t("export.utf8")}
        </Menu.Item>
        <Menu.Item component="a" href={exportUrl(path, parameters, "cp932")} download>
          {t("export.cp932")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function exportUrl(path: string, parameters: Parameters, encoding: "utf-8" | "cp932"): string {
  const query = new URLSearchParams({ encoding });
  for (const [name, value] of Object.entries(parameters)) {
    const values = typeof value === "object" ? (value ?? []) : [value];
    for (const one of values) if (one) query.append(name, String(one));
  }
  return `/api/v1/${path}/export?${query}`;
}
