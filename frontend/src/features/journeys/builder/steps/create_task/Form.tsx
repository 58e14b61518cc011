import { SegmentedControl, Select, Switch, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PRIORITIES, type Priority, TASK_KINDS, type TaskKind } from "../../document/graph";
import type { StepFormProps } from "../definition";
import { AssigneeField } from "../fields/AssigneeField";
import { DurationField } from "../fields/DurationField";
import { MergeText } from "../fields/MergeText";

const DUE = "P1D";
const HOLD = "P3D";

export function CreateTaskForm({ node, readOnly, onChange }: StepFormProps<"create_task">) {
  const { t } = useTranslation("journeys");
  return (
    <>
      <Select
        label={t("form.taskKind")}
        value={node.kind ?? "todo"}
        disabled={readOnly}
        data={TASK_KINDS.map((kind) => ({ value: kind, label: t(`taskKind.${kind}`) }))}
        onChange={(kind) => kind && onChange({ ...node, kind: kind as TaskKind })}
      />
      <MergeText
        label={t("form.taskSubject")}
        value={node.subject ?? ""}
        maxLength={200}
        placeholder={t("form.taskSubjectExample")}
        disabled={readOnly}
        onChange={(subject) => onChange({ ...node, subject }, "subject")}
      />
      <MergeText
        label={t("form.taskBody")}
        value={node.body ?? ""}
        maxLength={4000}
        long
        disabled={readOnly}
        onChange={(body) => onChange({ ...node, body }, "body")}
      />
      <SegmentedControl
        aria-label={t("form.priority")}
        value={node.priority ?? "normal"}
        disabled={readOnly}
        data={PRIORITIES.map((priority) => ({ value: priority, label: t(`priority.${priority}`) }))}
        onChange={(priority) => onChange({ ...node, priority: priority as Priority })}
      />
      <AssigneeField
        label={t("form.taskAssignee")}
        value={node.assignee ?? {}}
        disabled={readOnly}
        onChange={(assignee, merge) => onChange({ ...node, assignee }, merge)}
      />
      <Switch
        label={t("form.taskDue")}
        checked={Boolean(node.due)}
        disabled={readOnly}
        onChange={(event) => onChange({ ...node, due: event.currentTarget.checked ? DUE : null })}
      />
      {node.due && (
        <DurationField
          label={t("form.taskDueAfter")}
          value={node.due}
          disabled={readOnly}
          onChange={(due) => onChange({ ...node, due }, "due")}
        />
      )}
      <Switch
        label={t("form.taskHold")}
        checked={Boolean(node.hold)}
        disabled={readOnly}
        onChange={(event) => onChange({ ...node, hold: event.currentTarget.checked ? HOLD : null })}
      />
      {node.hold && (
        <DurationField
          label={t("form.taskHoldFor")}
          value={node.hold}
          disabled={readOnly}
          onChange={(hold) => onChange({ ...node, hold }, "hold")}
        />
      )}
      <Text size="xs" c="dimmed" lh={1.7}>
        {t(node.hold ? "form.taskHoldHelp" : "form.taskNoHoldHelp")}
      </Text>
    </>
  );
}
