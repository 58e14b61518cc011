import { expect, test } from "@playwright/test";
import { api, expectAccessible, newContact, ready, running, signIn, skip, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

const mailsTo = async (email: string) =>
  (await api<{ items: unknown[] }>("GET", `/dev/inbox?to=${encodeURIComponent(email)}`)).items.length;

test("one person is held while the others get their mail, is found again, and goes on afterwards", async ({
  page,
}) => {
  await signIn(page);
  const [held, other] = [await newContact("停止", "花子"), await newContact("通過", "太郎")];
  const { id } = await running(unique("ひとりだけ止める"), {
    nodes: {
      soon: { type: "wait", title: "1時間待つ", for: "PT1H", next: { done: "mail1" } },
      mail1: { type: "send_email", title: "お礼", template: "thanks", next: { sent: "later" } },
      later: { type: "wait", title: "30日待つ", for: "P30D", next: { done: "end" } },
      end: { type: "exit", reason: "completed", next: {} },
    },
  });
  await api("POST", `/journeys/${id}/enrollments`, {
    selection: { contact_ids: [held.id, other.id] },
  });
  const { items } = await api<{ items: { id: string; contact: { id: string } }[] }>(
    "GET",
    `/journeys/${id}/enrollments`,
  );
  const mine = items.find((one) => one.contact.id === held.id)?.id;
  await page.goto(`/enrollments/${mine}`);
  await page.getByRole("button", { name: "操作を選ぶ" }).click();
  await page.getByRole("radio", { name: "一時停止する" }).check();
  await page.getByLabel(/理由/).fill("先方の都合");
  await page.getByRole("button", { name: "1人を一時停止する" }).click();
  await expect(page.getByText("一時停止しました").first()).toBeVisible();
  await skip(id, other.email, "soon");
  await expect.poll(() => mailsTo(other.email)).toBe(1);
  expect(await mailsTo(held.email)).toBe(0);

  await page.goto(`/journeys/${id}`);
  await page.getByRole("link", { name: /一時停止している人\s*1/ }).click();
  await page.waitForURL(/status=paused/);
  await expect(page.getByRole("row").filter({ hasText: "停止 花子" })).toContainText("一時停止");
  await expectAccessible(page);
  await page.goto(`/enrollments/${mine}`);
  await expect(page.getByText("再開するまで、この人には何も送りません。", { exact: false })).toBeVisible();
  await expect(page.getByText("さんが一時停止しました。理由: 先方の都合", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "操作を選ぶ" }).click();
  await page.getByRole("radio", { name: "再開する" }).check();
  await page.getByLabel(/理由/).fill("先方の了承");
  await page.getByRole("button", { name: "1人を再開する" }).click();
  await expect(page.getByText("再開しました").first()).toBeVisible();
  await skip(id, held.email, "soon");
  await expect.poll(() => mailsTo(held.email)).toBe(1);
  expect(await mailsTo(other.email)).toBe(1);
});
