const WIDE = 11.5;
const NARROW = 6.4;
const PADDING = 18;
const LONGEST = 200;

/** Width of an edge label before it is drawn: the layout must know it, and must not depend on a browser. */
export function labelWidth(text: string | null): number {
  if (!text) return 0;
  let width = PADDING;
  for (const char of text) width += char.charCodeAt(0) > 0xff ? WIDE : NARROW;
  return Math.min(width, LONGEST);
}
