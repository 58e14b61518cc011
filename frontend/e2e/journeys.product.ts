import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

type Ready = { url: string; api_token: string; login: { email: string; password: string } };

/** What the running product says about itself (`tabiji up --ready-file`). */
export const ready: Ready = JSON.parse(
  readFileSync(process.env.TABIJI_READY_FILE ?? "/tmp/tabiji-ready.json", "utf8"),
);

/** The API from outside, as an integrator uses it. */
export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${ready.url}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${ready.api_token}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

export async function signIn(page: Page, who = ready.login): Promise<void> {
  await page.goto(`${ready.url}/login`);
  await page.getByLabel(/メールアドレス/).fill(who.email);
  await page
    .getByLabel(/パスワード/)
    .first()
    .fill(who.password);
  await page.getByRole("button", { name: "ログイン" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

let count = 0;
/** A name nobody else in this run has. */
export const unique = (stem: string): string => `${stem}${Date.now().toString(36)}${++count}`;

export async function newContact(
  last: string,
  first: string,
): Promise<{ id: string; email: string; name: string }> {
  const email = `${unique("person")}@example.com`;
  const { id } = await api<{ id: string }>("POST", "/contacts", {
    email,
    last_name: last,
    first_name: first,
  });
  return { id, email, name: `${last} ${first}` };
}

type Made = { id: string; draft_revision: number };

/** A published journey that people enter by hand, at its first step. */
export async function running(name: string, { nodes }: { nodes: Record<string, object> }): Promise<Made> {
  const entry = { node: Object.keys(nodes)[0], triggers: [{ type: "manual" }], reentry: "never" };
  const graph = { schema: 1, name, kind: "nurture", entry, nodes };
  const made = await api<Made>("POST", "/journeys", { name, kind: "nurture", graph });
  await api("POST", `/journeys/${made.id}/publish`, { revision: made.draft_revision });
  return made;
}

type Trip = {
  id: string;
  journal: { node: string; outcome: string }[];
  messages: { opened_at: string | null; clicked_at: string | null }[];
};

/** The trip of this person, as soon as it is `far` enough. */
async function trip(journey: string, email: string, far: (trip: Trip) => boolean): Promise<Trip> {
  let found: Trip | undefined;
  await expect
    .poll(async () => {
      const { items } = await api<{ items: { id: string; contact: { email: string } }[] }>(
        "GET",
        `/journeys/${journey}/enrollments?limit=200`,
      );
      const row = items.find((one) => one.contact.email === email);
      found = row && (await api<Trip>("GET", `/enrollments/${row.id}`));
      return found !== undefined && far(found);
    })
    .toBe(true);
  return found as Trip;
}

/** Until the engine knows that this person has opened, or clicked in, a mail. */
export async function reacted(
  journey: string,
  email: string,
  how: "opened_at" | "clicked_at",
): Promise<void> {
  await trip(journey, email, ({ messages }) => messages.some((mail) => mail[how] !== null));
}

/** Let this person's wait be over, once it has begun: no story depends on how fast it is told. */
export async function skip(journey: string, email: string, step: string): Promise<void> {
  const there = ({ node, outcome }: { node: string; outcome: string }) =>
    node === step && outcome !== "entered";
  const { id, journal } = await trip(journey, email, (one) => one.journal.some(there));
  if (["waiting", "resumed"].includes(journal.findLast(there)?.outcome ?? "")) {
    await api("POST", `/enrollments/${id}/skip`, { reason: "待たずに進める" });
  }
}

/** Until this person waits there. */
export async function waits(journey: string, email: string, step: string): Promise<void> {
  await trip(journey, email, ({ journal }) =>
    journal.some(({ node, outcome }) => node === step && outcome === "waiting"),
  );
}

/** Somebody who may only look. */
export async function newViewer(): Promise<{ email: string; password: string }> {
  const viewer = { email: `${unique("viewer")}@example.com`, password: "only-looking-around-1" };
  await api("POST", "/accounts", { ...viewer, name: "見るだけ", role: "viewer" });
  return viewer;
}

type Mail = { id: string; subject: string };

/** The newest mail to an address with this in its subject, as soon as it has arrived. */
export async function mailTo(email: string, subject: string): Promise<{ html: string }> {
  let found: Mail | undefined;
  await expect
    .poll(
      async () => {
        const page = await api<{ items: Mail[] }>("GET", `/dev/inbox?to=${encodeURIComponent(email)}`);
        found = page.items.find((mail) => mail.subject.includes(subject));
        return found !== undefined;
      },
      { message: `mail "${subject}" to ${email}` },
    )
    .toBe(true);
  return api<{ html: string }>("GET", `/dev/inbox/${found?.id}`);
}

/** What a mail program does when somebody looks at the mail. */
export async function openMail({ html }: { html: string }): Promise<void> {
  const pixel = /https?:\/\/[^"'\s]+\/t\/o\/[^"'\s]+/.exec(html)?.[0];
  if (!pixel) throw new Error("the mail has no pixel");
  await fetch(pixel.replaceAll("&amp;", "&"));
}

export async function clickIn({ html }: { html: string }): Promise<void> {
  const link = /https?:\/\/[^"'\s]+\/t\/c\/[^"'\s]+/.exec(html)?.[0];
  if (!link) throw new Error("the mail has no tracked link");
  await fetch(link.replaceAll("&amp;", "&"), { redirect: "manual" });
}

/** No serious finding of axe on what is shown. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
  const serious = violations.filter((item) => item.impact === "serious" || item.impact === "critical");
  expect(
    serious.map((item) => `${item.id}: ${item.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`),
  ).toEqual([]);
}
