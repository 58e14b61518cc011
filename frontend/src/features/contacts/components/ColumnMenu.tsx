import { ActionIcon, Checkbox, Popover, Stack } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { COLUMNS } from "../filter";

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
