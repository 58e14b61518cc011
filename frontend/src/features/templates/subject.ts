/**
 * A subject as its author thinks of it: fields by their names in brackets, without the conditions around them.
 * 「{% if company.name %}{{ company.name }} {% endif %}へ」 reads 〔会社名〕 へ.
 */
export function subjectInWords(subject: string, labels: ReadonlyMap<string, string>): string {
  return subject
    .replace(/\{%-?[^%]*%\}/g, "")
    .replace(/\{\{-?\s*([\w.]+)[^}]*\}\}/g, (_all, field: string) => `〔${labels.get(field) ?? field}〕`);
}
