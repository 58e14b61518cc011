import { expect, type Page, test } from "@playwright/test";
import { api, expectAccessible, newContact, ready, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

/** A list from which one is chosen stays open for more: the next key leaves it, and only it. */
async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: field }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
  await page.keyboard.press("Tab");
}

/** A journey that tells the admins, has somebody call and waits, then asks what came of it: drawn step by step. */
async function draw(page: Page, subject: string, caller: string): Promise<void> {
  await page.getByRole("button", { name: "「知らせる」を追加" }).click();
  await page.getByRole("switch", { name: "コンタクトの担当者に知らせる" }).click();
  await choose(page, "役割の全員に知らせる", "管理者");
  await page.getByRole("textbox", { name: "件名" }).fill(`${subject}のお願い`);

  await page.getByRole("button", { name: "「タスクを作る」を追加" }).click();
  await page.getByRole("textbox", { name: "件名" }).fill(subject);
  await choose(page, "担当者がいないときに選ぶ人", caller);
  await expect(page.getByText(`担当者がいなければ${caller}さんに割り当てます。`)).toBeVisible();

  await page.getByRole("button", { name: "「条件で分ける」を追加" }).click();
  await page.getByRole("textbox", { name: "道1の名前" }).fill("アポが取れた人");
  await page.getByRole("combobox", { name: "条件1で見るもの" }).click();
  await page.getByRole("option", { name: "前のステップの結果" }).click();
  await page.getByRole("combobox", { name: "値" }).click();
  await page.getByRole("option", { name: "アポが取れた" }).click();
  await expect(page.getByText("保存済み")).toBeVisible();
}

test("a call asked for by a journey rings the bell, is done by keyboard, and its outcome decides where the contact goes", async ({
  page,
}) => {
  await signIn(page);
  const person = await newContact("高橋", "健一");
  const subject = unique("お礼の電話");
  const nodes = { end: { type: "exit", reason: "completed", next: {} } };
  const graph = { schema: 1, name: "x", kind: "nurture", entry: { node: "end" }, nodes };
  const body = { name: unique("電話の依頼"), kind: "nurture", graph };
  const { id } = await api<{ id: string }>("POST", "/journeys", body);
  const { account } = await api<{ account: { name: string } }>("GET", "/session");

  await page.goto(`/journeys/${id}/edit`);
  await draw(page, subject, account.name);
  await page.getByRole("button", { name: "公開する" }).click();
  await page.getByRole("button", { name: "公開する" }).last().click();
  await page.waitForURL(/\/journeys\/[0-9a-f-]+$/);
  await api("POST", `/journeys/${id}/enrollments`, {
    selection: { emails: [person.email] },
    test: { max_wait: "PT10M" },
  });

  await page.getByRole("button", { name: /通知 未読/ }).click();
  await page.getByRole("link", { name: new RegExp(`${subject}のお願い`) }).click();
  await expect(page.getByRole("heading", { level: 1, name: person.name })).toBeVisible();

  await page.getByRole("link", { name: "タスク", exact: true }).click();
  await page.getByRole("link", { name: new RegExp(subject) }).click();
  const work = page.getByRole("article", { name: subject });
  await expect(work.getByText("このタスクが終わるまで待っています")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("2");
  await page.keyboard.press("n");
  await page.keyboard.type("来週の火曜に伺う約束をした");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(`「${subject}」を完了しました`)).toBeVisible();

  await page.goto(`/journeys/${id}`);
  await page
    .getByRole("link", { name: new RegExp(person.name) })
    .first()
    .click();
  await expect(
    page.getByText("タスクが「アポが取れた」で終わったため、「終わった」へ進みました。"),
  ).toBeVisible();
  await expect(page.getByText(/アポが取れた だったため、「アポが取れた人」へ進みました。/)).toBeVisible();
});
