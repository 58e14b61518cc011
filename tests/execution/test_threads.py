"""Mails of a sequence arrive as one conversation, not as a heap of unrelated mails."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import asyncpg
import pytest

from backend.execution import threads
from backend.execution.threads import Thread
from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, World, graph, send, wait

NODES = {
    "one": send("one", "pause1"),
    "pause1": wait("P2D", "two"),
    "two": send("two", "pause2", reply=True),
    "pause2": wait("P2D", "three"),
    "three": send("three", "end"),
    "end": END,
}
SEQUENCE = {**graph(NODES, "one"), "kind": "sequence"}


def mails_of(smtp: ScriptedServer, address: str) -> list[EmailMessage]:
    """What arrived for somebody, in order."""
    raw = [mail.data for mail in smtp.taken if mail.rcpt == address]
    return [cast(EmailMessage, message_from_bytes(data, policy=default)) for data in raw]


async def test_a_rep_who_follows_up_does_not_start_a_new_conversation_each_time(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast_ = await world.enroll(SEQUENCE, 3, START)
    for days in (0, 2, 2):
        await carrier.carry(cast_.cohort, days=days)
    for address in cast_.contacts:
        first, second, third = mails_of(smtp, address)
        assert first["In-Reply-To"] is None
        assert first["References"] is None
        assert second["In-Reply-To"] == first["Message-ID"]
        assert second["References"] == first["Message-ID"]
        assert second["Subject"] == f"Re: {first['Subject']}" == "Re: one 山田"
        assert third["In-Reply-To"] == second["Message-ID"]
        assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
        assert third["Subject"] == "three 山田", "threaded, under its own subject"
    kept = await db.fetch("select distinct subject from message where node = 'two'")
    assert [row["subject"] for row in kept] == ["Re: one 山田"], "the ledger keeps the subject that was sent"


async def test_an_earlier_mail_that_did_not_go_out_is_not_answered(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    nodes = {**NODES, "one": {**send("one", "pause1"), "next": {"sent": "pause1", "failed": "pause1"}}}
    cast_ = await world.enroll({**SEQUENCE, "nodes": nodes}, 1, START)
    (address,) = cast_.contacts
    await db.execute("insert into suppression (email, reason) values ($1, 'manual')", address)
    await carrier.carry(cast_.cohort)
    await db.execute("delete from suppression")
    for _ in range(2):
        await carrier.carry(cast_.cohort, days=2)
    second, third = mails_of(smtp, address)
    assert second["In-Reply-To"] is None
    assert second["Subject"] == "two 山田", "there is nothing to answer"
    assert third["In-Reply-To"] == second["Message-ID"]


async def test_other_journeys_are_threaded_only_where_a_step_says_so(
    world: World, carrier: Carrier, smtp: ScriptedServer
) -> None:
    cast_ = await world.enroll(graph(NODES, "one"), 1, START)
    for days in (0, 2, 2):
        await carrier.carry(cast_.cohort, days=days)
    first, second, third = mails_of(smtp, *cast_.contacts)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert third["In-Reply-To"] is None


async def test_sixty_answers_cost_one_look_at_the_earlier_mails(
    world: World, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast_ = await world.enroll(SEQUENCE, 60, START)
    await carrier.carry(cast_.cohort)
    looks: list[int] = []
    fetch = asyncpg.Connection.fetch

    async def counted(self: asyncpg.Connection, query: str, *values: Any, **more: Any) -> list[asyncpg.Record]:
        rows = await fetch(self, query, *values, **more)
        if query == threads._EARLIER:
            looks.append(len(rows))
        return rows

    monkeypatch.setattr(asyncpg.Connection, "fetch", counted)
    await carrier.carry(cast_.cohort, days=2)
    assert looks == [60]


def test_a_long_conversation_refers_to_its_first_mail_and_the_latest() -> None:
    ids = [f"<{number}@x.example>" for number in range(50)]
    references = Thread(ids, "件名", reply=True).references
    assert len(references) == threads._REFERENCES
    assert (references[0], references[-1]) == (ids[0], ids[-1])


def test_an_answer_to_an_answer_says_re_once() -> None:
    assert Thread(["<1@x.example>"], "Re: 件名", reply=True).subject_of("別件") == "Re: 件名"
    assert Thread(["<1@x.example>"], "件名", reply=False).subject_of("別件") == "別件"
