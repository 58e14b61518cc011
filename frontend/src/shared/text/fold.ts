const HIRAGANA = /[\u3041-\u3096]/g;

/** A text as searching sees it: width, case, kana and blanks do not matter (the twin of `backend.kit.text.fold`). */
export function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/g, "")
    .replace(HIRAGANA, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
}

/** Whether every word of `query` occurs in one of the texts. */
export function matchesWords(query: string, ...texts: string[]): boolean {
  const hay = texts.map(fold).join(" ");
  return query.split(/\s+/).every((word) => hay.includes(fold(word)));
}
