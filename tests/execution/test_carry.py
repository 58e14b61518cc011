"""A cohort's way through a journey."""

from collections import Counter

from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import World, three_mails


async def test_everybody_gets_every_mail_once(world: World, carrier: Carrier, smtp: ScriptedServer, db) -> None:
    cast = await world.enroll(three_mails(), 230, START)
    tick = await carrier.carry(cast.cohort)
    assert (tick.open, tick.more) == (230, False)
    assert tick.next_due is not None
    await carrier.carry(cast.cohort, days=2)
    tick = await carrier.carry(cast.cohort, days=2)
    assert tick.open == 0
    assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 3))
    assert smtp.duplicates() == 0
    outcomes = await db.fetch("select outcome, count(*) as n from journal group by outcome")
    assert {row["outcome"]: row["n"] for row in outcomes} == {
        "entered": 230, "sent": 690, "waiting": 460, "passed": 460, "ended": 230,
    }  # fmt: skip
    counts = await db.fetch("select node, metric, count from node_counter order by 1, 2")
    assert {(row["node"], row["metric"]): row["count"] for row in counts}["two", "sent"] == 230
