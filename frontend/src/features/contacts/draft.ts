import type { ContactPatch, ContactView } from "@/shared/api/generated/types.gen";
import { STAGES } from "./filter";

/** A contact as the form holds it: plain texts, "" for what is not known. */
export interface ContactDraft {
  email: string;
  last_name: string;
  first_name: string;
  last_kana: string;
  first_kana: string;
  company: string;
  department: string;
  title: string;
  phone: string;
  industry: string;
  prefecture: string;
  source: string;
  memo: string;
  consent_on: string;
  consent_method: string;
  stage: (typeof STAGES)[number];
  score: number;
  tags: string[];
}

export const EMPTY_DRAFT: ContactDraft = {
  email: "",
  last_name: "",
  first_name: "",
  last_kana: "",
  first_kana: "",
  company: "",
  department: "",
  title: "",
  phone: "",
  industry: "",
  prefecture: "",
  source: "",
  memo: "",
  consent_on: "",
  consent_method: "",
  stage: "lead",
  score: 0,
  tags: [],
};

export function draftOf(contact: ContactView): ContactDraft {
  const keys = Object.keys(EMPTY_DRAFT) as (keyof ContactDraft)[];
  const copied = Object.fromEntries(
    keys.map((key) => [key, contact[key as keyof ContactView] ?? EMPTY_DRAFT[key]]),
  );
  return {
    ...EMPTY_DRAFT,
    ...copied,
    company: contact.company?.name ?? "",
    stage: STAGES.find((stage) => stage === contact.stage) ?? "lead",
  };
}

/** Only what differs, so that somebody else's change of another field is not undone. */
export function changesOf(before: ContactDraft, after: ContactDraft): ContactPatch {
  const keys = Object.keys(after) as (keyof ContactDraft)[];
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return Object.fromEntries(
    changed.map((key) => [key, key === "consent_on" ? after[key] || null : after[key]]),
  );
}
