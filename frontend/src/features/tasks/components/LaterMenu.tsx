import { Button, Kbd, Menu } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TaskRow } from "@/shared/api/generated/types.gen";
import { formatDateTime } from "@/shared/time/format";
import { LATER, laterAt } from "../model";
import { useChangeTask } from "../queries";

interface Props {
  task: TaskRow;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

/** Puts a task off to a time at which it can be done. */
export function LaterMenu({ task, opened, onChange }: Props) {
  const { t } = useTranslation("tasks");
  const change = useChangeTask();
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconClockPause size={16} />}
          rightSection={<Kbd size="xs">L</Kbd>}
          loading={change.isPending}
          style={{ flexShrink: 0 }}
        >
          {t("later.action")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {LATER.map((choice) => {
          const at = laterAt(choice, new Date());
          return (
            <Menu.Item
              key={choice}
              onClick={() =>
                change.mutate({
                  task,
                  change: { due_at: at.toISOString() },
                  done: t("later.done", { at: formatDateTime(at) }),
                })
              }
            >
              {t(`later.${choice}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
