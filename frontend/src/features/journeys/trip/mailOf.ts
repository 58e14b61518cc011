import type { FilmMail } from "@/shared/api/generated/types.gen";
import type { TripStep } from "../model";

/** The mail that a step sent: of its node, the last one begun by then; one held back was begun some rows before. */
export function mailOf(step: TripStep, mails: readonly FilmMail[]): FilmMail | null {
  if (step.outcome !== "sent") return null;
  return mails.findLast((mail) => mail.node === step.node && mail.key <= step.seq) ?? null;
}
