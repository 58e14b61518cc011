import { expect, test } from "@playwright/test";
import { expectAccessible, mailTo, newContact, ready, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

test("a mail is written with fields and a live preview, saved, changed and sent as a test", async ({
  page,
}) => {
  const person = await newContact(unique("佐藤"), "花子");
  const name = unique("お礼メール");
  await signIn(page);
  await page.goto("/templates/new");
  await page.getByLabel("テンプレート名").fill(name);
  await page.getByLabel("件名").fill("様へ");
  await page.getByLabel("件名").press("Home");
  await page.getByRole("button", { name: "差し込み項目" }).click();
  await page.getByPlaceholder("項目を検索").fill("姓");
  await page.getByRole("option", { name: "last_name" }).click();
  await expect(page.getByLabel("件名")).toHaveValue("{{ last_name }}様へ");

  const preview = page.getByRole("region", { name: "プレビュー" });
  await preview.getByRole("combobox", { name: "表示するコンタクト" }).fill(person.email);
  await page.getByRole("option", { name: person.name }).click();
  await expect(preview.getByText(`${person.name.split(" ")[0]}様へ`)).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel("件名").fill("{{ last_naem }}様へ");
  await expect(page.getByText(/差し込み項目「last_naem」はありません/)).toBeVisible();
  await expect(page.getByRole("button", { name: "作成する" })).toBeDisabled();
  await page.getByLabel("件名").fill("{{ last_name }}様へ");
  await page.getByRole("button", { name: "作成する" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText(/ バージョン1$/)).toBeVisible();

  await page.getByLabel("プレヘッダー").fill("ご一読ください");
  await page.getByRole("link", { name: "会社", exact: true }).click();
  await page.getByRole("button", { name: "編集を続ける" }).click();
  await page.getByRole("button", { name: "新しいバージョンを保存する" }).click();
  await expect(page.getByText(/ バージョン2$/)).toBeVisible();

  const to = `${unique("test")}@example.com`;
  await page.getByRole("button", { name: "テスト送信する" }).click();
  await page.getByLabel("送信先").fill(to);
  await page.getByRole("button", { name: "1通送信する" }).click();
  await expect(page.getByText(`${to}に送信しました`)).toBeVisible();
  await mailTo(to, "様へ");
});
