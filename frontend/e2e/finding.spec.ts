import { expect, test } from "@playwright/test";
import { api, expectAccessible, newContact, ready, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

test("a person is found by keyboard alone, in any kana, and erased only with a reason and the address", async ({
  page,
}) => {
  const name = unique("ハヤテ");
  const person = await newContact(name, "翔");
  await signIn(page);
  await expect(page.getByRole("button", { name: "検索", exact: true })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "検索" })).toBeFocused();
  await page.keyboard.type(name.replace("ハヤテ", "はやて"));
  await expect(page.getByRole("option", { name: new RegExp(name) })).toHaveAttribute("aria-selected", "true");
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/contacts/${person.id}$`));

  await page.getByRole("button", { name: "その他の操作" }).click();
  await page.getByRole("menuitem", { name: "完全に削除する" }).click();
  const confirm = page.getByRole("button", { name: "完全に削除する" });
  await page.getByLabel(/^理由/).fill("本人からの請求");
  await expect(confirm).toBeDisabled();
  await page.getByLabel(/と入力してください/).fill(person.email);
  await confirm.click();
  await expect(page).toHaveURL(/\/contacts$/);
  const found = await api<{ items: unknown[] }>("GET", `/search?q=${encodeURIComponent(person.email)}`);
  expect(found.items).toEqual([]);
});

test("a list that was narrowed comes back under its name", async ({ page }) => {
  const name = unique("ビュー");
  await signIn(page);
  await page.goto(`/contacts?q=${encodeURIComponent(name)}`);
  await page.getByRole("button", { name: "ビュー", exact: true }).click();
  await page.getByRole("menuitem", { name: "いまの表示を保存する" }).click();
  await page.getByLabel("ビューの名前").fill(name);
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByRole("button", { name, exact: true })).toBeVisible();
  await page.goto("/contacts");
  await page.getByRole("button", { name: "ビュー", exact: true }).click();
  await page.getByRole("menuitem", { name }).click();
  await expect(page).toHaveURL(new RegExp(encodeURIComponent(name)));
});
