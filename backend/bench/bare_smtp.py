"""The yardstick: aiosmtplib's own sendmail of bytes made beforehand, over as many connections as the engine has."""

import asyncio
import time
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from aiosmtplib import SMTP

from backend.bench.scene import BODY
from backend.kit.clock import utc_now
from backend.kit.ids import new_id
from backend.mail.fields import sample_facts, sample_identity
from backend.mail.links import LinkSigner
from backend.mail.mime import MailEnvelope, build_mime, message_id
from backend.mail.render import TemplateSource, compile_template

SENDER = "sato@tabiji.example"


def prebuilt(mails: int) -> list[bytes]:
    """Mails like the engine's, each with a Message-ID of its own, made before the clock starts."""
    template = compile_template(TemplateSource("{{ last_name }}様、資料はお役に立ちましたか", BODY))
    template.link_ids = list(range(1, len(template.urls) + 1))
    links = LinkSigner("bench", "http://127.0.0.1:8400").for_message(new_id())
    rendered = template.render(sample_facts(), sample_identity(), links)
    placeholder = message_id(new_id(), "bench.example")
    envelope = MailEnvelope(placeholder, utc_now(), "佐藤", SENDER, "contact-0@example.com", "山田 花子")
    mail = build_mime(envelope, rendered)
    return [mail.replace(placeholder.encode(), b"<%d@bench.example>" % n) for n in range(mails)]


class Rate(NamedTuple):
    """Mails a second, and the client's CPU milliseconds a mail: the part that a busy machine distorts least."""

    mails_per_s: float
    cpu_ms: float
    mail_bytes: int


async def bare_smtp(port: int, mails: Sequence[bytes], connections: int) -> Rate:
    """Send over `connections` connections that are open already."""
    clients = [SMTP(hostname="127.0.0.1", port=port) for _ in range(connections)]
    await asyncio.gather(*(client.connect() for client in clients))
    numbers = count()

    async def deliver(client: SMTP) -> None:
        while (number := next(numbers)) < len(mails):
            await client.sendmail(SENDER, [f"contact-{number}@example.com"], mails[number])

    begun, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(deliver(client) for client in clients))
    elapsed, cpu = time.perf_counter() - begun, time.process_time() - cpu
    for client in clients:
        await client.quit()
    return Rate(len(mails) / elapsed, cpu / len(mails) * 1e3, len(mails[0]))
