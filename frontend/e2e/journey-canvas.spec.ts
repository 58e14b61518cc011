import { expect, type Page, test } from "@playwright/test";
import { api, expectAccessible, ready, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

type Journey = { id: string; draft_revision: number; draft: { nodes: Record<string, unknown> } };

const GRAPH = {
  schema: 1,
  name: "x",
  kind: "nurture",
  entry: { node: "mail1", triggers: [{ type: "manual" }], reentry: "never" },
  nodes: {
    mail1: { type: "send_email", template: "thanks", next: { sent: "pause1" } },
    pause1: { type: "wait", for: "P2D", next: { done: "mail2" } },
    mail2: { type: "send_email", template: "case_study", next: { sent: "end" } },
    end: { type: "exit", reason: "completed", next: {} },
  },
};

const drawn = (stem: string) =>
  api<Journey>("POST", "/journeys", { name: unique(stem), kind: "nurture", graph: GRAPH });
const step = (page: Page, id: string) => page.locator(`[data-step="${id}"]`);
const steps = (page: Page) => page.locator("[data-step]:not([data-step^='$'])");

type Box = { x: number; y: number; width: number; height: number };

/** Where it is, once the picture has come to rest: steps are measured and moved into place after they are drawn. */
async function box(page: Page, selector: string): Promise<Box> {
  let found: Box | null = null;
  const rests = async () => {
    const before = JSON.stringify(found);
    found = await page.locator(selector).boundingBox();
    return found ? JSON.stringify(found) === before : false;
  };
  await expect.poll(rests, { intervals: [100] }).toBe(true);
  return found as unknown as Box;
}

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test("a step is dragged onto a line; several are boxed, copied and pasted; each is one undo", async ({
  page,
}) => {
  const { id } = await drawn("つかんで置く");
  await page.goto(`/journeys/${id}/edit`);
  await expect(step(page, "end")).toBeVisible();

  const entry = await box(page, '[data-kind="update_contact"]');
  const goal = await box(page, 'button[data-place="pause1:done"]');
  await page.mouse.move(entry.x + 20, entry.y + 12);
  await page.mouse.down();
  await page.mouse.move(entry.x + 90, entry.y + 60, { steps: 3 });
  // Every line it may go to lights up, the one under it says so.
  await expect(page.locator('button[data-drop="open"]')).toHaveCount(4);
  await page.mouse.move(goal.x + 30, goal.y + 12, { steps: 4 });
  await expect(page.locator('button[data-drop="over"]')).toHaveText("ここに入れる");
  await page.mouse.up();
  await expect(page.getByRole("heading", { level: 2, name: "コンタクトを更新" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
  await expect(steps(page)).toHaveCount(4);

  const top = await box(page, '[data-step="mail1"]');
  const low = await box(page, '[data-step="pause1"]');
  await page.keyboard.down("Shift");
  await page.mouse.move(top.x - 30, top.y - 8);
  await page.mouse.down();
  await page.mouse.move(low.x + low.width + 30, low.y + low.height - 10, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  const bar = page.getByRole("toolbar", { name: "選択したステップの操作" });
  await expect(bar).toContainText("2件を選択中");
  await expectAccessible(page);
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  await expect(steps(page)).toHaveCount(6);
  await bar.getByRole("button", { name: "削除" }).click();
  await expect(steps(page)).toHaveCount(4);
  await page.keyboard.press("Control+z");
  await expect(steps(page)).toHaveCount(6);
  await page.keyboard.press("Control+z");
  await expect(steps(page)).toHaveCount(4);

  // By keyboard alone: a palette entry puts its step behind the chosen one.
  await step(page, "mail2").click();
  await page.getByRole("button", { name: "「待つ」を追加" }).press("Enter");
  await expect
    .poll(async () => (await api<Journey>("GET", `/journeys/${id}`)).draft.nodes.mail2)
    .toMatchObject({ next: { sent: "wait1" } });
});

test("an old version becomes the draft again after saying what changes, and one undo takes it back", async ({
  page,
}) => {
  const { id, draft_revision } = await drawn("版を戻す");
  await api("POST", `/journeys/${id}/publish`, { revision: draft_revision });
  const { mail2: _gone, ...rest } = GRAPH.nodes;
  const nodes = { ...rest, pause1: { type: "wait", for: "P9D", next: { done: "end" } } };
  await api("PUT", `/journeys/${id}/draft`, { revision: draft_revision, graph: { ...GRAPH, nodes } });

  await page.goto(`/journeys/${id}/versions/1?with=draft`);
  await expect(
    page.getByRole("region", { name: "バージョン1" }).locator('button[data-mark="removed"]'),
  ).toHaveCount(1);
  await expect(page.getByRole("region", { name: "下書き" }).locator('[data-step="pause1"]')).toHaveAttribute(
    "data-mark",
    "changed",
  );
  await expectAccessible(page);
  await page.getByRole("link", { name: "下書きに戻す" }).click();
  const panel = page.getByRole("complementary", { name: "バージョン1を下書きに戻す" });
  await expect(panel).toContainText("まだ公開していない変更があります");
  await expect(panel).toContainText("「導入事例のご案内」を追加");
  await panel.getByRole("button", { name: "下書きに戻す" }).click();
  await expect(step(page, "mail2")).toBeVisible();
  expect(Object.keys((await api<Journey>("GET", `/journeys/${id}`)).draft.nodes)).toContain("mail2");
  await page.getByRole("button", { name: "元に戻す: バージョン1を下書きに戻す" }).click();
  await expect(step(page, "mail2")).toHaveCount(0);
  await expect
    .poll(async () => Object.keys((await api<Journey>("GET", `/journeys/${id}`)).draft.nodes))
    .not.toContain("mail2");
});

test("pausing is asked beside the picture, counts first, and is then said wherever the journey is", async ({
  page,
}) => {
  const { id, draft_revision } = await drawn("止める前に");
  await api("POST", `/journeys/${id}/publish`, { revision: draft_revision });
  await page.goto(`/journeys/${id}`);
  await page.getByRole("button", { name: "一時停止する" }).click();
  const panel = page.getByRole("complementary", { name: "ジャーニーを一時停止" });
  await expect(panel).toContainText("これから24時間に送る予定のメール最大0通");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectAccessible(page);
  await panel.getByLabel(/理由/).fill("文面の確認");
  await panel.getByRole("button", { name: "0人を一時停止する" }).click();
  const banner = page.getByRole("note");
  await expect(banner).toContainText("再開するまで何も送信されません");
  await expect(banner).toContainText("理由: 文面の確認");
  await page.getByRole("link", { name: /下書きを編集する/ }).click();
  await expect(page.getByRole("note")).toContainText("再開するまで何も送信されません");
  await page.getByRole("link", { name: "再開する" }).click();
  await page.getByRole("button", { name: "0人を再開する" }).click();
  await expect(page.getByRole("note")).toHaveCount(0);
});
