import type { CompanyPatch, CompanyView } from "@/shared/api/generated/types.gen";

export const AS_CONTACTS = "as_contacts";

export interface CompanyDraft {
  stage: NonNullable<CompanyPatch["stage"]>;
  industry: string;
  employees: number | null;
  prefecture: string;
  note: string;
}

/** What the form begins with; a stage that follows the contacts says so instead of naming it. */
export function draftOf(company: CompanyView): CompanyDraft {
  const { stage, stage_by_hand, industry, employees, prefecture, note } = company;
  return {
    stage: stage_by_hand ? (stage as CompanyDraft["stage"]) : AS_CONTACTS,
    industry,
    employees,
    prefecture,
    note,
  };
}

/** Only what differs is sent, so that two people editing different facts do not undo each other. */
export function changesOf(before: CompanyDraft, after: CompanyDraft): CompanyPatch {
  const keys = Object.keys(after) as (keyof CompanyDraft)[];
  return Object.fromEntries(
    keys.filter((key) => after[key] !== before[key]).map((key) => [key, after[key]]),
  ) as CompanyPatch;
}
