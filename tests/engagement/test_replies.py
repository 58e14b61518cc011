"""A person's answer, an automatic one, or a bounce."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest

from backend.engagement.replies import Incoming, understand

OURS = "<0123@tabiji.example>"


def incoming(
    subject: str = "Re: 資料のご案内", body: str = "拝見しました。来週お話しできますか。", **headers: str
) -> Incoming:
    message = EmailMessage()
    message["From"] = "山田 <yamada@tozai.example>"
    message["Subject"] = subject
    message["Message-ID"] = "<reply@tozai.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return understand(message, headers.get("Return_Path", "yamada@tozai.example").strip("<>"))


def test_an_answer_names_the_mail_it_answers_nearest_first() -> None:
    found = incoming(In_Reply_To=OURS, References="<a@x.example> <b@x.example>")
    assert (found.kind, found.sender, found.rfc_message_id) == (
        "reply",
        "yamada@tozai.example",
        "<reply@tozai.example>",
    )
    assert list(found.references) == [OURS, "<b@x.example>", "<a@x.example>"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x=y"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "vacation"},
        {"Precedence": "auto_reply"},
        {"Precedence": "bulk"},
        {"X_Apple_Action": "vacation-auto-reply"},
        {"Return_Path": "<>"},
    ],
)
def test_an_out_of_office_note_by_its_headers_is_no_reply(headers: dict[str, str]) -> None:
    assert incoming(**headers).kind == "auto_reply"


@pytest.mark.parametrize(
    "subject",
    [
        "自動応答: 資料のご案内",
        "【自動返信】お問い合わせありがとうございます",
        "自動送信メール",
        "不在通知",
        "不在のお知らせ Re: 資料のご案内",
        "Re: 資料のご案内 (不在のため)",
        "夏季休業のお知らせ",
        "年末年始休業のお知らせ",
        "出張中です",
        "休暇中",
        "退職のご挨拶",
        "Automatic reply: 資料のご案内",
        "Out of Office: Re: 資料のご案内",
        "Auto-Reply: hello",
    ],
)
def test_an_out_of_office_note_by_its_subject_is_no_reply(subject: str) -> None:
    assert incoming(subject).kind == "auto_reply"


@pytest.mark.parametrize(
    "body",
    [
        "このメールは自動で返信しています。",
        "本メールはシステムより自動的に送信されています。\n出張のため、ご返信は4月6日以降となります。",
        "I am currently out of the office.",
    ],
)
def test_an_out_of_office_note_by_its_words_is_no_reply(body: str) -> None:
    assert incoming(body=body).kind == "auto_reply"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Re: 夏季休業前のご案内", "拝見しました。"),
        ("Re: 年末年始休暇の取り方セミナー", "参加します。"),
        ("Re: 資料", "来週は出張中ですが、再来週なら空いています。"),
        ("Re: 資料", "ありがとうございます。\n\n> このメールは自動で送信しています。"),
        ("Re: 資料", "承知しました。\n2026年4月1日(水) 10:00 佐藤 <sato@tabiji.example> wrote:\n自動返信です"),
        ("お問い合わせ", "不明な点を教えてください。"),
    ],
)
def test_a_person_who_writes_about_holidays_is_a_person(subject: str, body: str) -> None:
    assert incoming(subject, body).kind == "reply"


def test_auto_submitted_no_is_a_person() -> None:
    assert incoming(Auto_Submitted="no").kind == "reply"


def test_somebody_who_left_the_company_is_noted() -> None:
    found = incoming("自動応答", "山田は3月末で退職いたしました。後任は鈴木です。")
    assert (found.kind, "left_company" in found.reasons) == ("auto_reply", True)


def test_a_japanese_mail_in_its_old_encoding_is_read() -> None:
    raw = (
        b"From: yamada@tozai.example\r\nSubject: =?ISO-2022-JP?B?" + b"GyRCPCtGMDF+RXobKEI=" + b"?=\r\n"
        b'Content-Type: text/plain; charset="ISO-2022-JP"\r\n\r\n'
        + "①㈱タビジ様".encode("iso2022_jp_ext", "ignore")
        + b"\r\n"
    )
    message = cast("EmailMessage", message_from_bytes(raw, policy=default))
    assert understand(message, "yamada@tozai.example").kind == "auto_reply"


def bounce(
    status: str, action: str = "failed", diagnostic: str = "smtp; 550 5.1.1 User unknown", part: str = "message/rfc822"
) -> Incoming:
    raw = f"""From: MAILER-DAEMON@mx.example\r
To: sato@tabiji.example\r
Subject: Undelivered Mail Returned to Sender\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r
\r
--B\r
Content-Type: text/plain\r
\r
Sorry.\r
--B\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example\r
\r
Final-Recipient: rfc822; yamada@tozai.example\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: {diagnostic}\r
\r
--B\r
Content-Type: {part}\r
\r
Message-ID: {OURS}\r
Subject: x\r
\r
--B--\r
""".encode()
    return understand(cast("EmailMessage", message_from_bytes(raw, policy=default)), "")


@pytest.mark.parametrize("part", ["message/rfc822", "text/rfc822-headers"])
def test_a_bounce_names_our_mail_and_whether_the_address_is_dead(part: str) -> None:
    found = bounce("5.1.1", part=part)
    assert (found.kind, found.bounce, list(found.references)) == ("bounce", "address", [OURS])


def test_a_full_mailbox_and_a_delay_are_no_dead_addresses() -> None:
    assert bounce("5.2.2", diagnostic="smtp; 552 5.2.2 quota").bounce == "mailbox"
    assert bounce("4.4.7", action="delayed", diagnostic="").bounce == "temporary"
    assert bounce("5.7.1", diagnostic="smtp; 550 5.7.1 blocked").bounce == "policy"
