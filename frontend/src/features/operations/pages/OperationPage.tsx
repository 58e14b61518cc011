import { Alert, Anchor, Button, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OperationView } from "@/shared/api/generated/types.gen";
import { Facts } from "@/shared/ui/Facts";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import { TimeText } from "@/shared/ui/TimeText";
import { CancelOperation } from "../components/CancelOperation";
import { useOrderedAction } from "../components/OperationName";
import { OperationProgress } from "../components/OperationProgress";
import { Refused } from "../components/Refused";
import { useOperation, useOperationKind } from "../queries";
import { orderIn, partsOf, placeOf, refusedIn, resultFacts } from "../result";

export function OperationPage() {
  const { t } = useTranslation("operations");
  const { operationId } = useParams({ strict: false });
  const query = useOperation(operationId);
  const kind = useOperationKind();
  return (
    <Page width="reading">
      <PageHeader
        title={query.data ? kind(query.data.kind) : t("one")}
        back={{ to: "/operations", label: t("title") }}
        actions={query.data && <Actions operation={query.data} />}
      />
      <QueryView query={query}>{(operation) => <Details operation={operation} />}</QueryView>
    </Page>
  );
}

function Actions({ operation }: { operation: OperationView }) {
  const { t } = useTranslation("operations");
  const place = placeOf(operation);
  return (
    <>
      <CancelOperation operation={operation} />
      {place && (
        <Button component={Link} to={place as string}>
          {t("toResult")}
        </Button>
      )}
    </>
  );
}

function Details({ operation }: { operation: OperationView }) {
  const { t, i18n } = useTranslation("operations");
  const { t: common } = useTranslation();
  const reason = operation.error ? `errors.${operation.error}` : "";
  const order = orderIn(operation.params);
  const ordered = useOrderedAction()(operation);
  const told: [string, string][] = [
    [t("action"), ordered ?? ""],
    [t("by"), order.by ?? ""],
    [t("reason"), order.reason ?? ""],
  ].filter((fact): fact is [string, string] => Boolean(fact[1]));
  const why = i18n.exists(reason) ? common(reason as "errors.unknown") : operation.error;
  return (
    <Stack gap="lg">
      <Section title={t("progress")}>
        <OperationProgress operation={operation} />
        {operation.status === "cancelled" && operation.total !== null && (
          <Text size="sm" mt="sm">
            {t("cancelledText", partsOf(operation))}
          </Text>
        )}
      </Section>
      {why && (
        <Alert color="shu" role="alert">
          {why}
        </Alert>
      )}
      <Section title={t("details")}>
        <Facts
          facts={[
            ...told,
            [t("started"), <TimeText key="started" at={operation.created_at} absolute />],
            [
              t("finished"),
              operation.finished_at && <TimeText key="finished" at={operation.finished_at} absolute />,
            ],
            ...resultFacts(operation.result)
              .filter(([key]) => i18n.exists(`operations:result.${key}`))
              .map(([key, value]): [string, string] => [t(`result.${key}` as "title"), value]),
          ]}
        />
        <Refused
          counts={refusedIn(operation.result)}
          unit={operation.kind === "settle_mails" ? "mails" : "people"}
        />
        <Anchor component={Link} to="/settings/audit" size="sm" mt="sm" display="inline-block">
          {t("toAudit")}
        </Anchor>
      </Section>
    </Stack>
  );
}
