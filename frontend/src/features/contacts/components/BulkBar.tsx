import { Button, Group, Text } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./BulkBar.module.css";

interface Props {
  selected: number;
  /** Everybody the filters find; offered when more than the selected rows. */
  matching: number | undefined;
  allMatching: boolean;
  onAllMatching: () => void;
  onEnroll: () => void;
  onClear: () => void;
}

/** What can be done with the selected people, at the bottom of the list. */
export function BulkBar({ selected, matching, allMatching, onAllMatching, onEnroll, onClear }: Props) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  return (
    <section className={classes.bar} aria-label={t("bulk.label")}>
      <Group gap="md">
        <Text fw={600} aria-live="polite">
          {t("bulk.selected", { count: allMatching ? (matching ?? selected) : selected })}
        </Text>
        {!allMatching && matching !== undefined && matching > selected && (
          <Button variant="subtle" size="compact-sm" onClick={onAllMatching}>
            {t("bulk.all", { count: matching })}
          </Button>
        )}
      </Group>
      <Group gap={8}>
        <Button variant="subtle" color="gray" onClick={onClear}>
          {common("action.clearSelection")}
        </Button>
        <Button leftSection={<IconRoute size={16} />} onClick={onEnroll}>
          {t("bulk.enroll")}
        </Button>
      </Group>
    </section>
  );
}
