"""From an author's text to one contact's mail."""

from uuid import UUID

import pytest

from backend.mail.errors import RenderError
from backend.mail.fields import sample_facts, sample_identity
from backend.mail.links import LinkSigner, Token
from backend.mail.render import CompiledTemplate, Rendered, TemplateSource, compile_template

MESSAGE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
SIGNER = LinkSigner("k" * 32, "https://mail.tabiji.example")


def mjml(content: str) -> str:
    return (
        f"<mjml><mj-body><mj-section><mj-column><mj-text>{content}</mj-text></mj-column></mj-section></mj-body></mjml>"
    )


def compiled(body: str, subject: str = "件名", **parts: str) -> CompiledTemplate:
    template = compile_template(TemplateSource(subject, body, **parts))
    template.link_ids = list(range(1, len(template.urls) + 1))
    return template


def rendered(
    body: str, subject: str = "件名", tracked: bool = True, facts: dict[str, object] | None = None
) -> Rendered:
    links = SIGNER.for_message(MESSAGE) if tracked else None
    return compiled(body, subject).render(sample_facts() | (facts or {}), sample_identity(), links)


@pytest.mark.parametrize("body", [mjml("{{ last_name }}"), "<p>{{ last_name }}</p>"])
def test_a_name_with_markup_in_it_does_not_become_markup(body: str) -> None:
    mail = rendered(body, "{{ last_name }}", facts={"last_name": "<script>alert(1)</script>"})
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "<script>alert(1)</script>" in mail.text
    assert mail.subject == "<script>alert(1)</script>"


def test_a_line_break_in_a_name_adds_no_header_to_the_subject() -> None:
    mail = rendered("<p>x</p>", "{{ last_name }}様", facts={"last_name": "山田\r\nBcc: all@victim.example"})
    assert mail.subject == "山田 Bcc: all@victim.example様"


def test_a_missing_custom_field_is_empty_and_a_missing_name_is_an_error() -> None:
    assert "[]" in rendered("<p>[{{ attributes.budget }}]</p>").html
    assert "[500]" in rendered("<p>[{{ attributes.budget }}]</p>", facts={"attributes.budget": 500}).html
    with pytest.raises(RenderError) as caught:
        rendered("<p>{{ lastname }}</p>")
    assert caught.value.code == "unknown_field"


def test_conditions_between_table_rows_survive_the_html_parsers() -> None:
    body = (
        "<mjml><mj-body>{% if score > 90 %}"
        "<mj-section><mj-column><mj-text>HOT</mj-text></mj-column></mj-section>{% endif %}"
        "<mj-section><mj-column><mj-table>{% for tag in tags %}<tr><td>{{ tag }}</td></tr>{% endfor %}</mj-table>"
        '<mj-text>{% if memo == "a > b" %}YES{% else %}NO{% endif %}</mj-text>'
        "</mj-column></mj-section></mj-body></mjml>"
    )
    mail = rendered(body, facts={"tags": ["甲", "乙"], "memo": "a > b"})
    assert "HOT" not in mail.html
    assert "<tr><td>甲</td></tr><tr><td>乙</td></tr>" in mail.html
    assert "YES" in mail.html
    assert "NO" not in mail.text
    assert mail.text.index("甲") < mail.text.index("乙") < mail.text.index("YES")


def test_mail_without_an_opt_out_gets_the_legal_footer() -> None:
    for body in (mjml("本文"), "<p>本文</p>", "<html><body><p>本文</p></body></html>"):
        mail = rendered(body)
        for part in (mail.html, mail.text):
            assert "東京都千代田区丸の内1-1-1" in part
            assert "お問い合わせ: info@tabiji.example" in part
            assert SIGNER.for_message(MESSAGE).unsubscribe() in part
        assert mail.html.count("/u/") == 1


def test_an_opt_out_link_alone_is_not_the_legal_footer() -> None:
    assert compiled('<p><a href="{{ unsubscribe_url }}">停止</a></p>').footer_appended
    own = "{{ organization.legal_name }}{{ organization.postal_address }}{{ organization.contact_line }}"
    assert not compiled(f'<p>{own}<a href="{{{{ unsubscribe_url }}}}">停止</a></p>').footer_appended
    assert not compiled("<p>{{ legal_footer }}</p>").footer_appended


def test_a_text_part_written_by_hand_gets_its_opt_out_too() -> None:
    template = compile_template(TemplateSource("件名", "<p>x</p>", text_body="本文だけです。"))
    mail = template.render(sample_facts(), sample_identity(), SIGNER.for_message(MESSAGE))
    assert mail.text.startswith("本文だけです。")
    assert SIGNER.for_message(MESSAGE).unsubscribe() in mail.text


def test_english_contacts_read_the_footer_in_english() -> None:
    assert "unsubscribe here" in rendered("<p>x</p>", facts={"locale": "en"}).html


