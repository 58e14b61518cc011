import { expect, type Locator, test } from "@playwright/test";
import { api, expectAccessible, newContact, ready, running, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });
test.describe.configure({ timeout: 120_000 });

const boxOf = async (what: Locator) => {
  const box = await what.boundingBox();
  if (!box) throw new Error("not on the page");
  return box;
};

test("a notice that never arrived is found with its reason and taken off the list, and no toast hides the button", async ({
  page,
}) => {
  // The toast stays: how long it is seen is not what is told here, and a slow machine must not miss it.
  await page.addInitScript(() => {
    const wait = window.setTimeout.bind(window);
    const longer = (ms?: number) => (ms !== undefined && ms > 3000 && ms < 5000 ? 2 ** 30 : ms);
    window.setTimeout = ((run: () => void, ms?: number) => wait(run, longer(ms))) as typeof window.setTimeout;
  });
  await signIn(page);
  const who = [await newContact("通知", "花子"), await newContact("通知", "太郎")];
  const name = unique("届かない知らせ");
  const { id } = await running(name, {
    nodes: {
      tell: {
        type: "notify",
        title: "社内の窓口へ知らせる",
        via: ["webhook"],
        owner: false,
        url: "https://127.0.0.1:1/hook",
        subject: "反応がありました",
        next: { done: "later" },
      },
      later: { type: "wait", title: "30日待つ", for: "P30D", next: { done: "end" } },
      end: { type: "exit", reason: "completed", next: {} },
    },
  });
  await api("POST", `/journeys/${id}/enrollments`, {
    selection: { contact_ids: who.map((one) => one.id) },
  });
  const failed = async () =>
    (await api<{ items: unknown[] }>("GET", `/attention/deliveries?journey_id=${id}`)).items.length;
  await expect.poll(failed, { timeout: 60_000 }).toBe(2);

  await page.goto("/attention?kind=deliveries");
  const group = page.getByRole("listitem").filter({ hasText: name });
  await expect(group).toContainText("2件");
  await expect(group).toContainText("社内の窓口へ知らせる");
  await expect(group).toContainText("社内や自分自身のアドレスは呼び出せません。");
  await expectAccessible(page);
  const panel = page.getByRole("complementary", { name: "一覧から外す" });
  const row = page.getByRole("row").filter({ hasText: name }).filter({ hasText: "太郎" });
  await row.getByRole("button", { name: "外す" }).click();
  await panel.getByLabel(/理由/).fill("個別に伝えたため");
  await panel.getByRole("button", { name: "1件を外す" }).click();
  const toast = page.getByRole("alert").filter({ hasText: "1件を一覧から外しました。" });
  await expect(toast).toBeVisible();
  await expect(group).toContainText("1件");
  await group.getByRole("button", { name: "まとめて外す" }).click();
  const button = panel.getByRole("button", { name: "1件を外す" });
  await panel.getByLabel(/理由/).fill("窓口を閉じたため");
  await expect(toast).toBeVisible();
  await expect
    .poll(async () => (await boxOf(panel)).x - (await boxOf(toast)).x - (await boxOf(toast)).width)
    .toBeGreaterThanOrEqual(0);
  await page.setViewportSize({ width: 390, height: 800 });
  await expect
    .poll(async () => (await boxOf(button)).y - (await boxOf(toast)).y - (await boxOf(toast)).height)
    .toBeGreaterThanOrEqual(0);
  await button.click();
  await expect(panel).toHaveCount(0);
  await expect(group).toHaveCount(0);
  expect(await failed()).toBe(0);
  await page.goto(`/contacts/${who[0]?.id}`);
  const told = page.getByRole("listitem").filter({ hasText: "の知らせが届きませんでした" });
  await expect(told).toContainText("社内や自分自身のアドレスは呼び出せません。");
  await expect(told).toContainText("対処済みです");
  await told.getByRole("link").click();
  await expect(page.getByRole("region", { name: "届かなかった知らせ" })).toContainText("対処済み");
});

test("an admin sees when the engine was checked last, and has it checked with a reason", async ({ page }) => {
  await signIn(page);
  await page.goto("/settings/reconcile");
  await expect(page.getByText("ワーカーの起動時", { exact: true })).toBeVisible();
  await expectAccessible(page);
  const reason = unique("停電のあと");
  await page.getByLabel(/理由/).fill(reason);
  await page.getByRole("button", { name: "点検して直す" }).click();
  await expect(page.getByRole("status").getByText("完了")).toBeVisible({ timeout: 60_000 });
  await expect(
    page.getByRole("region", { name: "手動での点検" }).getByText(reason, { exact: false }),
  ).toBeVisible();
});
