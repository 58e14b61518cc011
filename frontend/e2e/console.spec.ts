import { expect, type Page, test } from "@playwright/test";
import { api, expectAccessible, newContact, ready, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

const PAGES = [
  "/",
  "/contacts",
  "/contacts/new",
  "/contacts/import",
  "/companies",
  "/templates",
  "/templates/new",
  "/inbox",
  "/operations",
  "/settings/organization",
  "/settings/calendar",
  "/settings/senders",
  "/settings/users",
  "/settings/tokens",
  "/settings/suppression",
  "/settings/audit",
];

async function settled(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("status", { name: /読み込んでいます|Loading/ })).toHaveCount(0);
}

test("every page is usable by everybody", async ({ page }) => {
  await signIn(page);
  for (const path of PAGES) {
    await settled(page, path);
    await expectAccessible(page);
  }
});

test("dark ground and English are as readable", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await signIn(page);
  await page.evaluate(() => localStorage.setItem("tabiji.language", "en"));
  for (const path of ["/", "/contacts", "/templates/new", "/settings/calendar", "/settings/audit"]) {
    await settled(page, path);
    await expectAccessible(page);
  }
});

test("a viewer sees everything and is offered nothing to change", async ({ page }) => {
  const email = `${unique("viewer")}@example.com`;
  const password = "見るだけの人の長い合言葉";
  const person = await newContact("閲覧", "対象");
  await api("POST", "/accounts", { email, name: "閲覧者", role: "viewer", password });
  await signIn(page, { email, password });
  await settled(page, "/contacts");
  await expect(page.getByRole("link", { name: "CSVから取り込む" })).toHaveCount(0);
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await settled(page, `/contacts/${person.id}`);
  await expect(page.getByRole("link", { name: "編集する" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "エンロールする" })).toHaveCount(0);
  await settled(page, "/templates/new");
  await expect(page.getByRole("button", { name: "作成する" })).toHaveCount(0);
  await settled(page, "/settings/suppression");
  await expect(page.getByRole("button", { name: "アドレスを追加する" })).toHaveCount(0);
  await settled(page, "/settings/organization");
  await expect(page.getByLabel("住所")).toHaveAttribute("readonly");
});

test("settings are saved at once and can be taken back", async ({ page }) => {
  await signIn(page);
  await settled(page, "/settings/organization");
  const field = page.getByLabel("問い合わせ先");
  const before = await field.inputValue();
  const after = `${unique("support")}@example.com`;
  await field.fill(after);
  await field.press("Enter");
  await expect(page.getByText("保存しました")).toBeVisible();
  await page.getByRole("button", { name: "元に戻す" }).click();
  await expect(field).toHaveValue(before);
});

test("an address is stopped and lifted only by typing it", async ({ page }) => {
  const email = `${unique("stop")}@example.com`;
  await signIn(page);
  await settled(page, "/settings/suppression");
  await page.getByRole("button", { name: "アドレスを追加する" }).click();
  await page.getByRole("dialog").getByLabel("メールアドレス").fill(email);
  await page.getByRole("button", { name: "送信を止める" }).click();
  const row = page.getByRole("row", { name: new RegExp(email) });
  await expect(row).toContainText("手動");
  await row.getByRole("button", { name: "停止を解除" }).click();
  await expect(page.getByRole("button", { name: "配信停止を解除する" })).toBeDisabled();
  await page.getByLabel(/と入力してください/).fill(email);
  await page.getByRole("button", { name: "配信停止を解除する" }).click();
  await expect(row).toHaveCount(0);
});
