"""What a journey changes on a contact shows where people look for it."""

from typing import Any

import asyncpg

from backend.companies.repository import find_or_create
from backend.contacts.repository import ContactFilter, contacts
from backend.contacts.timeline import timeline
from backend.kit.db import transaction
from backend.models import Company, Contact
from tests.execution.conftest import START, Carrier
from tests.execution.test_migration import Publisher, publisher
from tests.execution.world import World, graph, send

__all__ = ["publisher"]

RENAMES = graph(
    {
        "change": {
            "type": "update_contact",
            "set": {"last_name": "佐藤", "stage": "mql"},
            "add_tags": ["旅"],
            "next": {"done": "mail"},
        },
        "mail": send("one", "end"),
        "end": {"type": "exit", "reason": "finished"},
    },
    "change",
)


async def test_a_contact_renamed_by_a_journey_is_found_by_the_new_name(world: World, carrier: Carrier) -> None:
    cast = await world.enroll(RENAMES, 2, START)
    await carrier.carry(cast.cohort)
    async with transaction(world.sessions) as session:
        found = await contacts(session, ContactFilter(q="佐藤"), sort="email", cursor=None, limit=10)
        assert {row["id"] for row in found} == set(cast.contacts.values())
        assert await contacts(session, ContactFilter(q="山田"), sort="email", cursor=None, limit=10) == []


async def test_a_stage_set_by_a_journey_advances_the_company(world: World, carrier: Carrier) -> None:
    cast = await world.enroll(RENAMES, 1, START)
    (contact_id,) = cast.contacts.values()
    async with transaction(world.sessions) as session:
        company = await find_or_create(session, "株式会社旅路")
        assert company is not None
        (await session.get_one(Contact, contact_id)).company_id = company.id
    await carrier.carry(cast.cohort)
    async with transaction(world.sessions) as session:
        assert (await session.get_one(Company, company.id)).stage == "mql"


async def test_the_contacts_timeline_tells_every_step_with_its_journey(world: World, carrier: Carrier) -> None:
    cast = await world.enroll(RENAMES, 1, START)
    (contact_id,) = cast.contacts.values()
    await carrier.carry(cast.cohort)
    async with transaction(world.sessions) as session:
        whole = await timeline(session, contact_id, before=None, limit=50)
        first = await timeline(session, contact_id, before=None, limit=2)
        rest = await timeline(session, contact_id, before=(first[-1]["at"], first[-1]["id"]), limit=50)
    assert whole[-1]["title_code"] == "step.entered"
    assert "step.sent" in [row["title_code"] for row in whole]
    assert [row["id"] for row in [*first, *rest]] == [row["id"] for row in whole]
    sent = next(row for row in whole if row["title_code"] == "step.sent")
    assert (sent["detail"]["journey"], sent["detail"]["node"], sent["detail"]["node_type"]) == (
        "試験",
        "mail",
        "send_email",
    )


async def test_people_of_two_versions_in_one_chunk_are_changed_as_their_own_version_says(
    world: World, carrier: Carrier, publisher: Publisher, db: asyncpg.Connection
) -> None:
    def points(number: int) -> dict[str, Any]:
        adds = {"type": "update_contact", "add_score": number, "next": {"done": "end"}}
        return graph({"adds": adds, "end": {"type": "exit", "reason": "finished"}}, "adds")

    cast = await world.enroll(points(5), 2, START)
    version = await publisher.version(cast, 2, points(7))
    await db.execute("update enrollment set version_id = $1 where id = $2", version, cast.enrollments[0])
    await carrier.carry(cast.cohort)
    assert sorted(row["score"] for row in await db.fetch("select score from contact")) == [5, 7]
