import { expect, test } from "@playwright/test";
import { api, expectAccessible, mailTo, ready, running, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

type Rows = { items: { id: string; contact: { email: string } }[] };

test("mails whose answer was lost are found together, sent again with a reason, and each story tells of it", async ({
  page,
}) => {
  const name = unique("返事の途切れた送信");
  const { id } = await running(name, {
    nodes: {
      mail: { type: "send_email", title: "お礼を送る", template: "thanks", next: { sent: "later" } },
      later: { type: "wait", for: "P30D", next: { done: "end" } },
      end: { type: "exit", reason: "completed", next: {} },
    },
  });
  // The inbox of the stack takes the first mail to such an address and hangs up without an answer.
  const emails = [`${unique("first")}@lost.example`, `${unique("second")}@lost.example`];
  for (const email of emails)
    await api("POST", "/contacts", { email, last_name: "途切", first_name: "れ子" });
  await api("POST", `/journeys/${id}/enrollments`, { selection: { emails } });
  const doubtful = async () =>
    (await api<Rows>("GET", `/attention?kind=unconfirmed&journey_id=${id}`)).items.length;
  await expect.poll(doubtful).toBe(2);

  await signIn(page);
  await page.goto("/attention?kind=unconfirmed");
  const group = page.getByRole("listitem").filter({ hasText: name });
  await expect(group).toContainText("2通");
  await expect(group).toContainText("お礼を送る");
  await expect(group).toContainText("返事を受け取れませんでした");
  await expectAccessible(page);

  await group.getByRole("button", { name: "まとめて送り直す" }).click();
  const panel = page.getByRole("complementary", { name: "もう一度送る" });
  await expect(panel).toContainText("2通が対象です。");
  await expect(panel).toContainText("二重に届きます");
  const confirm = panel.getByRole("button", { name: "2通を送り直す" });
  await expect(confirm).toBeDisabled();
  await panel.getByLabel(/理由/).fill("サーバーの記録で未着を確認");
  await confirm.click();
  const done = page.getByRole("complementary", { name: "送り直しを始めました" });
  await expect(done).toContainText("2通に反映しました");
  await expectAccessible(page);
  await done.getByRole("button", { name: "閉じる" }).last().click();
  await expect(group).toHaveCount(0);

  for (const email of emails) await mailTo(email, "");
  expect(await doubtful()).toBe(0);
  const { items } = await api<Rows>("GET", `/journeys/${id}/enrollments`);
  await page.goto(`/enrollments/${items[0]?.id}`);
  await expect(page.getByText("届いたかどうかを確認できていません")).toBeVisible();
  await expect(page.getByText("を送り直しました。理由: サーバーの記録で未着を確認")).toBeVisible();

  await page.goto("/settings/audit");
  const entry = page.getByRole("row").filter({ hasText: "サーバーの記録で未着を確認" }).first();
  await expect(entry).toContainText("未確認のメールを送り直しました");
  await expect(entry).toContainText("件数: 2");
});
