import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OperationView } from "@/shared/api/generated/types.gen";
import { useOperationKind } from "../queries";
import { orderIn } from "../result";

/** What kind of work it is, and where people were acted on: what was done, by whom and why. */
export function OperationName({ operation }: { operation: OperationView }) {
  const kind = useOperationKind();
  const action = useOrderedAction();
  const { by, reason } = orderIn(operation.params);
  const who = [by, reason && `「${reason}」`].filter(Boolean).join(" ");
  return (
    <>
      {action(operation) ?? kind(operation.kind)}
      {who && (
        <Text size="xs" c="dimmed" lineClamp={1}>
          {who}
        </Text>
      )}
    </>
  );
}

/** The action that was ordered, in words; null where the work is no action on people. */
export function useOrderedAction(): (operation: OperationView) => string | null {
  const { t, i18n } = useTranslation();
  return ({ params }) => {
    const { action } = orderIn(params);
    const key = `moves:action.${action}.name`;
    return action && i18n.exists(key) ? t(key as "errors.unknown") : null;
  };
}
