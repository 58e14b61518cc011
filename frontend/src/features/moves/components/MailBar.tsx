import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./act.module.css";
import { SettleButtons, type Way } from "./SettleButtons";

type Props = { selected: number; onSettle: (how: Way) => void; onClear: () => void };

/** What can be done with the selected mails, at the foot of the list. */
export function MailBar({ selected, onSettle, onClear }: Props) {
  const { t } = useTranslation(["moves", "common"]);
  return (
    <section className={css.bar} aria-label={t("mails.bar")}>
      <Text fw={600} aria-live="polite">
        {t("mails.selected", { count: selected })}
      </Text>
      <Group gap={8}>
        <Button variant="subtle" color="gray" onClick={onClear}>
          {t("common:action.clearSelection")}
        </Button>
        <SettleButtons label={(how) => t(`attention.${how}`)} onSettle={onSettle} />
      </Group>
    </section>
  );
}
