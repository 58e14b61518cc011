"""What the measurement plays: a three-mail journey with its texts, and contacts, in a scratch database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from backend.execution.boarding import board
from backend.kit.clock import utc_now
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Journey, JourneyVersion, Organization, Sender, Template, TemplateVersion

SUBJECT: Final = "{{ last_name }}様、資料はお役に立ちましたか"
KEYS: Final = ("first", "second", "third")
CUT: Final = timedelta(seconds=1)
"""What every wait is cut to."""
BODY: Final = """
<mjml><mj-body background-color="#f4f4f4"><mj-section background-color="#ffffff"><mj-column>
<mj-text font-size="15px" line-height="1.8">{{ addressee }}</mj-text>
<mj-text font-size="15px" line-height="1.8">いつもお世話になっております。
{{ organization.name }}の{{ sender.name }}です。
先日は資料をご請求いただき、ありがとうございました。ご検討の状況はいかがでしょうか。</mj-text>
<mj-text font-size="15px" line-height="1.8">同じ業種のお客様が、見込み客への連絡を自動にして商談を
二倍にされた事例をまとめました。
三分でお読みいただけますので、ぜひご覧ください。</mj-text>
<mj-button href="https://tabiji.example/case-study">事例を読む</mj-button>
<mj-text font-size="13px">料金は<a href="https://tabiji.example/pricing">料金のページ</a>でご案内しております。</mj-text>
</mj-column></mj-section></mj-body></mjml>
"""


def document(pause: str = "P2D") -> dict[str, Any]:
    """Three mails, two days apart, or as far apart as `pause` says."""
    return {
        "schema": 1,
        "name": "三通の旅",
        "kind": "nurture",
        "entry": {"node": "first", "reentry": "never"},
        "nodes": {
            "first": {"type": "send_email", "template": "first", "next": {"sent": "pause1"}},
            "pause1": {"type": "wait", "for": pause, "next": {"done": "second"}},
            "second": {"type": "send_email", "template": "second", "next": {"sent": "pause2"}},
            "pause2": {"type": "wait", "for": pause, "next": {"done": "third"}},
            "third": {"type": "send_email", "template": "third", "next": {"sent": "end"}},
            "end": {"type": "exit", "reason": "completed"},
        },
    }


@dataclass(frozen=True, slots=True)
class Scene:
    """The published journey and the people."""

    journey: Journey
    version_id: UUID
    templates: dict[str, UUID]
    contacts: list[UUID]


async def set_scene(
    sessions: Sessions,
    database_url: str,
    contacts: int,
    *,
    graph: dict[str, Any] | None = None,
    subject: str = SUBJECT,
) -> Scene:
    """Fill a migrated database: a running journey, its texts, people. `{key}` in the subject is the mail's own key."""
    async with transaction(sessions) as session:
        await _organization(session)
        templates = {key: await add_text(session, key, subject.replace("{key}", key)) for key in KEYS}
        journey, version_id = await publish(session, graph or document(), templates)
    return Scene(journey, version_id, templates, await people(database_url, contacts))


async def _organization(session: AsyncSession) -> None:
    if await session.get(Organization, 1) is None:  # else the sample of a fresh installation
        session.add(
            Organization(
                id=1, name="株式会社タビジ", postal_address="東京都千代田区1-1-1", contact_line="info@tabiji.example"
            )
        )
        session.add(Sender(id=new_id(), name="佐藤", email="sato@tabiji.example", is_default=True))


async def add_text(session: AsyncSession, key: str, subject: str = SUBJECT) -> UUID:
    """A mail's text; the id of its only version."""
    text_id, template_id = new_id(), new_id()
    session.add(Template(id=template_id, key=key, name=key, latest_version_id=text_id))
    await session.flush()
    session.add(TemplateVersion(id=text_id, template_id=template_id, number=1, subject=subject, body=BODY))
    return text_id


async def publish(session: AsyncSession, graph: dict[str, Any], templates: Mapping[str, UUID]) -> tuple[Journey, UUID]:
    """A running journey and its live version."""
    journey = Journey(id=new_id(), name=graph["name"], kind=graph["kind"], status="running", draft=graph)
    session.add(journey)
    await session.flush()
    version_id, texts = new_id(), {key: str(text_id) for key, text_id in templates.items()}
    session.add(JourneyVersion(id=version_id, journey_id=journey.id, number=1, graph=graph, templates=texts))
    await session.flush()
    journey.live_version_id = version_id
    return journey, version_id


async def people(database_url: str, count: int) -> list[UUID]:
    """So many contacts of one company."""
    connection = await asyncpg.connect(database_url)
    try:
        company = new_id()
        await connection.execute(
            "insert into company (id, key, name) values ($1, 'tozai', '東西商事株式会社')", company
        )
        ids = [new_id() for _ in range(count)]
        rows = ((id_, f"contact-{n}@example.com", "山田", "花子", company) for n, id_ in enumerate(ids))
        await connection.copy_records_to_table(
            "contact", records=rows, columns=["id", "email", "last_name", "first_name", "company_id"]
        )
        await connection.execute("vacuum analyze contact")
    finally:
        await connection.close()
    return ids


async def enroll(sessions: Sessions, scene: Scene, capacity: int, *, limit: int | None = None) -> int:
    """Enroll everybody (or the first `limit`) by the product's own way, waits cut; how many are aboard."""
    async with transaction(sessions) as session:
        enrolled = await board(
            session,
            scene.journey,
            scene.version_id,
            scene.contacts[:limit],
            now=utc_now(),
            new_id=new_id,
            capacity=capacity,
            test_max_wait=CUT,
        )
    return len(enrolled)
