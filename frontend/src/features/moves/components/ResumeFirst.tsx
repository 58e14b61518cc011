import { Button, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** The way out for those left alone because they are paused; nothing where nobody is. */
export function ResumeFirst({ people = 0, onResume }: { people?: number | undefined; onResume: () => void }) {
  const { t } = useTranslation("moves");
  if (people === 0) return null;
  return (
    <div>
      <Text size="sm" my={8}>
        {t("resumeFirst.text")}
      </Text>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlayerPlay size={14} />}
        onClick={onResume}
      >
        {t("resumeFirst.action", { count: people })}
      </Button>
    </div>
  );
}
