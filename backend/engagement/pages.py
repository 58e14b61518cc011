"""The small pages a reader sees: opt-out, and links that are not ours."""

from html import escape
from string import Template
from typing import Final

_PAGE: Final = Template(
    """<!doctype html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>$title</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #FAF8F3; color: #1f2937;
    font-family: "Hiragino Sans", "Hiragino Kaku Gothic ProN", "Noto Sans JP", "Yu Gothic", Meiryo, sans-serif;
    line-height: 1.8; word-break: auto-phrase; line-break: strict; }
  main { box-sizing: border-box; width: min(30rem, calc(100vw - 2rem)); margin: 2rem 0; padding: 2.5rem 2rem;
    background: #fff; border: 1px solid #e7e2d6; border-radius: 14px; box-shadow: 0 1px 2px rgb(31 41 55 / 6%); }
  .sign { width: 2.75rem; height: 2.75rem; border-radius: 50%; background: #e6eff6; color: #245A86; display: grid;
    place-items: center; font-size: 1.3rem; margin-bottom: 1.25rem; }
  h1 { font-size: 1.2rem; margin: 0 0 .75rem; line-height: 1.5; }
  p { margin: 0 0 1rem; font-size: .95rem; }
  .address { font-weight: 600; overflow-wrap: anywhere; }
  .sender { color: #4b5563; font-size: .9rem; margin: -.5rem 0 1rem; }
  .quiet { color: #667085; font-size: .85rem; margin: 0; }
  button { font: inherit; font-weight: 600; width: 100%; padding: .8rem 1rem; margin: .5rem 0 1rem; border: 0;
    border-radius: 10px; background: #245A86; color: #fff; cursor: pointer; }
  button:hover { background: #1d4a6f; }
  button:focus-visible { outline: 3px solid #9fc1dc; outline-offset: 2px; }
  @media (prefers-color-scheme: dark) {
    body { background: #14171c; color: #e8e6e1; }
    main { background: #1c2027; border-color: #2d323b; box-shadow: none; }
    .sign { background: #1d2f3f; color: #7fb2dc; }
    .sender, .quiet { color: #a3a5a9; }
    button { background: #7fb2dc; color: #14171c; }
    button:hover { background: #a9cdea; }
  }
</style>
</head>
<body><main>
<div class="sign" aria-hidden="true">$sign</div>
<h1>$title</h1>
$content
</main></body>
</html>
"""
)

_WORDS: Final = {
    "ja": {
        "ask_title": "メールの配信停止",
        "ask": "次の宛先へのご案内メールを停止します。よろしければボタンを押してください。",
        "button": "配信を停止する",
        "ask_note": "ボタンを押すまで、設定は変わりません。",
        "done_title": "配信を停止しました",
        "done": "次の宛先には、今後ご案内メールをお送りしません。これまでお読みいただき、ありがとうございました。",
        "done_note": "このページは閉じていただいてかまいません。",
        "gone_title": "このリンクはご利用いただけません",
        "gone": "リンクが途中で切れている可能性があります。メールに記載の問い合わせ先までご連絡ください。",
        "test_title": "テスト送信のメールです",
        "test": "このメールはテスト送信のため、配信停止の手続きは必要ありません。",
    },
    "en": {
        "ask_title": "Unsubscribe",
        "ask": "We will stop sending mails to this address. Press the button to confirm.",
        "button": "Unsubscribe",
        "ask_note": "Nothing changes until you press the button.",
        "done_title": "You are unsubscribed",
        "done": "We will send no more mails to this address. Thank you for having read us.",
        "done_note": "You can close this page now.",
        "gone_title": "This link does not work",
        "gone": "It may be cut off or out of date. Please write to the contact address given in the mail.",
        "test_title": "This is a test mail",
        "test": "There is nothing to unsubscribe from.",
    },
}


def confirm_page(email: str, locale: str, sender: str = "") -> str:
    """Asks before anything changes: a machine that follows the link must not opt anybody out."""
    words = _words(locale)
    form = (
        '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">'
        f"<button>{words['button']}</button></form>"
    )
    content = f'<p>{words["ask"]}</p><p class="address">{escape(_masked(email))}</p>{form}'
    note = f'<p class="quiet">{words["ask_note"]}</p>'
    return _page(locale, words["ask_title"], "✉", _from(sender) + content + note)


def done_page(email: str, locale: str, sender: str = "") -> str:
    """Says that it is done."""
    words = _words(locale)
    content = f'<p>{words["done"]}</p><p class="address">{escape(_masked(email))}</p>'
    note = f'<p class="quiet">{words["done_note"]}</p>'
    return _page(locale, words["done_title"], "✓", _from(sender) + content + note)


def gone_page(locale: str) -> str:
    """For a link that is not one of ours."""
    words = _words(locale)
    return _page(locale, words["gone_title"], "？", f"<p>{words['gone']}</p>")


def test_page(locale: str) -> str:
    """For the links of test mails."""
    words = _words(locale)
    return _page(locale, words["test_title"], "✉", f"<p>{words['test']}</p>")


def _from(sender: str) -> str:
    """Whose mails: a forwarded link says nothing else about it."""
    return f'<p class="sender">{escape(sender)}</p>' if sender else ""


def _words(locale: str) -> dict[str, str]:
    return _WORDS["en" if locale == "en" else "ja"]


def _page(locale: str, title: str, sign: str, content: str) -> str:
    lang = "en" if locale == "en" else "ja"
    return _PAGE.substitute(lang=lang, title=title, sign=sign, content=content)


def _masked(email: str) -> str:
    """Enough to recognise one's own address, not enough to harvest it from a forwarded mail."""
    local, _, domain = email.partition("@")
    return f"{local[:2]}{'•' * 4}@{domain}"
