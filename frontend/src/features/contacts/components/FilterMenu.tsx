import { Button, Checkbox, Popover, Stack, TagsInput, Text } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type ContactSearch, countFilters, DOMAIN_CLASSES, STAGES } from "../filter";

interface Props {
  search: ContactSearch;
  onChange: (change: Partial<ContactSearch>) => void;
}

/** Everything the list can be narrowed by; what is on shows as chips beside it. */
export function FilterMenu({ search, onChange }: Props) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const count = countFilters(search);
  return (
    <Popover width={300} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={16} />}>
          {count > 0 ? t("filter.buttonOn", { count }) : t("filter.button")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="md">
          <Checkbox.Group
            label={common("field.stage")}
            value={search.stage ?? []}
            onChange={(value) => onChange({ stage: value as ContactSearch["stage"] })}
          >
            <Stack gap={6} mt={4}>
              {STAGES.map((stage) => (
                <Checkbox key={stage} size="xs" value={stage} label={common(`stage.${stage}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Checkbox.Group
            label={common("field.domain_class")}
            value={search.domain_class ?? []}
            onChange={(value) => onChange({ domain_class: value as ContactSearch["domain_class"] })}
          >
            <Stack gap={6} mt={4}>
              {DOMAIN_CLASSES.map((kind) => (
                <Checkbox key={kind} size="xs" value={kind} label={common(`domainClass.${kind}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
          <TagsInput
            label={common("field.tags")}
            placeholder={t("filter.tags")}
            value={search.tag ?? []}
            onChange={(tag) => onChange({ tag })}
          />
          <Text size="xs" c="dimmed">
            {t("filter.hint")}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
