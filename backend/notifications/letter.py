"""The mail that tells a colleague something: plain text, from the organisation's sender."""

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final
from uuid import UUID

from backend.mail.fields import Identity

_UNTITLED: Final = "お知らせ"


def write_letter(
    delivery: UUID, to: str, content: Mapping[str, Any], identity: Identity, at: datetime, domain: str
) -> bytes:
    """The mail as bytes. Line breaks in the subject become blanks."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(identity.sender_name, addr_spec=identity.sender_email)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = " ".join(str(content.get("subject") or "").split()) or _UNTITLED
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{delivery}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(str(content.get("body") or ""), cte="base64")
    return bytes(mail)
