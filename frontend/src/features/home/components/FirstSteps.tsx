import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FirstSteps as Steps } from "@/shared/api/generated/types.gen";
import { Section } from "@/shared/ui/Section";
import classes from "./FirstSteps.module.css";

const STEPS = [
  { key: "contacts", to: "/contacts/import" },
  { key: "journeys", to: "/journeys/new" },
  { key: "enrollments", to: "/journeys" },
] as const;

/** Three steps from an empty system to the first mail; only the next one has the strong button. */
export function FirstSteps({ steps }: { steps: Steps }) {
  const { t } = useTranslation("home");
  const next = STEPS.find(({ key }) => !steps[key]);
  return (
    <Section title={t("first.title")} description={t("first.text")}>
      <ol className={classes.steps}>
        {STEPS.map(({ key, to }, index) => {
          const done = steps[key];
          return (
            <li
              key={key}
              className={classes.step}
              data-state={done ? "done" : key === next?.key ? "next" : "later"}
            >
              <span className={classes.number} aria-hidden>
                {done ? <IconCheck size={18} /> : index + 1}
              </span>
              <div>
                <h3>
                  {t(`first.${key}.title`)}
                  {done && <span className={classes.done}>{t("first.done")}</span>}
                </h3>
                <p>{t(`first.${key}.text`)}</p>
                {!done && (
                  <Button
                    component={Link}
                    to={to as string}
                    variant={key === next?.key ? "filled" : "default"}
                  >
                    {t(`first.${key}.action`)}
                  </Button>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
