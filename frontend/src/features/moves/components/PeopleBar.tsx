import { Button, Group, Text } from "@mantine/core";
import { IconArrowBigRightLines } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import css from "./act.module.css";

type Props = {
  selected: number;
  all: boolean;
  /** Offered when more people match than are shown. */
  onAll: (() => void) | null;
  onAct: () => void;
  onClear: () => void;
};

/** What can be done with the selected people, at the foot of the list. */
export function PeopleBar({ selected, all, onAll, onAct, onClear }: Props) {
  const { t } = useTranslation(["moves", "common"]);
  return (
    <section className={css.bar} aria-label={t("bar.label")}>
      <Group gap="sm">
        <Text fw={600} aria-live="polite">
          {all ? t("bar.all") : t("bar.selected", { count: selected })}
        </Text>
        {!all && onAll && (
          <Button variant="subtle" size="compact-sm" onClick={onAll}>
            {t("bar.chooseAll")}
          </Button>
        )}
      </Group>
      <Group gap={8}>
        <Button variant="subtle" color="gray" onClick={onClear}>
          {t("common:action.clearSelection")}
        </Button>
        <Button leftSection={<IconArrowBigRightLines size={16} />} onClick={onAct}>
          {t("bar.act")}
        </Button>
      </Group>
    </section>
  );
}
