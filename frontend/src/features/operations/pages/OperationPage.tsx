import { Alert, Button, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { cancelOperationMutation } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { OperationView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { Facts } from "@/shared/ui/Facts";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { QueryView } from "@/shared/ui/QueryView";
import { Section } from "@/shared/ui/Section";
import { TimeText } from "@/shared/ui/TimeText";
import { OperationProgress } from "../components/OperationProgress";
import { isOver, useOperation, useOperationKind } from "../queries";
import { placeOf, resultFacts } from "../result";

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
  const refresh = useRefresh();
  const allowed = useMay("enroll");
  const cancel = useMutation({ ...cancelOperationMutation(), onSuccess: () => refresh() });
  const place = placeOf(operation);
  return (
    <>
      {!isOver(operation) && allowed && (
        <Button
          variant="default"
          color="shu"
          disabled={operation.cancel_requested}
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ path: { operation_id: operation.id } })}
        >
          {t(operation.cancel_requested ? "cancelling" : "cancel")}
        </Button>
      )}
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
  const why = i18n.exists(reason) ? common(reason as "errors.unknown") : operation.error;
  return (
    <Stack gap="lg">
      <Section title={t("progress")}>
        <OperationProgress operation={operation} />
      </Section>
      {why && (
        <Alert color="shu" role="alert">
          {why}
        </Alert>
      )}
      <Section title={t("details")}>
        <Facts
          facts={[
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
      </Section>
    </Stack>
  );
}
