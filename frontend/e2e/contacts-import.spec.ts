import { expect, test } from "@playwright/test";
import { expectAccessible, ready, signIn, unique } from "./journeys.product";

test.use({ baseURL: ready.url });

const HEADER = "会社名,姓,名,メールアドレス,メモ,流入元コード";

function csv(rows: string[]): { name: string; mimeType: string; buffer: Buffer } {
  return {
    name: "名刺.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`${[HEADER, ...rows].join("\r\n")}\r\n`),
  };
}

test.beforeEach(async ({ page }) => {
  await signIn(page);
  await page.goto("/contacts/import");
});

test("a list goes from file to people: proposed columns, dry run with reasons and lines, run, result", async ({
  page,
}) => {
  const family = unique("取込");
  const address = (name: string) => `${name}.${encodeURIComponent(unique("import"))}@example.com`;
  const first = address("a");
  await page
    .locator("input[type=file]")
    .setInputFiles(
      csv([
        `青葉商事㈱,${family},一郎,${first},"二行の\r\nメモ",x1`,
        `(株)青葉商事,${family},二郎,${address("b")},,x2`,
        `青葉商事,${family},,not-an-address,,x3`,
        `,${family},一郎,${first.toUpperCase()},,x4`,
        ",,,,,",
      ]),
    );
  await expect(page.getByText("6列のうち5列の対応を決めました")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "「メールアドレス」の項目" })).toHaveValue(
    "メールアドレス",
  );

  await page.getByRole("combobox", { name: "「流入元コード」の項目" }).click();
  await page.getByRole("option", { name: "独自の項目として保存" }).click();
  await page.getByRole("textbox", { name: "「流入元コード」のキー" }).fill("source_code");
  await expectAccessible(page);
  await page.getByRole("button", { name: "結果を確認する" }).click();

  await expect(page.getByTestId("import-new")).toContainText("2");
  await expect(page.getByTestId("import-merged")).toContainText("1");
  await expect(page.getByTestId("import-rejected")).toContainText("2");
  const issues = page.getByRole("group", { name: "確認が必要な行" }).getByRole("row");
  await expect(issues.nth(1)).toContainText("メールアドレスの形式が正しくない");
  await expect(issues.nth(1).getByRole("cell").nth(1)).toHaveText("5");
  await expect(issues.nth(2)).toContainText("空の行");
  await expectAccessible(page);

  await page.getByRole("button", { name: "2人を取り込む" }).click();
  await expect(page.getByText("取り込みが終わりました。新規 2人、更新 0人です。")).toBeVisible();

  await page.getByRole("link", { name: "コンタクトを見る" }).click();
  await page.getByRole("searchbox").fill(family);
  await expect(page.getByText("2人", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: `${family} 一郎` }).click();
  await expect(page.getByText("source_code")).toBeVisible();
  await expect(page.getByText("CSVから取り込みました")).toBeVisible();
  await expectAccessible(page);
});

test("a damaged file is refused with the line, and nothing is kept", async ({ page }) => {
  await page
    .locator("input[type=file]")
    .setInputFiles(csv(['会社,姓,名,"a@example.com,,', "会社,姓,名,b@example.com,,"]));
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("2行目で始まる引用符");
  await expect(alert).toContainText("コンタクトは何も変わっていません");
});

test("a mapping that would lose data cannot go on", async ({ page }) => {
  await page.locator("input[type=file]").setInputFiles(csv(["会社,姓,名,c@example.com,,"]));
  await page.getByRole("combobox", { name: "「メールアドレス」の項目" }).click();
  await page.getByRole("option", { name: "取り込まない" }).click();
  await expect(page.getByText("メールアドレスの列を選んでください")).toBeVisible();
  await expect(page.getByRole("button", { name: "結果を確認する" })).toBeDisabled();
});
