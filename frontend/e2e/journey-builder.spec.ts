import { expect, test } from "@playwright/test";
import { api, expectAccessible, ready, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

type Draft = { draft: { nodes: Record<string, { type: string; next: Record<string, string> }> } };

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test("an empty canvas becomes a journey by keyboard and mouse, and is there again after a reload", async ({
  page,
}) => {
  const name = unique("はじめての流れ");
  await page.goto("/journeys/new");
  await page.getByLabel("名前").fill(name);
  await page.getByRole("button", { name: "空のキャンバスで始める" }).click();
  await page.waitForURL(/\/edit$/);
  const journeyId = new URL(page.url()).pathname.split("/")[2] ?? "";

  // By keyboard alone: the picker is open, Enter puts the first kind down, its panel opens.
  await expect(page.getByRole("combobox", { name: "名前で探す" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: "メールを送る" })).toBeVisible();
  await page.getByRole("combobox", { name: "メールテンプレート" }).click();
  await page.getByRole("option", { name: "資料請求のお礼" }).click();
  await expect(page.getByTitle("メールのプレビュー")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.locator('[data-step="mail1"]').focus();
  await page.keyboard.press("a");
  await page.keyboard.type("反応");
  await page.keyboard.press("Enter");
  await expect(page.locator('[data-step="check1"]')).toContainText("3日以内に開封したか");
  await page.keyboard.press("Escape");

  // By mouse: the "+" on a line says what it stands before.
  await page.getByRole("button", { name: "「3日以内に開封したか」の前にステップを追加" }).click();
  await page.getByRole("option", { name: /^待つ/ }).click();
  await expect(page.locator('[data-step="wait1"]')).toContainText("2日間待つ");
  await page.keyboard.press("Escape");

  // Arrow keys follow the graph.
  await page.locator('[data-step="mail1"]').focus();
  await page.locator('[data-step="mail1"]').click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator('[data-step="wait1"]')).toBeFocused();

  // Deleting is one step back and forth.
  await page.keyboard.press("Delete");
  await expect(page.locator('[data-step="wait1"]')).toHaveCount(0);
  await expect(page.getByRole("button", { name: "元に戻す: 「2日間待つ」を削除" })).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(page.locator('[data-step="wait1"]')).toBeVisible();

  await expect(page.getByText("保存済み")).toBeVisible();
  const { draft } = await api<Draft>("GET", `/journeys/${journeyId}`);
  expect(Object.keys(draft.nodes).sort()).toEqual(["check1", "end", "mail1", "wait1"]);
  expect(draft.nodes.check1?.next).toEqual({ happened: "end", timed_out: "end" });
  await page.reload();
  await expect(page.locator('[data-step="wait1"]')).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expectAccessible(page);
});

test("an unfinished step is quiet while it is filled in, then named, and keeps the journey from being published", async ({
  page,
}) => {
  const { id } = await api<{ id: string }>("POST", "/journeys", { name: unique("未完成"), kind: "nurture" });
  await page.goto(`/journeys/${id}/edit`);
  await expect(page.getByRole("combobox", { name: "名前で探す" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("保存済み")).toBeVisible();
  const card = page.locator('[data-step="mail1"]');
  await expect(card).not.toHaveAccessibleName(/確認事項/);
  await page.keyboard.press("Escape");
  await expect(card).toHaveAccessibleName(/確認事項 1件/);
  await page.getByRole("button", { name: "公開する" }).click();
  await expect(page.getByText("次の1件を直すと公開できます。")).toBeVisible();
  await expect(page.getByRole("button", { name: "公開する" }).last()).toBeDisabled();
  await page.getByRole("button", { name: /送るメールが選ばれていません/ }).click();
  await expect(page.getByRole("combobox", { name: "メールテンプレート" })).toBeVisible();
});

test("the list view is the same journey: it can be read and edited without the picture", async ({ page }) => {
  const gallery = await api<{ key: string; kind: string }[]>("GET", "/gallery");
  const item = gallery.find((one) => one.key === "is_first_contact") ?? gallery[0];
  const body = { name: unique("一覧"), kind: item?.kind, gallery_key: item?.key };
  const { id } = await api<{ id: string }>("POST", "/journeys", body);
  await page.goto(`/journeys/${id}/edit`);
  await page.getByRole("radiogroup", { name: "表示の切り替え" }).getByText("一覧").click();
  const steps = page.getByRole("list", { name: "ステップの一覧" });
  await expect(steps.getByRole("button", { name: /初回のご連絡/ }).first()).toBeVisible();
  await steps
    .getByRole("button", { name: /ステップを追加/ })
    .first()
    .click();
  await page.keyboard.type("待つ");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "待ち方" })).toBeVisible();
  await expectAccessible(page);
});

test("two people saving the same draft: the second is told who was first and loses nothing", async ({
  page,
}) => {
  const { id } = await api<{ id: string }>("POST", "/journeys", { name: unique("衝突"), kind: "nurture" });
  await page.goto(`/journeys/${id}/edit`);
  await expect(page.getByText("保存済み")).toBeVisible();
  const other = await api<{ draft: object; draft_revision: number }>("GET", `/journeys/${id}`);
  await api("PUT", `/journeys/${id}/draft`, { revision: other.draft_revision, graph: other.draft });
  await expect(page.getByRole("combobox", { name: "名前で探す" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("先に下書きを保存しました");
  await expect(page.locator('[data-step="mail1"]')).toBeVisible();
  await page.getByRole("button", { name: "自分の変更を別のジャーニーとして残す" }).click();
  await page.waitForURL((url) => !url.pathname.includes(id) && url.pathname.endsWith("/edit"));
  await expect(page.locator('[data-step="mail1"]')).toBeVisible();
});

test("the simulator plays one contact's film with dates and lights the path without sending", async ({
  page,
}) => {
  const body = { name: unique("試す"), kind: "nurture", gallery_key: "nurture_followup" };
  const { id } = await api<{ id: string }>("POST", "/journeys", body);
  await page.goto(`/journeys/${id}/edit`);
  await page.getByRole("button", { name: "試す", exact: true }).click();
  await page.getByRole("combobox", { name: "『資料請求のお礼』への反応" }).click();
  await page.getByRole("option", { name: "開封する", exact: true }).click();
  await page.getByRole("button", { name: "再生する" }).click();
  await expect(page.getByText(/開封があったため、「開封した」へ進みました/)).toBeVisible();
  await expect(page.getByText(/最も長い場合の期間/)).toBeVisible();
  await expect(page.locator('[data-step="remind"]')).toHaveAttribute("data-dimmed", "true");
  await expect(page.locator('[data-step="case_study"]')).not.toHaveAttribute("data-dimmed", "true");
});
