/** The ledger keeps the subject as its template wrote it: what each contact got in its place is not known here. */
export const plainSubject = (subject: string): string => subject.replaceAll(/\{\{.*?\}\}/g, "…");
