"""What an incoming mail is: a person's answer, an automatic one, a bounce, or none of our business. Pure rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.utils import parseaddr
from typing import Final, Literal, cast

from backend.mail.outcomes import BounceClass, classify
from backend.mail.parsing import header, part_text

IncomingKind = Literal["reply", "auto_reply", "bounce"]

_RFC_ID: Final = re.compile(r"<[^<>\s]{3,300}>")
_AUTO_PRECEDENCE: Final = frozenset({"auto_reply", "bulk", "junk", "list"})
_AUTO_SUBJECT: Final = re.compile(
    r"自動応答|自動返信|自動送信|不在(通知|の(お知らせ|ため|連絡))|(夏季|年末年始|冬季|臨時|ゴールデンウィーク)?(休業|休暇)のお知らせ|"
    r"automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|away from (my|the) (desk|office)",
    re.I,
)
_AUTO_FRESH_SUBJECT: Final = re.compile(r"不在|休暇|夏季休業|年末年始休業|出張中|退職|vacation", re.I)
"""Words that mean an automatic answer only in a subject that does not quote ours."""
_AUTO_BODY: Final = re.compile(
    r"このメール(は|に).{0,12}自動|自動(的に)?(で)?(返信|応答|送信|配信)(して|され|メール)|本メールは.{0,12}自動|"
    r"this is an auto(matic|mated)|i am (currently )?out of (the )?office",
    re.I,
)
_LEFT: Final = re.compile(r"退職(いた|し|となり|のため)|退社(いた|し)|no longer (with|works? (at|for))")
_MOVED: Final = re.compile(r"異動(いた|し|となり|のため)|担当(者)?(が|の)?変更")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An incoming mail, understood. `references` are the Message-IDs it answers, the nearest first."""

    kind: IncomingKind
    sender: str
    references: Sequence[str]
    rfc_message_id: str | None
    reasons: Sequence[str] = ()
    bounce: BounceClass | None = None
    text: str = ""


def understand(message: EmailMessage, mail_from: str) -> Incoming:
    """Classifies one mail. `mail_from` is the envelope sender: empty for bounces and proper automatic answers."""
    sender = parseaddr(header(message, "From"))[1].lower() or mail_from.lower()
    own_id = next(iter(_RFC_ID.findall(header(message, "Message-ID"))), None)
    answered = [*_RFC_ID.findall(header(message, "In-Reply-To")), *_RFC_ID.findall(header(message, "References"))[::-1]]
    report = _delivery_report(message)
    if report is not None:
        originals, bounce, status = report
        return Incoming("bounce", sender, [*originals, *answered], own_id, (status,), bounce)
    text = part_text(message, "plain")
    reasons = _automatic(message, mail_from, text)
    if _LEFT.search(text) and reasons:
        reasons.append("left_company")
    elif _MOVED.search(text) and reasons:
        reasons.append("moved")
    return Incoming("auto_reply" if reasons else "reply", sender, answered, own_id, reasons, text=text[:2_000])


def _automatic(message: EmailMessage, mail_from: str, text: str) -> list[str]:
    """Why a mail is an automatic answer (RFC 3834, habits of mail programs, Japanese wording); empty for a person's."""
    reasons: list[str] = []
    if header(message, "Auto-Submitted").split(";")[0].strip().lower() not in ("", "no"):
        reasons.append("auto_submitted")
    if any(message.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder")):
        reasons.append("x_autoreply")
    if header(message, "Precedence").strip().lower() in _AUTO_PRECEDENCE:
        reasons.append("precedence")
    if "vacation" in header(message, "X-Apple-Action").lower():
        reasons.append("x_apple_action")
    if not mail_from.strip("<> "):
        reasons.append("empty_return_path")
    subject = header(message, "Subject").strip()
    quotes_ours = re.match(r"(re|aw|fwd?|返信)\s*[:：]", subject, re.I) is not None
    if _AUTO_SUBJECT.search(subject) or (not quotes_ours and _AUTO_FRESH_SUBJECT.search(subject)):
        reasons.append("subject")
    if _AUTO_BODY.search(_own_words(text)):
        reasons.append("wording")
    return reasons


def _own_words(text: str) -> str:
    """The first lines somebody wrote, without what they quote."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith((">", "-----Original", "----- Original", "From:", "差出人:")) or re.search(
            r"(wrote|書きました).{0,3}[:：]\s*$", line
        ):
            break
        lines.append(line)
    return "\n".join(lines[:30])


def _delivery_report(message: EmailMessage) -> tuple[list[str], BounceClass, str] | None:
    """Original Message-IDs, class and status of an RFC 3464 report about a mail that failed for good."""
    if message.get_content_type() != "multipart/report" or str(message.get_param("report-type")) != "delivery-status":
        return None
    originals: list[str] = []
    status = diagnostic = ""
    failed = False
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in cast("list[Message]", part.get_payload()):
                failed = failed or str(block.get("Action", "")).strip().lower() == "failed"
                status = status or str(block.get("Status", "")).strip()
                diagnostic = diagnostic or str(block.get("Diagnostic-Code", "")).strip()
        elif kind == "text/rfc822-headers":
            originals += re.findall(r"(?im)^Message-ID:\s*(<[^<>\s]+>)", str(part.get_payload()))
        elif part is not message and part.get("Message-ID"):
            originals += _RFC_ID.findall(str(part.get("Message-ID")))
    if not failed:
        return originals, "temporary", status or "delayed"
    return originals, classify(400 if status.startswith("4") else 550, f"{status} {diagnostic}"), status or "5.0.0"
