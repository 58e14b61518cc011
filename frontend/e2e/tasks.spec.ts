import { expect, test } from "@playwright/test";
import { api, expectAccessible, newContact, ready, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

test("a journey asks for a call and tells the team; the call is done by keyboard, and the contact goes on", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await signIn(page);
  const person = await newContact("高橋", "健一");
  const subject = unique("お礼の電話");
  const graph = {
    schema: 1,
    name: "x",
    kind: "nurture",
    entry: { node: "end", triggers: [{ type: "manual" }], reentry: "never" },
    nodes: { end: { type: "exit", reason: "completed", next: {} } },
  };
  const body = { name: unique("電話の依頼"), kind: "nurture", graph };
  const { id } = await api<{ id: string }>("POST", "/journeys", body);
  const { items: team } = await api<{ items: { name: string; role: string }[] }>("GET", "/team");
  const admin = team.find(({ role }) => role === "admin")?.name ?? "";

  await page.goto(`/journeys/${id}/edit`);
  await page.getByRole("button", { name: "「知らせる」を追加" }).click();
  await page.getByRole("switch", { name: "コンタクトの担当者に知らせる" }).uncheck();
  await page.getByRole("combobox", { name: "役割の全員に知らせる" }).click();
  await page.getByRole("option", { name: "管理者" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "件名" }).fill(`${subject}のお願い`);
  await page.getByRole("button", { name: "「タスクを作る」を追加" }).click();
  await page.getByRole("textbox", { name: "件名" }).fill(subject);
  await page.getByRole("combobox", { name: "担当者がいないときに選ぶ人" }).click();
  await page.getByRole("option", { name: admin }).first().click();
  await page.keyboard.press("Escape");
  await expect(page.getByText(`担当者がいなければ${admin}さんに割り当てます。`)).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "公開する" }).click();
  await page.getByRole("button", { name: "公開する" }).last().click();
  await page.waitForURL(/\/journeys\/[0-9a-f-]+$/);
  await api("POST", `/journeys/${id}/enrollments`, {
    selection: { emails: [person.email] },
    test: { max_wait: "PT10M" },
  });

  await expect(page.getByRole("button", { name: /通知 未読\d+件/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: /通知 未読/ }).click();
  await expect(page.getByText(`${subject}のお願い`)).toBeVisible();
  await page.getByRole("button", { name: "すべて既読にする" }).click();
  await expect(page.getByRole("button", { name: "通知", exact: true })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "タスク", exact: true }).click();
  await page.getByRole("link", { name: new RegExp(subject) }).click();
  const work = page.getByRole("article", { name: subject });
  await expect(work.getByText("このタスクが終わるまで待っています")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("1");
  await page.keyboard.press("n");
  await page.keyboard.type("来週の資料を送る約束をした");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(`「${subject}」を完了しました`)).toBeVisible();

  await page.goto(`/journeys/${id}`);
  await page
    .getByRole("link", { name: new RegExp(person.name) })
    .first()
    .click();
  await expect(page.getByText("タスクが「話せた」で終わったため、「終わった」へ進みました。")).toBeVisible({
    timeout: 60_000,
  });
});
