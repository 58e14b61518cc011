import { expect, type Page, test } from "@playwright/test";
import {
  api,
  expectAccessible,
  mailTo,
  newContact,
  newViewer,
  ready,
  running,
  signIn,
  unique,
  waits,
} from "./journeys.product";

test.use({ baseURL: ready.url });

const wait = (length: string, next: string, title: string) => ({
  type: "wait",
  title,
  for: length,
  next: { done: next },
});
const mail = (next: string) => ({
  type: "send_email",
  title: "お礼",
  template: "thanks",
  next: { sent: next },
});
const end = { type: "exit", reason: "completed", next: {} };
const SUBJECT = "資料のご請求ありがとうございます";

const standing = (page: Page, step: string) => page.locator(`[data-step="${step}"]`);

async function people(count: number): Promise<{ id: string; email: string; name: string }[]> {
  const made: { id: string; email: string; name: string }[] = [];
  while (made.length < count) {
    const batch = Array.from({ length: Math.min(10, count - made.length) }, () => newContact("移動", "太郎"));
    made.push(...(await Promise.all(batch)));
  }
  return made;
}

const enroll = (id: string, who: { id: string }[]) =>
  api("POST", `/journeys/${id}/enrollments`, {
    selection: { contact_ids: who.map((one) => one.id) },
  });

/** Mails this address has got. */
const mailsTo = async (email: string) =>
  (await api<{ items: unknown[] }>("GET", `/dev/inbox?to=${encodeURIComponent(email)}`)).items.length;

test("whoever resumes sees what each way means, and mails passed over are not sent", async ({ page }) => {
  await signIn(page);
  const who = await people(2);
  const { id } = await running(unique("止めて再開"), {
    nodes: {
      soon: wait("PT20S", "mail1", "20秒待つ"),
      mail1: mail("later"),
      later: wait("P30D", "end", "30日待つ"),
      end,
    },
  });
  await enroll(id, who);
  for (const { email } of who) await waits(id, email, "soon");
  await api("POST", `/journeys/${id}/pause`, { reason: "文面を直すため" });
  await page.goto(`/journeys/${id}`);
  const banner = page.getByRole("note");
  await expect(banner).toContainText("一時停止中");
  await expect(banner).toContainText("理由: 文面を直すため");
  await expect
    .poll(async () => (await api<{ overdue: number }>("GET", `/journeys/${id}/resume/preview`)).overdue)
    .toBe(2);

  await page.getByRole("button", { name: "再開する" }).click();
  const choice = (name: string) => page.getByRole("group", { name });
  await expect(choice("残りの待ち時間を守る")).toContainText("2人");
  await expect(choice("元の日時を守る")).toContainText("2通");
  await expect(choice("過ぎたメールは送らずに進める")).toContainText("0通");
  await page.getByRole("radio", { name: "過ぎたメールは送らずに進める" }).check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "2人を再開する" }).click();
  await expect(standing(page, "later")).toHaveAccessibleName(/待機 2人/);
  expect(await mailsTo(who[0]?.email ?? "")).toBe(0);
});

test("publishing while people wait lets them be put on another step, and there they stand", async ({
  page,
}) => {
  await signIn(page);
  const nodes = { call: wait("P30D", "end", "電話を待つ"), end };
  const { id, draft_revision } = await running(unique("公開し直し"), { nodes });
  await enroll(id, await people(2));
  const { draft } = await api<{ draft: Record<string, unknown> }>("GET", `/journeys/${id}`);
  await api("PUT", `/journeys/${id}/draft`, {
    revision: draft_revision,
    graph: {
      ...draft,
      entry: { node: "answer", triggers: [{ type: "manual" }], reentry: "never" },
      nodes: { answer: wait("P10D", "end", "返事を待つ"), end },
    },
  });

  await page.goto(`/journeys/${id}/edit`);
  await page.getByRole("button", { name: "公開する" }).click();
  const panel = page.getByRole("complementary", { name: "バージョン2を公開" });
  await expect(panel.getByText("「電話を待つ」を削除")).toBeVisible();
  await expect(panel.getByText("「返事を待つ」を追加")).toBeVisible();
  await panel.getByRole("combobox", { name: "「電話を待つ」にいる人の扱い" }).click();
  await page.getByRole("option", { name: "別のステップへ移す" }).click();
  await expect(panel.getByRole("button", { name: /公開して/ })).toBeDisabled();
  await panel.getByRole("combobox", { name: "「電話を待つ」にいる人の移動先" }).click();
  await page.getByRole("option", { name: /返事を待つ/ }).click();
  await expect(panel.getByRole("definition")).toHaveText(["2人", "0通", "0通"]);
  await panel.getByLabel(/変更のメモ/).fill("電話をやめる");
  await expectAccessible(page);
  await panel.getByRole("button", { name: "公開して2人を移す" }).click();
  await page.waitForURL(/\/journeys\/[0-9a-f-]+$/);
  await expect(standing(page, "answer")).toHaveAccessibleName(/待機 2人/);

  await page.goto(`/journeys/${id}/versions`);
  await expect(page.getByRole("row", { name: /バージョン2.*公開中.*電話をやめる/ })).toBeVisible();
  await expectAccessible(page);
});

