import { expect, test } from "@playwright/test";
import { expectAccessible, ready, signIn } from "./journeys.product";

test.use({ baseURL: ready.url });

test("a wrong password is refused without saying which part was wrong, and nothing typed is lost", async ({
  page,
}) => {
  await page.goto("/login");
  await expectAccessible(page);
  await page.getByLabel(/メールアドレス/).fill(ready.login.email);
  await page
    .getByLabel(/^パスワード/)
    .first()
    .fill("wrong password");
  await page.getByRole("button", { name: "ログインする" }).click();
  await expect(page.getByRole("alert")).toContainText("メールアドレスかパスワードが違います");
  await expect(page.getByLabel(/メールアドレス/)).toHaveValue(ready.login.email);
});

test("somebody who is not signed in comes back to the page they wanted", async ({ page }) => {
  await page.goto("/companies");
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel(/メールアドレス/).fill(ready.login.email);
  await page
    .getByLabel(/^パスワード/)
    .first()
    .fill(ready.login.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/companies$/);
  await expect(page.getByRole("heading", { level: 1, name: "会社" })).toBeVisible();
});

test("the language is switched at once and remembered; signing out ends the session", async ({ page }) => {
  await signIn(page);
  await page.getByText("English", { exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Today" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("link", { name: "Contacts" })).toBeVisible();
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goto("/contacts");
  await expect(page).toHaveURL(/\/login/);
});
