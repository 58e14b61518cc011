import type { TemplateSave, TemplateView } from "@/shared/api/generated/types.gen";

/** What an author writes, all parts present. */
export type Wording = Required<TemplateSave>;

export const PARTS = ["subject", "preheader", "body", "text_body"] as const;
export type Part = (typeof PARTS)[number];

export function wordingOf(template: TemplateView): Wording {
  const { name, subject, preheader, body, text_body } = template;
  return { name, subject, preheader, body, text_body };
}

export function sameWording(a: Wording, b: Wording): boolean {
  return a.name === b.name && PARTS.every((part) => a[part] === b[part]);
}

/** A first mail that can be sent as it is: address, greeting, a button, the legal footer. */
export const FIRST_WORDING: Wording = {
  name: "",
  subject: "",
  preheader: "",
  text_body: "",
  body: `<mjml lang="ja">
  <mj-head>
    <mj-attributes>
      <mj-all font-family="'Hiragino Sans', 'Noto Sans JP', 'Yu Gothic', Meiryo, sans-serif" />
      <mj-text font-size="15px" line-height="1.9" color="#22252B" padding="0 32px 18px" />
      <mj-button background-color="#245A86" color="#ffffff" border-radius="6px" inner-padding="14px 32px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#FAF8F3" width="600px">
    <mj-section background-color="#ffffff" border-radius="8px" padding="36px 0 18px">
      <mj-column>
        <mj-text>{{ addressee }}</mj-text>
        <mj-text>お世話になっております。<br />{{ organization.name }}の{{ sender.name }}です。</mj-text>
        <mj-text>ここに本文を書きます。</mj-text>
        <mj-button href="https://www.example.com/">くわしく見る</mj-button>
      </mj-column>
    </mj-section>
    <mj-section padding="20px 0 32px">
      <mj-column>
        <mj-text font-size="12px" color="#55585D">{{ legal_footer }}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`,
};

interface Place {
  start: number;
  end: number;
}

/** The text with a field put where the cursor is, and where the cursor stands afterwards. */
export function insertField(
  text: string,
  field: string,
  { start, end }: Place,
): { text: string; cursor: number } {
  const written = `{{ ${field} }}`;
  return { text: text.slice(0, start) + written + text.slice(end), cursor: start + written.length };
}