test("all whom a filter finds are moved after a look at the numbers, and a replay sends nothing twice", async ({
  page,
}) => {
  await signIn(page);
  const who = await people(204);
  const { id } = await running(unique("まとめて移動"), {
    nodes: {
      first: wait("P9D", "mail1", "9日待つ"),
      mail1: mail("later"),
      later: wait("P30D", "end", "30日待つ"),
      end,
    },
  });
  await enroll(id, who);

  await page.goto(`/journeys/${id}/enrollments`);
  await page.getByRole("combobox", { name: "ステップ" }).click();
  await page.getByRole("option", { name: "9日待つ" }).click();
  await page.waitForURL(/step=first/);
  await page.getByRole("checkbox", { name: "すべて選択" }).check();
  const bar = page.getByRole("region", { name: "選んだ人の操作" });
  await bar.getByRole("button", { name: "条件に当てはまる全員を選ぶ" }).click();
  await bar.getByRole("button", { name: "操作を選ぶ" }).click();
  await page.getByRole("radio", { name: "別のステップへ移す" }).check();
  await page.getByRole("combobox", { name: "移動先のステップ" }).click();
  await page.getByRole("option", { name: /お礼/ }).click();
  const numbers = page.locator("[data-panel]").getByRole("status");
  await expect(numbers).toContainText("204人");
  await expect(numbers).toContainText("204通");
  await page.getByLabel(/理由/).fill("先にお礼を送るため");
  await expectAccessible(page);
  await page.getByRole("button", { name: "204人を移動する" }).click();
  const done = page.getByRole("complementary", { name: "移動しました" });
  await expect(done).toBeVisible();
  await expect(done).toContainText("204 / 204");
  const [one] = who;
  await mailTo(one?.email ?? "", SUBJECT);

  const { items } = await api<{ items: { id: string; contact: { id: string } }[] }>(
    "GET",
    `/journeys/${id}/enrollments?limit=200`,
  );
  const trip = items.find((item) => item.contact.id === who.at(-1)?.id);
  await mailTo(who.at(-1)?.email ?? "", SUBJECT);
  await page.goto(`/enrollments/${trip?.id}`);
  const journal = page.getByRole("region", { name: "履歴" });
  await expect(journal.getByText(/先にお礼を送るため/)).toBeVisible();
  await page.getByRole("button", { name: "操作を選ぶ" }).click();
  await page.getByRole("radio", { name: "前のステップからやり直す" }).check();
  await page.getByRole("combobox", { name: "どのステップからやり直すか" }).click();
  await page.getByRole("option", { name: /お礼/ }).click();
  await page.getByLabel(/理由/).fill("待ち時間を数え直すため");
  await page.getByRole("button", { name: "1人をやり直す" }).click();
  await page.getByRole("button", { name: "閉じる" }).last().click();
  await expect(journal.getByText(/すでに送ったメールです/)).toBeVisible();
  await expect(journal.getByText(/待ち時間を数え直すため/)).toBeVisible();
  expect(await mailsTo(who.at(-1)?.email ?? "")).toBe(1);
});

test.describe("the brake of all sending", () => {
  test.afterEach(() => api("POST", "/organization/brake", { on: false, reason: "story is over" }));

  test("says to everybody who stopped all sending and why, and is released where it was pulled", async ({
    page,
    browser,
  }) => {
    await signIn(page);
    await page.goto("/settings/brake");
    await page.getByLabel(/理由/).fill("誤送信の疑い");
    await expectAccessible(page);
    await page.getByRole("button", { name: "すべての送信を止める" }).click();
    await expect(page.getByRole("alert").getByText("理由: 誤送信の疑い")).toBeVisible();

    const viewer = await newViewer();
    const theirs = await browser.newContext({
      baseURL: ready.url,
      locale: "ja-JP",
      timezoneId: "Asia/Tokyo",
    });
    const look = await theirs.newPage();
    await signIn(look, viewer);
    const banner = look.getByRole("alert").filter({ hasText: "すべての送信を止めています" });
    await expect(banner).toContainText(/さんが止めました/);
    await expect(banner).toContainText("理由: 誤送信の疑い");
    await expect(banner.getByRole("link", { name: "再開する" })).toHaveCount(0);
    await expectAccessible(look);
    await theirs.close();

    await page.getByLabel(/理由/).fill("誤送信ではなかった");
    await page.getByRole("button", { name: "送信を再開する" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "すべての送信を止めています" })).toHaveCount(0);
    await expect(page.getByRole("button", { name: "すべての送信を止める" })).toBeVisible();
  });
});
