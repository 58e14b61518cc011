import { Button, type ButtonProps } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Permission } from "@/shared/access/roles";
import { useMay } from "@/shared/access/session";
import { cancelOperationMutation } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { OperationView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { isOver } from "../queries";

/** Who may begin such work may call it off; everything else is what happens to journeys. */
const NEEDED: Record<string, Permission> = {
  contact_import: "importContacts",
  enroll: "enroll",
  reconcile: "manageOrganization",
};

/** Stops work before its next part; what is done stays done. Nothing for who may not, or when it is over. */
export function CancelOperation({ operation, ...look }: ButtonProps & { operation: OperationView }) {
  const { t } = useTranslation("operations");
  const refresh = useRefresh();
  const allowed = useMay(NEEDED[operation.kind] ?? "controlJourneys");
  const cancel = useMutation({ ...cancelOperationMutation(), onSuccess: () => refresh() });
  if (isOver(operation) || !allowed) return null;
  return (
    <Button
      variant="default"
      {...look}
      disabled={operation.cancel_requested}
      loading={cancel.isPending}
      onClick={() => cancel.mutate({ path: { operation_id: operation.id } })}
    >
      {t(operation.cancel_requested ? "cancelling" : "cancel")}
    </Button>
  );
}
