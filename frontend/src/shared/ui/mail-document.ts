const LIVE = '<base target="_blank">';
/** Looking at a preview must not follow links: the contact would be said to have clicked. */
const QUIET = "<style>a{pointer-events:none}</style>";
const HEAD = /<head(\s[^>]*)?>/i;

/** The mail's HTML with what the frame needs put at the top of its head. */
export function mailDocument(html: string, links: "live" | "quiet"): string {
  const extra = links === "live" ? LIVE : QUIET;
  if (HEAD.test(html)) return html.replace(HEAD, (head) => head + extra);
  return `<!doctype html><html><head><meta charset="utf-8">${extra}</head><body>${html}</body></html>`;
}
