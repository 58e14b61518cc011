/** A free letter for a new way out: a, b, c ... then p27, p28 ... */
export function freePort(taken: readonly string[]): string {
  for (let n = 0; ; n += 1) {
    const id = n < 26 ? String.fromCharCode(97 + n) : `p${n + 1}`;
    if (!taken.includes(id)) return id;
  }
}
