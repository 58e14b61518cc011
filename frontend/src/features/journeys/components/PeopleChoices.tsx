import { Button, Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Carried, WaitingPeople } from "@/shared/api/generated/types.gen";
import type { JourneyGraph } from "../builder/document/graph";
import { useWords } from "../builder/useWords";
import { allAlong, type Fate, type Fates, fateOf } from "../versions";
import { CarriedNumbers } from "./CarriedNumbers";
import css from "./choice.module.css";
import { StepSelect } from "./StepSelect";

type Props = {
  waiting: readonly WaitingPeople[];
  /** The version they are on, for the names of steps, and the one to come, for where they can go. */
  before: JourneyGraph | null;
  after: JourneyGraph;
  fates: Fates;
  /** What the choices bring, by step, as far as it is known. */
  carried: Readonly<Record<string, Carried>> | undefined;
  onChange: (fates: Fates) => void;
};

/** Step by step, who is there and what becomes of them: stay, come along, go elsewhere, end. */
export function PeopleChoices({ waiting, before, after, fates, carried, onChange }: Props) {
  const { t } = useTranslation(["journeys", "common"]);
  const old = useWords(before);
  const names = useWords(after);
  if (waiting.length === 0) return <Text size="sm">{t("people.nobody")}</Text>;
  const nameOf = ({ node, title }: WaitingPeople) =>
    title || (before?.nodes[node] ? old : names).stepName(node);
  return (
    <section aria-label={t("people.title")}>
      <Text size="sm" fw={600}>
        {t("people.title")}
      </Text>
      <Text size="xs" c="dimmed" mb={8}>
        {t("people.about")}
      </Text>
      {waiting.map((row) => {
        const fate = fateOf(fates, row.node);
        const brings = fate.choice === "stay" ? undefined : carried?.[row.node];
        return (
          <div key={row.node} className={css.card} data-checked={fate.choice !== "stay" || undefined}>
            <div className={css.where}>
              <b>{nameOf(row)}</b>
              <span>{t("common:count.people", { count: row.people })}</span>
            </div>
            {!row.exists_in_new && (
              <Text size="xs" c="var(--shu-ink)" mb={4}>
                {t("people.gone")}
              </Text>
            )}
            <Select
              size="xs"
              aria-label={t("people.choiceFor", { step: nameOf(row) })}
              allowDeselect={false}
              value={fate.choice}
              data={row.choices.map((choice) => ({ value: choice as string, label: t(`people.${choice}`) }))}
              onChange={(choice) => choice && onChange({ ...fates, [row.node]: { choice: choice as Fate } })}
            />
            <Text size="xs" c="dimmed" mt={4}>
              {t(`people.help.${fate.choice}`)}
            </Text>
            {fate.choice === "redirect" && (
              <StepSelect
                size="xs"
                hideLabel
                label={t("people.targetFor", { step: nameOf(row) })}
                graph={after}
                value={fate.to ?? null}
                onChange={(to) => onChange({ ...fates, [row.node]: { choice: "redirect", to } })}
              />
            )}
            {brings && <CarriedNumbers carried={brings} />}
          </div>
        );
      })}
      <Button variant="subtle" size="compact-sm" mt={6} onClick={() => onChange(allAlong(waiting))}>
        {t("people.allAlong")}
      </Button>
    </section>
  );
}
