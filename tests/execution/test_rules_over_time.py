"""Rules held over weeks of chance: many journeys, people in many zones, over the changes of clocks and the year's end.

Whatever happens in whichever order: nobody gets more mails than the cap in any stretch of time, nobody a mail in their
quiet hours, nobody is aboard two journeys of a group, nobody comes again too soon, and whatever was not sent says why.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from backend.enrollments import service
from backend.enrollments.schemas import ByContactIds
from backend.kit.db import transaction
from backend.kit.ids import new_id
from backend.kit.state import SYSTEM
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, World, graph, send, wait

ZONES = ("Asia/Tokyo", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns")
SEASONS = {
    "clocks go forward": datetime(2026, 3, 5, 3, tzinfo=UTC),
    "clocks go back": datetime(2026, 10, 22, 3, tzinfo=UTC),
    "the year ends": datetime(2026, 12, 25, 3, tzinfo=UTC),
}
PEOPLE, STEPS = 12, 60
ALL_CAP, ALL_PER = 3, timedelta(days=6)
OWN_CAP, OWN_PER = 2, timedelta(days=4)
APART = timedelta(days=5)
QUIET = {"a": ("21:00", "08:00"), "b": ("00:00", "06:30"), "c": ("19:30", "10:00"), "d": ("02:00", "03:30")}
RULES: dict[str, dict[str, Any]] = {
    "a": {"reentry": "always", "exclusive": "group"},
    "b": {"reentry": "after_exit", "exclusive": "group"},
    "c": {"reentry": "always"},
    "d": {"reentry": {"after": "P5D"}},
}
GAPS = {"a": "PT20H", "b": "PT3H", "c": "PT30M", "d": "P1D"}


def document(name: str) -> dict[str, Any]:
    """Three mails with a gap, under the hours and rules of this journey."""
    nodes = {
        "one": send("one", "gap1"), "gap1": wait(GAPS[name], "two"), "two": send("two", "gap2"),
        "gap2": wait(GAPS[name], "three"), "three": send("three", "end"), "end": END,
    }  # fmt: skip
    settings: dict[str, Any] = {"quiet_hours": {"from": QUIET[name][0], "to": QUIET[name][1]}}
    if name == "c":
        settings["cap"] = {"max": OWN_CAP, "per": "P4D"}
    return graph(nodes, "one", settings=settings) | {"entry": {"node": "one", **RULES[name]}}


class Weeks:
    """A stretch of time in which journeys and people meet by chance."""

    def __init__(self, world: World, carrier: Carrier, db: asyncpg.Connection, dice: random.Random) -> None:
        self.world, self.carrier, self.db, self.dice = world, carrier, db, dice
        self.journeys: dict[str, UUID] = {}
        self.zones: dict[UUID, ZoneInfo] = {}

    async def begin(self) -> None:
        """Journeys, and people in all zones."""
        cap = f'{{"max": {ALL_CAP}, "per": "P6D"}}'
        await self.db.execute("update organization set cap = $1::jsonb", cap)
        for name in RULES:
            journey, _ = await self.world.journey(document(name))
            self.journeys[name] = journey.id
        for index, contact in enumerate((await self.world.contacts(PEOPLE)).values()):
            zone = ZONES[index % len(ZONES)]
            await self.db.execute("update contact set timezone = $2 where id = $1", contact, zone)
            self.zones[contact] = ZoneInfo(zone)

    async def step(self) -> None:
        """Some time passes, some enter somewhere (two requests at once now and then), everybody is carried on."""
        self.carrier.now += timedelta(minutes=self.dice.choice((20, 45, 90, 300, 700, 1500)))
        names = self.dice.choices(sorted(self.journeys), k=self.dice.choice((0, 1, 2)))
        await asyncio.gather(*(self.enroll(name) for name in names))
        query = "select distinct cohort_id from enrollment where status = 'active' order by 1"
        cohorts = [row["cohort_id"] for row in await self.db.fetch(query)]
        self.dice.shuffle(cohorts)
        await asyncio.gather(*(self.carrier.carry(cohort) for cohort in cohorts))

    async def enroll(self, name: str) -> None:
        """By the product's own rules of entry."""
        some = self.dice.sample(sorted(self.zones), 5)
        async with transaction(self.world.sessions) as session:
            selection = ByContactIds(contact_ids=some)
            more: dict[str, Any] = {"actor": SYSTEM, "now": self.carrier.now, "new_id": new_id, "capacity": 4}
            await service.enroll(session, self.journeys[name], selection, None, **more)

    async def mails(self) -> dict[UUID, list[tuple[datetime, str]]]:
        """What each person got, when and from which journey."""
        names = {journey: name for name, journey in self.journeys.items()}
        found: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
        for row in await self.db.fetch("select * from message where status = 'sent' order by sent_at"):
            found[row["contact_id"]].append((row["sent_at"], names[row["journey_id"]]))
        return found

    async def trips(self, *names: str) -> Iterator[tuple[datetime, datetime]]:
        """Of each person's trips through these journeys: when one ended, and when the next began."""
        journeys = [self.journeys[name] for name in names]
        query = """
            select contact_id, enrolled_at, coalesce(ended_at, 'infinity') as ended_at from enrollment
            where journey_id = any($1::uuid[]) order by contact_id, enrolled_at, ended_at
        """
        rows = await self.db.fetch(query, journeys)
        pairs = [(a["ended_at"], b["enrolled_at"]) for a, b in pairwise(rows) if a["contact_id"] == b["contact_id"]]
        return iter(pairs)


def most_in(times: Sequence[datetime], span: timedelta) -> int:
    """The most of these in any half-open stretch of time this long."""
    return max((sum(end - span < at <= end for at in times) for end in times), default=0)


def quiet(local: datetime, hours: tuple[str, str]) -> bool:
    """Whether the wall clock stands within the quiet hours."""
    begin, end = (time.fromisoformat(text) for text in hours)
    now = local.time()
    return begin <= now < end if begin < end else now >= begin or now < end


@pytest.mark.parametrize("season", SEASONS)
async def test_no_order_of_things_breaks_cap_quiet_hours_groups_or_coming_again(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection, season: str
) -> None:
    weeks = Weeks(world, carrier, db, random.Random(season))
    carrier.now = SEASONS[season]
    await weeks.begin()
    for _ in range(STEPS):
        await weeks.step()
    got = await weeks.mails()
    assert sum(len(mails) for mails in got.values()) > 4 * PEOPLE, "enough happened to break something"
    for contact, mails in got.items():
        times = [at for at, _ in mails]
        assert most_in(times, ALL_PER) <= ALL_CAP
        for at, name in mails:
            assert not quiet(at.astimezone(weeks.zones[contact]), QUIET[name])
            if name == "c":
                earlier = sum(at - OWN_PER < other < at for other in times)  # at the same moment: in either order
                assert earlier < OWN_CAP
    assert all(ended <= began for ended, began in await weeks.trips("a", "b")), "one journey of the group at a time"
    assert all(ended + APART <= began for ended, began in await weeks.trips("d")), "not again within five days"
    assert smtp.duplicates() == 0
    assert sum(smtp.count().values()) == sum(len(mails) for mails in got.values())
    silent = "select count(*) from journal where outcome in ('not_sent', 'deferred') and detail ->> 'reason' is null"
    assert await db.fetchval(silent) == 0, "what was not sent says why"
