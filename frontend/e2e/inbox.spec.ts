import { expect, test } from "@playwright/test";
import { api, expectAccessible, mailTo, newContact, ready, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

/** A published journey of one mail and a long wait. */
async function runningJourney(): Promise<string> {
  const name = unique("受信箱の確認");
  const graph = {
    schema: 1,
    name,
    kind: "nurture",
    entry: { node: "thanks", triggers: [{ type: "manual" }], reentry: "always" },
    exits: [],
    settings: { timezone: "organization", send_window: null },
    nodes: {
      thanks: { type: "send_email", title: "お礼", template: "thanks", next: { sent: "pause" } },
      pause: { type: "wait", for: "P2D", next: { done: "end" } },
      end: { type: "exit", reason: "completed", next: {} },
    },
  };
  const made = await api<{ id: string; draft_revision: number }>("POST", "/journeys", {
    name,
    kind: "nurture",
    graph,
  });
  await api("POST", `/journeys/${made.id}/publish`, { revision: made.draft_revision });
  return made.id;
}

test("opening, clicking and answering in the inbox are the real thing", async ({ page, context }) => {
  const person = await newContact(unique("田中"), "明美");
  const journey = await runningJourney();
  await api("POST", `/journeys/${journey}/enrollments`, { selection: { emails: [person.email] } });
  await mailTo(person.email, "");

  await signIn(page);
  await page.goto(`/inbox?to=${encodeURIComponent(person.email)}`);
  await page.getByRole("navigation", { name: "届いたメール" }).getByRole("link").first().click();
  const frame = page.frameLocator("article iframe");
  await expect(frame.getByText(/お世話になっております/)).toBeVisible();
  await expectAccessible(page);

  // Links open outside; the target itself does not exist here, so it is enough that we are asked for it.
  await context.route(/www\.tabiji\.example/, (route) => route.fulfill({ body: "resource" }));
  const [opened] = await Promise.all([
    context.waitForEvent("page"),
    frame.getByRole("link", { name: /資料を見る/ }).click(),
  ]);
  await opened.close();

  await page.getByRole("button", { name: "返信する" }).click();
  await page.getByLabel(`${person.email} として返信`).fill("ありがとうございます。検討します。");
  await page.getByRole("button", { name: "返信を送る" }).click();
  await expect(page.getByText(/に返信しました/)).toBeVisible();

  const told = async () => {
    const { items } = await api<{ items: { title_code: string }[] }>(
      "GET",
      `/contacts/${person.id}/timeline`,
    );
    return items.map((item) => item.title_code);
  };
  await expect
    .poll(told)
    .toEqual(expect.arrayContaining(["reaction.opened", "reaction.clicked", "reaction.replied"]));
  await page.goto(`/contacts/${person.id}`);
  for (const what of ["を送りました", "を開封しました", "のリンクをクリックしました", "に返信しました"]) {
    await expect(page.getByText(new RegExp(`メール「.+」${what}`)).first()).toBeVisible();
  }
  await expectAccessible(page);
});
