// Writes the typed API client from the backend's own description; `--check` only says whether it is current.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const frontend = fileURLToPath(new URL("..", import.meta.url));
const repository = join(frontend, "..");
const committed = join(frontend, "src/shared/api/generated");
// In the same folder, so that relative imports come out the same.
const beside = join(frontend, "src/shared/api/generated-check");
const checking = process.argv.includes("--check");

function python() {
  const own = join(repository, ".venv/bin/python");
  return process.env.PYTHON ?? (existsSync(own) ? own : "python3");
}

function printDescription(file) {
  const json = execFileSync(python(), ["-m", "backend.openapi"], { cwd: repository, maxBuffer: 64 << 20 });
  writeFileSync(file, json);
}

function generate(input, output) {
  const cli = join(frontend, "node_modules/@hey-api/openapi-ts/bin/run.js");
  execFileSync(process.execPath, [cli], {
    cwd: frontend,
    env: { ...process.env, TABIJI_OPENAPI: input, TABIJI_CLIENT_OUT: output },
    stdio: checking ? "ignore" : "inherit",
  });
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .sort();
}

function same(a, b) {
  const names = files(a);
  if (names.join() !== files(b).join()) return false;
  return names.every((name) => readFileSync(join(a, name), "utf8") === readFileSync(join(b, name), "utf8"));
}

const scratch = mkdtempSync(join(tmpdir(), "tabiji-client-"));
try {
  const input = join(scratch, "openapi.json");
  printDescription(input);
  const output = checking ? beside : committed;
  generate(input, output);
  if (checking && !same(output, committed)) {
    process.stderr.write("The API client is out of date. Run: npm run client\n");
    process.exitCode = 1;
  }
} finally {
  rmSync(beside, { recursive: true, force: true });
  rmSync(scratch, { recursive: true, force: true });
}
