import { Anchor, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";

/** Says that something is done; with `undo`, offers to take it back. */
export function notifyDone(message: string, undo?: () => void): void {
  const id = notifications.show({
    color: "moegi",
    autoClose: undo ? 8000 : 3500,
    message: undo ? (
      <Group justify="space-between" wrap="nowrap">
        <span>{message}</span>
        <Anchor
          component="button"
          type="button"
          size="sm"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {i18next.t("action.undo")}
        </Anchor>
      </Group>
    ) : (
      message
    ),
  });
}