def test_links_are_counted_and_keep_every_byte_of_query_and_fragment() -> None:
    url = "https://a.example/x?a=1&b=%E3%81%82&c=+#節"
    body = (
        f'<p><a href="{url.replace("&", "&amp;")}">一</a><a href="https://b.example/">二</a><a href="{url}">三</a></p>'
    )
    template = compiled(body)
    assert template.urls == (url, "https://b.example/")
    mail = template.render(sample_facts(), sample_identity(), SIGNER.for_message(MESSAGE))
    for number, link in enumerate(mail.links, 1):
        assert SIGNER.read(link.rsplit("/", 1)[1]) == Token("click", MESSAGE, number)
        assert link in mail.html
    assert url.replace("&", "&amp;") not in mail.html
    assert url in mail.text


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="mailto:info@tabiji.example">メール</a>',
        '<a href="tel:0300000000">電話</a>',
        '<a href="sms:0300000000">SMS</a>',
        '<a href="#top">上へ</a>',
        '<a href="https://a.example/x" data-no-track="">一</a>',
        '<a href="https://a.example/">https://a.example/</a>',
        '<a href="{{ unsubscribe_url }}">停止</a>',
    ],
)
def test_what_is_no_tracked_link_stays_as_it_was_written(anchor: str) -> None:
    template = compiled(f"<p>{anchor}</p>")
    assert template.urls == ()
    mail = template.render(sample_facts(), sample_identity(), SIGNER.for_message(MESSAGE))
    assert "/t/c/" not in mail.html
    assert "data-no-track" not in mail.html


def test_a_link_made_of_fields_is_tracked_with_its_target_under_the_signature() -> None:
    mail = rendered(
        '<p><a href="https://a.example/{{ company.name|urlencode }}?n={{ score }}">一</a></p>', facts={"score": 7}
    )
    token, target = mail.html.split("/t/c/")[1].split('"')[0].split("?u=")
    from urllib.parse import unquote

    url = unquote(target)
    assert url.startswith("https://a.example/%E6%9D%B1")
    assert url.endswith("?n=7")
    assert SIGNER.read(token, url) == Token("dynamic", MESSAGE)
    assert SIGNER.read(token, "https://evil.example/") is None


def test_a_contact_cannot_turn_a_link_into_a_script() -> None:
    mail = rendered('<p><a href="{{ attributes.site }}">一</a></p>', facts={"attributes.site": "javascript:alert(1)"})
    assert "javascript:" not in mail.html


def test_a_preview_neither_tracks_nor_loads_a_pixel() -> None:
    mail = rendered('<p><a href="https://a.example/">一</a></p>', tracked=False)
    assert 'href="https://a.example/"' in mail.html
    assert "<img" not in mail.html
    assert "/t/" not in mail.html


def test_the_preheader_is_hidden_and_escaped() -> None:
    template = compile_template(TemplateSource("件名", "<p>本文</p>", preheader="<{{ last_name }}様>へ"))
    mail = template.render(sample_facts(), sample_identity())
    assert "&lt;山田様&gt;へ</div>" in mail.html
    assert "様>へ" not in mail.text


def test_an_empty_subject_is_refused_for_the_contact_it_is_empty_for() -> None:
    with pytest.raises(RenderError) as caught:
        rendered("<p>x</p>", "{{ attributes.topic }}")
    assert caught.value.code == "subject_empty"


@pytest.mark.parametrize(
    "body",
    [
        "<mjml><mj-body><mj-section></mj-body></mjml>",
        "<mjml><mj-body>",
        "<mjml><mj-body><mj-include path='/etc/passwd' /></mj-body></mjml>",
    ],
)
def test_broken_mjml_is_named_and_reads_no_files(body: str) -> None:
    with pytest.raises(RenderError) as caught:
        compiled(body)
    assert caught.value.code == "mjml_invalid"


def test_an_unclosed_quote_before_japanese_does_not_panic_the_process() -> None:
    with pytest.raises(RenderError) as caught:
        compiled('<mjml><mj-body><mj-section><mj-column><mj-text color="red>このたびは、弊社</mj-text></mj-section>')
    assert caught.value.code == "mjml_invalid"


@pytest.mark.parametrize(
    "hidden",
    [
        "&#123;&#123; ''.__class__ &#125;&#125;",
        "&#123;% macro m() %&#125;&#123;&#123; m() &#125;&#125;&#123;% endmacro %&#125;&#123;&#123; m() &#125;&#125;",
        "&lbrace;&lbrace; _track.__globals__ &rbrace;&rbrace;",
        "{&#123; 7*7 }&#125;",
    ],
)
def test_expressions_written_as_entities_do_not_slip_past_the_check(hidden: str) -> None:
    mail = rendered(f"<p>[{hidden}]</p>")
    assert "49" not in mail.text
    assert "{ {" in mail.html or "{ %" in mail.html


def test_styles_in_a_media_query_are_no_template_comment() -> None:
    style = "@media print{ #a{color:red}}"
    mail = rendered(f"<html><head><style>{style}</style></head><body><p>x</p></body></html>")
    assert "color:red" in mail.html.replace(": ", ":")


@pytest.mark.parametrize("body", ["<div>" * 200_00 + "x", "<mjml><mj-body>" + "<mj-wrapper>" * 5000])
def test_a_thousand_nested_elements_do_not_overflow_the_native_parsers(body: str) -> None:
    with pytest.raises(RenderError) as caught:
        compiled(body)
    assert caught.value.code == "template_too_deep"


def test_an_address_in_the_text_part_stands_alone_so_that_no_word_is_taken_into_the_link() -> None:
    body = '<p>詳しくは<a href="https://www.example.com/a">資料</a>をご覧ください。</p>'
    text = compile_template(TemplateSource("件名", body)).render({}, sample_identity()).text
    assert "詳しくは資料\nhttps://www.example.com/a\nをご覧ください。" in text
