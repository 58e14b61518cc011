import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ReconcileState } from "@/shared/api/generated/types.gen";
import { Facts } from "@/shared/ui/Facts";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import { TimeText } from "@/shared/ui/TimeText";
import { Found } from "../components/Found";
import { ReconcileNow } from "../components/ReconcileNow";
import { isOver } from "../queries";
import { isLate, reconcileQuery } from "../reconcile";
import { orderIn } from "../result";

/** Whether the engine and the database agree: when they were compared, what was mended, and comparing them now. */
export function ReconcilePage() {
  const { t } = useTranslation("operations");
  return (
    <>
      <PageHeader title={t("reconcile.title")} description={t("reconcile.about")} />
      <Text size="sm" lh={1.7} mb="md">
        {t("reconcile.safe")}
      </Text>
      <QueryView query={useQuery(reconcileQuery)}>{(state) => <Checks state={state} />}</QueryView>
    </>
  );
}

function Checks({ state: { looks, mended, asked } }: { state: ReconcileState }) {
  const { t } = useTranslation("operations");
  return (
    <Stack gap="lg">
      {isLate(looks, Date.now()) && <Notice tone="warning">{t("reconcile.late")}</Notice>}
      <Section title={t("reconcile.last")}>
        {looks.length === 0 ? (
          <Text size="sm">{t("reconcile.never")}</Text>
        ) : (
          <Facts
            facts={looks.map((look): [string, ReactNode] => [
              t(`reconcile.occasion.${look.occasion}`),
              <span key={look.occasion}>
                <TimeText at={look.at} />{" "}
                {look.reached ? <Found counts={look.found} mended /> : t("reconcile.unreached")}
              </span>,
            ])}
          />
        )}
      </Section>
      <Section title={t("reconcile.mended")}>
        <Lines none={t("reconcile.mendedNone")}>
          {mended.map(({ at, found }) => (
            <li key={at}>
              <TimeText at={at} absolute /> <Found counts={found} mended />
            </li>
          ))}
        </Lines>
      </Section>
      <ReconcileNow />
      <Section title={t("reconcile.asked")}>
        <Lines none={t("reconcile.askedNone")}>
          {asked.map((operation) => {
            const { by, reason } = orderIn(operation.params);
            return (
              <li key={operation.id}>
                <Anchor component={Link} to={`/operations/${operation.id}`} inherit>
                  <TimeText at={operation.created_at} absolute />
                </Anchor>{" "}
                {[by, reason && `「${reason}」`].filter(Boolean).join(" ")}{" "}
                {isOver(operation) && (
                  <Found counts={operation.result} mended={operation.params.dry_run !== true} />
                )}
              </li>
            );
          })}
        </Lines>
      </Section>
    </Stack>
  );
}

function Lines({ none, children }: { none: string; children: readonly ReactNode[] }) {
  if (children.length === 0) return <Text size="sm">{none}</Text>;
  return (
    <Text component="ul" size="sm" lh={1.9} m={0} pl="md">
      {children}
    </Text>
  );
}
