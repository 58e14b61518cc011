import { expect, test } from "@playwright/test";
import { api, expectAccessible, newContact, ready, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

const LIVE = {
  thanks: { type: "send_email", template: "thanks", next: { sent: "rest" } },
  rest: { type: "wait", for: "PT1S", next: { done: "case" } },
  case: { type: "send_email", template: "case_study", next: { sent: "end" } },
  end: { type: "exit", reason: "completed" },
};
const DRAFT = {
  ...LIVE,
  thanks: { ...LIVE.thanks, next: { sent: "look" } },
  look: {
    type: "wait_for",
    event: "opened",
    of: "thanks",
    within: "P2D",
    next: { happened: "case", timed_out: "quiet" },
  },
  quiet: { type: "exit", reason: "no_reaction" },
};
const graph = (name: string, nodes: object) => ({
  schema: 1,
  name,
  kind: "nurture",
  entry: { node: "thanks" },
  nodes,
});

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

async function drawn(nodes: object) {
  const name = unique("試す旅");
  const body = { name, kind: "nurture", graph: graph(name, nodes) };
  const made = await api<{ id: string; draft_revision: number }>("POST", "/journeys", body);
  return { name, path: `/journeys/${made.id}`, revision: made.draft_revision };
}

test("a mail of a film is read at its step, and a crowd leaves its numbers on the picture", async ({
  page,
}) => {
  const { path } = await drawn(DRAFT);
  await page.goto(`${path}/edit`);
  await page.getByRole("button", { name: "試す", exact: true }).click();
  await page.getByRole("button", { name: "再生する" }).click();
  const letter = page.getByRole("button", { name: /資料のご請求/ });
  await letter.click();
  await expect(page.frameLocator("iframe[title^='メール']").getByText(/山田/).first()).toBeVisible();
  await page.getByText("テキスト版").click();
  await expect(page.locator("pre")).toContainText("山田");
  await expect(page.getByText("日時はAsia/Tokyoの時刻です。")).toBeVisible();

  await page.getByRole("link", { name: "大勢で試す" }).click();
  await page.getByRole("button", { name: "1,000人で試す" }).click();
  await expect(page.getByText("最後まで進んだ人")).toBeVisible();
  await expect(page.locator("[data-step='thanks']")).toBeVisible();
  await expect(page.getByRole("definition").first()).toHaveText("1,000人");
});

test("the draft is tried on those who really came by, and the result keeps its address", async ({ page }) => {
  const { name, path, revision } = await drawn(LIVE);
  await api("POST", `${path}/publish`, { revision });
  const people = [await newContact("青木", "花"), await newContact("井上", "誠")];
  const emails = people.map(({ email }) => email);
  await api("POST", `${path}/enrollments`, { selection: { emails } });
  const now = await api<{ draft_revision: number }>("GET", path);
  await api("PUT", `${path}/draft`, { revision: now.draft_revision, graph: graph(name, DRAFT) });

  const stats = () => api<{ ended: number }>("GET", `${path}/stats`);
  await expect.poll(async () => (await stats()).ended).toBe(2);
  await page.goto(`${path}/backtests`);
  await expect(page.getByText("検証はまだありません")).toBeVisible();
  await page.getByRole("button", { name: "検証を始める" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `『${name}』の検証` })).toBeVisible();
  await expect(page.getByRole("heading", { name: "進み方が分かれる所" })).toBeVisible();
  const address = page.url();
  const step = page.getByRole("row", { name: /2日以内に開封したか/ });
  await expect(step).toContainText("下書きだけ");
  await expect(step.getByRole("cell").nth(1)).toHaveText("2");
  await expect(step.getByRole("cell").nth(2)).toHaveText("+2");
  // What changes stands first, and leads to its place.
  const table = page.getByRole("table", { name: "ステップごとの人数" });
  await expect(table.getByRole("row").nth(1)).toContainText("2日以内に開封したか");
  await step.getByRole("button", { name: "2日以内に開封したか" }).click();
  const card = page.locator("button[data-step='look']");
  await expect(card).toHaveAttribute("aria-pressed", "true");
  await expectAccessible(page);

  await page.getByRole("row", { name: /青木 花/ }).click();
  await expect(page.getByRole("heading", { name: "青木 花さんの流れ" })).toBeVisible();
  const draft = page.getByRole("region", { name: "下書き" });
  await draft.getByRole("button", { name: /資料のご請求/ }).click();
  await expect(
    page
      .frameLocator("iframe[title^='メール']")
      .getByText(/青木 花/)
      .first(),
  ).toBeVisible();
  // The address shows the same again, where there is less room from the top on in a size that can be read; and it is
  // found in the list of trials.
  await page.setViewportSize({ width: 1280, height: 560 });
  await page.goto(address);
  const width = async () => (await page.locator("button[data-step='thanks']").boundingBox())?.width ?? 0;
  await expect.poll(width).toBeGreaterThan(180);
  await expect(page.getByRole("heading", { name: "ステップごとの人数" })).toBeVisible();
  await page.goto(`${path}/backtests`);
  await page.getByRole("row", { name: /完了/ }).click();
  await expect(page).toHaveURL(address);
});
