import { Group, Pill, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type ContactSearch, countFilters } from "../filter";

interface Props {
  search: ContactSearch;
  onChange: (change: Partial<ContactSearch>) => void;
}

const GROUPS = ["stage", "domain_class", "tag"] as const;

/** Filters that are on, each removable. */
export function FilterChips({ search, onChange }: Props) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  if (countFilters(search) === 0) return null;

  const label = (group: (typeof GROUPS)[number], value: string) => {
    if (group === "stage") return common(`stage.${value as "lead"}`);
    if (group === "domain_class") return common(`domainClass.${value as "own"}`);
    return `#${value}`;
  };
  return (
    <Group gap={6}>
      {GROUPS.flatMap((group) =>
        (search[group] ?? []).map((value) => (
          <Pill
            key={`${group}:${value}`}
            withRemoveButton
            removeButtonProps={{
              "aria-label": t("filter.remove", { name: label(group, value) }),
              "aria-hidden": false,
              tabIndex: 0,
            }}
            onRemove={() =>
              onChange({ [group]: (search[group] as string[]).filter((other) => other !== value) })
            }
          >
            {label(group, value)}
          </Pill>
        )),
      )}
      <UnstyledButton
        fz="xs"
        c="var(--ai)"
        onClick={() => onChange({ stage: undefined, tag: undefined, domain_class: undefined })}
      >
        {common("action.clear")}
      </UnstyledButton>
    </Group>
  );
}
