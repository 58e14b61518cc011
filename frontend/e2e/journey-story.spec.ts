import { expect, test } from "@playwright/test";
import {
  api,
  clickIn,
  expectAccessible,
  mailTo,
  newContact,
  newViewer,
  openMail,
  reacted,
  ready,
  running,
  signIn,
  skip,
  unique,
  waits,
} from "./journeys.product";

test.use({ baseURL: ready.url });

test("from the gallery to a lead who opened and clicked: drawn, published, enrolled, sent, branched, explained", async ({
  page,
}) => {
  await signIn(page);
  const opener = await newContact("佐藤", "花子");
  const silent = await newContact("鈴木", "一郎");
  const name = unique("資料請求フォロー");

  await page.goto("/journeys/new");
  await page.getByRole("button", { name: "「資料請求フォロー」のひな形を使う" }).click();
  await page.waitForURL(/\/edit$/);
  await page.getByRole("button", { name: "資料請求フォロー", exact: true }).click();
  await page.getByRole("textbox", { name: "ジャーニーの名前" }).fill(name);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  await page.getByRole("button", { name: "公開する" }).click();
  await page.getByLabel(/変更のメモ/).fill("最初の公開");
  await page.getByRole("button", { name: "公開する" }).last().click();
  await page.waitForURL(/\/journeys\/[0-9a-f-]+$/);

  await page.getByRole("button", { name: "エンロールする" }).click();
  await page
    .getByLabel("メールアドレス")
    .fill(`${opener.email}\n${silent.email}\nnobody-${Date.now()}@example.com`);
  await page.getByRole("switch", { name: "テストとしてエンロールする" }).check();
  await page.getByRole("combobox", { name: "待つ長さの上限" }).click();
  await page.getByRole("option", { name: "1分" }).click();
  await page.getByRole("button", { name: "対象を確認する" }).click();
  await expect(page.getByText("コンタクトに登録がない")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "2人をテストでエンロールする" }).click();
  await page.getByRole("button", { name: "進行状況を見る" }).click();

  const id = new URL(page.url()).pathname.split("/")[2] as string;
  // In the evening and at weekends the mails wait for their window.
  for (const { email } of [opener, silent]) await skip(id, email, "thanks");
  await openMail(await mailTo(opener.email, "資料のご請求ありがとうございます"));
  await reacted(id, opener.email, "opened_at");
  await skip(id, opener.email, "wait_thanks");
  await skip(id, silent.email, "wait_thanks");
  await skip(id, silent.email, "opened_thanks");
  const pictured = (step: string) => page.locator(`[data-way="${step}"]`);
  await expect(pictured("opened_thanks:happened")).toContainText("1人");
  await expect(pictured("opened_thanks:timed_out")).toContainText("1人");
  const cases = await api<{ draft: { nodes: Record<string, { template?: string }> } }>(
    "GET",
    `/journeys/${id}`,
  );
  expect(cases.draft.nodes.case_study?.template).toBe("case_study");
  await skip(id, opener.email, "case_study");
  await clickIn(await mailTo(opener.email, "【導入事例】"));
  await reacted(id, opener.email, "clicked_at");
  await skip(id, opener.email, "wait_case_study");
  await expectAccessible(page);

  await page
    .getByRole("link", { name: new RegExp(opener.name) })
    .first()
    .click();
  await page.waitForURL(/\/enrollments\//);
  const journal = page.getByRole("region", { name: "履歴" });
  await expect(journal.getByText(/開封があったため、「開封した」へ進みました/)).toBeVisible();
  await expect(journal.getByText("メールを送信しました。").first()).toBeVisible();
  await expect(journal.getByText(/だったため、「クリックまたは返信」へ進みました/)).toBeVisible();
  await expect(page.locator('[data-step="remind"]')).toHaveAttribute("data-dimmed", "true");
  await expectAccessible(page);
});

test("a paused journey sends nothing, a resumed one goes on, one contact can be stopped, a viewer can do none of it", async ({
  page,
  browser,
}) => {
  await signIn(page);
  const held = await newContact("田中", "美咲");
  const { id } = await running(unique("止める練習"), {
    nodes: {
      pause1: { type: "wait", for: "PT1H", next: { done: "mail1" } },
      mail1: { type: "send_email", template: "thanks", next: { sent: "later" } },
      later: { type: "wait", for: "P30D", next: { done: "end" } },
      end: { type: "exit", reason: "completed", next: {} },
    },
  });
  await api("POST", `/journeys/${id}/enrollments`, { selection: { emails: [held.email] } });
  await waits(id, held.email, "pause1");

  await page.goto(`/journeys/${id}`);
  await page.getByRole("button", { name: "一時停止する" }).click();
  await page.getByRole("button", { name: "1人を一時停止する" }).click();
  await expect(page.getByRole("note").getByText("一時停止中", { exact: true })).toBeVisible();
  await skip(id, held.email, "pause1");
  await page.waitForTimeout(3_000);
  const before = await api<{ items: unknown[] }>("GET", `/dev/inbox?to=${encodeURIComponent(held.email)}`);
  expect(before.items).toEqual([]);

  await page.getByRole("button", { name: "再開する" }).click();
  await page.getByRole("button", { name: "1人を再開する" }).click();
  await mailTo(held.email, "資料のご請求ありがとうございます");
  await expect(page.locator('[data-step="later"]')).toHaveAccessibleName(/待機 1人/);

  const viewer = await newViewer();
  const theirs = await browser.newContext({ baseURL: ready.url, locale: "ja-JP", timezoneId: "Asia/Tokyo" });
  const look = await theirs.newPage();
  await signIn(look, viewer);
  await look.goto(`/journeys/${id}`);
  await expect(look.locator('[data-step="later"]')).toBeVisible();
  for (const verb of ["一時停止する", "エンロールする", "その他の操作"]) {
    await expect(look.getByRole("button", { name: verb })).toHaveCount(0);
  }
  await expect(look.getByRole("link", { name: /下書きを編集する/ })).toHaveCount(0);
  const refused = await look.evaluate(async (path) => {
    const session = await (await fetch("/api/v1/session")).json();
    const headers = { "X-CSRF-Token": session.csrf_token, "Content-Type": "application/json" };
    return (await fetch(path, { method: "POST", headers, body: "{}" })).status;
  }, `/api/v1/journeys/${id}/pause`);
  expect(refused).toBe(403);
  await theirs.close();

  await page.locator('[data-step="later"]').click();
  await page.getByRole("link", { name: new RegExp(held.name) }).click();
  await page.getByRole("button", { name: "操作を選ぶ" }).click();
  await page.getByRole("radio", { name: "ここで終わらせる" }).check();
  await page.getByLabel(/理由/).fill("電話でお話しできたため");
  await page.getByRole("button", { name: "1人を終わらせる" }).click();
  await page.getByRole("button", { name: "閉じる" }).last().click();
  await expect(page.getByText(/さんが停止しました。理由: 電話でお話しできたため/)).toBeVisible();
});
