import { Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Condition, ConditionEditor, emptyGraph } from "@/features/journeys";
import { addressesIn } from "../model";

export type Draft = {
  by: "emails" | "filter" | "all";
  text: string;
  q: string;
  condition: Condition | null;
};

export const emptyDraft: Draft = { by: "emails", text: "", q: "", condition: null };

/** What the API takes as a selection; null while nobody is named yet. */
export function selectionOf(draft: Draft) {
  if (draft.by === "all") return { all: true };
  if (draft.by === "emails") {
    const emails = addressesIn(draft.text);
    return emails.length > 0 ? { emails } : null;
  }
  const q = draft.q.trim();
  if (!q && !draft.condition) return null;
  return { filter: { ...(q ? { q } : {}), ...(draft.condition ? { condition: draft.condition } : {}) } };
}

const NO_STEPS = emptyGraph("filter", "nurture");

export function SelectionFields({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const { t } = useTranslation("enrollments");
  if (draft.by === "all") {
    return (
      <Text size="sm" lh={1.7}>
        {t("enroll.allText")}
      </Text>
    );
  }
  if (draft.by === "emails") {
    return (
      <Textarea
        label={t("enroll.emails")}
        description={t("enroll.emailsHelp", { count: addressesIn(draft.text).length })}
        placeholder={"hanako@example.com\ntaro@example.com"}
        value={draft.text}
        autosize
        minRows={5}
        maxRows={14}
        onChange={(event) => onChange({ ...draft, text: event.currentTarget.value })}
      />
    );
  }
  return (
    <>
      <TextInput
        label={t("enroll.q")}
        description={t("enroll.qHelp")}
        value={draft.q}
        maxLength={200}
        onChange={(event) => onChange({ ...draft, q: event.currentTarget.value })}
      />
      <Switch
        label={t("enroll.useCondition")}
        checked={draft.condition !== null}
        onChange={(event) =>
          onChange({
            ...draft,
            condition: event.currentTarget.checked ? { field: "score", op: "gte", value: 50 } : null,
          })
        }
      />
      {draft.condition && (
        <ConditionEditor
          name={t("enroll.condition")}
          condition={draft.condition}
          graph={NO_STEPS}
          at={null}
          contactOnly
          readOnly={false}
          onChange={(condition) => onChange({ ...draft, condition })}
        />
      )}
    </>
  );
}
