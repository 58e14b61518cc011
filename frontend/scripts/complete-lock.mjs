// Adds the other platforms' optional binaries to package-lock.json.
//
// A registry mirror that serves only this machine's platform makes npm leave them out,
// and `npm ci` then refuses the lock. Name, version and platform are all that is needed
// for npm to skip them here and to fetch them elsewhere. Run it after changing dependencies.
import { readFileSync, writeFileSync } from "node:fs";

const LOCK = new URL("../package-lock.json", import.meta.url);
const SYSTEMS = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "openharmony",
  "win32",
  "sunos",
  "aix",
  "netbsd",
  "openbsd",
];
const PROCESSORS = ["arm64", "arm", "ia32", "x64", "ppc64", "riscv64", "s390x", "loong64", "wasm32"];

/** Platform fields read from a binary's name, such as `@x/y-linux-arm64-musl`; null when it names none. */
function platformOf(name) {
  const words = name.split("/").pop().split("-");
  const os = SYSTEMS.find((s) => words.includes(s));
  const cpu = PROCESSORS.find((c) => words.includes(c));
  if (!cpu && !os) return null;
  const libc = words.some((w) => w.startsWith("musl"))
    ? "musl"
    : words.some((w) => w.startsWith("gnu"))
      ? "glibc"
      : null;
  return {
    ...(cpu && { cpu: [cpu] }),
    ...(libc && os === "linux" && { libc: [libc] }),
    ...(os && { os: [os] }),
  };
}

const lock = JSON.parse(readFileSync(LOCK, "utf8"));
let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const platform = platformOf(name);
    if (lock.packages[path] || !platform) continue;
    lock.packages[path] = { version, ...(entry.dev && { dev: true }), optional: true, ...platform };
    added += 1;
  }
}
const rest = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
lock.packages = Object.fromEntries(rest);
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} entries added\n`);
