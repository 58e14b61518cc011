"""Who waits in the scale bench, and the journeys they wait in: one long wait, one that sends at once, one wave."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from backend.bench.scene import BODY
from backend.execution.database import PlainConnection
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Journey, JourneyVersion, Template, TemplateVersion

_NAMES = ("山田", "佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "中村", "小林", "加藤")


@dataclass
class Crowd:
    """Contacts, and journeys by name with their live version."""

    text: UUID
    contacts: list[UUID]
    journeys: dict[str, tuple[Journey, UUID]] = field(default_factory=dict[str, tuple[Journey, UUID]])


def document(wait: dict[str, Any] | None) -> dict[str, Any]:
    """One mail, after `wait` if there is one."""
    nodes: dict[str, Any] = {
        "mail": {"type": "send_email", "template": "scale", "next": {"sent": "end"}},
        "end": {"type": "exit", "reason": "completed"},
    }
    if wait is not None:
        nodes["pause"] = {"type": "wait", **wait, "next": {"done": "mail"}}
    entry = {"node": "mail" if wait is None else "pause", "reentry": "never"}
    return {"schema": 1, "name": "百万人の旅", "kind": "nurture", "entry": entry, "nodes": nodes}


async def people(sessions: Sessions, db: PlainConnection, count: int) -> Crowd:
    """So many contacts, and the journeys."""
    text, template = new_id(), new_id()
    async with transaction(sessions) as session:
        session.add(Template(id=template, key="scale", name="scale", latest_version_id=text))
        await session.flush()
        subject = "{{ last_name }}様、資料はお役に立ちましたか"
        session.add(TemplateVersion(id=text, template_id=template, number=1, subject=subject, body=BODY))
    crowd = Crowd(text, [new_id() for _ in range(count)])
    columns = ["id", "email", "last_name", "first_name", "search_key"]
    rows = (
        (id_, email := f"person-{n}@example.com", name := _NAMES[n % len(_NAMES)], "花子", f"{name}花子 {email}")
        for n, id_ in enumerate(crowd.contacts)
    )
    await db.copy_records_to_table("contact", records=rows, columns=columns)
    await db.execute("vacuum analyze contact")
    for name, wait in (("long", {"for": "P30D"}), ("hurry", None), ("wave", {"for": "P30D"})):
        await publish(sessions, crowd, name, wait)
    return crowd


async def publish(
    sessions: Sessions, crowd: Crowd, name: str, wait: dict[str, Any] | None = None, *, until: str | None = None
) -> None:
    """A running journey by this name; with `until` its wait ends at that time of the day."""
    if until is not None:
        wait = {"until": {"weekdays": None, "time": until}}
    graph, version = document(wait), new_id()
    journey = Journey(id=new_id(), name=name, kind="nurture", status="running", draft=graph)
    async with transaction(sessions) as session:
        session.add(journey)
        await session.flush()
        texts = {"scale": str(crowd.text)}
        session.add(JourneyVersion(id=version, journey_id=journey.id, number=1, graph=graph, templates=texts))
        await session.flush()
        journey.live_version_id = version
    crowd.journeys[name] = (journey, version)
