import { NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { STAGES } from "@/features/contacts";
import { changeCompany } from "@/shared/api/generated/sdk.gen";
import type { CompanyPatch, CompanyView } from "@/shared/api/generated/types.gen";
import { useSave } from "@/shared/api/use-save";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { AS_CONTACTS, changesOf, draftOf } from "../draft";

/** What people know about a company better than its contacts' rows do. Mount it to open it. */
export function EditCompany({ company, onClose }: { company: CompanyView; onClose: () => void }) {
  const { t } = useTranslation("companies");
  const { t: common } = useTranslation();
  const before = draftOf(company);
  const [draft, setDraft] = useState(before);
  const [reason, setReason] = useState("");
  const set = (part: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...part }));
  const { form, problems } = useSave(
    () => {
      const body: CompanyPatch = { ...changesOf(before, draft), ...(reason.trim() && { reason }) };
      return changeCompany({ path: { company_id: company.id }, body, throwOnError: true });
    },
    { done: common("state.saved"), onClose },
  );
  return (
    <FormDrawer opened title={t("edit", { name: company.name })} {...form}>
      <Select
        label={common("field.stage")}
        description={t("stageHint")}
        allowDeselect={false}
        data={[
          { value: AS_CONTACTS, label: t("asContacts") },
          ...STAGES.map((stage) => ({ value: stage as string, label: common(`stage.${stage}`) })),
        ]}
        value={draft.stage}
        onChange={(stage) => stage && set({ stage: stage as typeof draft.stage })}
      />
      <TextInput
        label={common("field.industry")}
        value={draft.industry}
        error={problems.industry}
        onChange={(event) => set({ industry: event.currentTarget.value })}
      />
      <NumberInput
        label={common("field.employees")}
        min={0}
        max={10_000_000}
        allowDecimal={false}
        thousandSeparator=","
        value={draft.employees ?? ""}
        error={problems.employees}
        onChange={(value) => set({ employees: value === "" ? null : Number(value) })}
      />
      <TextInput
        label={common("field.prefecture")}
        value={draft.prefecture}
        error={problems.prefecture}
        onChange={(event) => set({ prefecture: event.currentTarget.value })}
      />
      <Textarea
        label={common("field.memo")}
        autosize
        minRows={3}
        maxRows={12}
        value={draft.note}
        error={problems.note}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
      <TextInput
        label={common("confirm.reason")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDrawer>
  );
}
