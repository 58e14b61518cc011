import { Button, Group, Modal, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Blocker {
  status: "idle" | "blocked";
  proceed?: () => void;
  reset?: () => void;
}

/** Asked when a page with unsaved text is left. */
export function LeaveQuestion({ blocker }: { blocker: Blocker }) {
  const { t } = useTranslation("templates");
  return (
    <Modal opened={blocker.status === "blocked"} onClose={() => blocker.reset?.()} title={t("leave.title")}>
      <Text mb="md">{t("leave.text")}</Text>
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={() => blocker.reset?.()}>
          {t("leave.stay")}
        </Button>
        <Button color="shu" onClick={() => blocker.proceed?.()}>
          {t("leave.leave")}
        </Button>
      </Group>
    </Modal>
  );
}
