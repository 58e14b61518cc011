"""The database is put back to an earlier state: what was sent since is unknown to it, and must not go out again.

And what looks similar, but is none of it, stops nothing.
"""

import asyncio
import os
import shutil
import signal
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from backend.embedded.postgres import forget_handle, start_postgres, stop_postgres
from backend.embedded.scratch import ends_with_us
from backend.execution.database import connect
from backend.execution.relay import Relay
from backend.execution.witness import Note, Witness, judge
from backend.kit.clock import utc_now
from backend.kit.db import create_engine, create_sessions
from backend.migrations import migrate
from backend.settings import Settings
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.test_reconcile import ALL_DONE, ALL_WAIT, DevServer, server, settings, two_mails, working
from tests.execution.world import Cast, World
from tests.fixtures.api import As
from tests.fixtures.database import with_database
from tests.patience import until

__all__ = ["server", "settings"]

START = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
STOPPED = "select sending_stopped_at is not null from organization"
TOLD = """
    select told = mark and sent_at >= (select max(transmitting_at) from message) from witness
"""
"""Temporal has been told of all mails that have begun."""
NOW_DUE = """
    with due as (
        update enrollment set due_at = now(), state = state || jsonb_build_object('due', now()) where node = 'pause'
        returning cohort_id
    )
    insert into cohort_wake (cohort_id) select distinct cohort_id from due order by 1 on conflict do nothing
"""
"""The days of everybody's wait have passed."""
LOOKED = "select exists (select from reconciliation where occasion = 'start' and at > '{0}')"
"""A worker has taken the lead since."""
CHECKED = "select bool_and(checked = database_print()) from witness"


@dataclass
class Cluster:
    """A PostgreSQL server of this test's own, so that its folder can be put back. Nobody stays connected."""

    folder: Path
    url: str = ""

    @property
    def data(self) -> Path:
        return self.folder / "pg"

    async def start(self) -> None:
        _, self.url = await start_postgres(self.data)

    async def stop(self) -> None:
        await stop_postgres(self.data)

    async def keep(self) -> None:
        """A backup: a copy of the folder."""
        await self.stop()
        copying = await asyncio.create_subprocess_exec("cp", "-a", str(self.data), str(self.folder / "kept"))
        assert await copying.wait() == 0, "with its owner, who is not always us"
        await self.start()

    async def put_back(self) -> None:
        """The backup in the place of what came after it."""
        await self.stop()
        shutil.rmtree(self.data)
        (self.folder / "kept").rename(self.data)
        await self.start()

    async def crash(self) -> None:
        """The server is killed and recovers."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        forget_handle(self.data)
        await self.start()

    async def ask(self, statement: str) -> Any:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    async def yes(self, question: str) -> None:
        await until(lambda: self.ask(question))


@pytest_asyncio.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[Cluster]:
    made = Cluster(tmp_path / "cluster")
    made.folder.mkdir()
    with ends_with_us(str(made.data / "postmaster.pid")):
        await made.start()
        await migrate(made.url)
        yield made
        await made.stop()


@pytest.fixture
def database_url(cluster: Cluster) -> str:
    """Everything here is about the server of this test."""
    return cluster.url


async def halfway(cluster: Cluster, settings: Settings) -> Cast:
    """Six people have the first of two mails and wait; Temporal knows."""
    engine = create_engine(cluster.url, pool_size=2)
    world = World(create_sessions(engine))
    await world.found()
    async with working(settings):
        cast = await world.enroll(two_mails("P3D"), 6, utc_now(), capacity=3)
        await cluster.yes(ALL_WAIT)
        await cluster.yes(TOLD)
    await engine.dispose()
    return cast


@pytest.mark.temporal
@pytest.mark.slow
async def test_a_database_put_back_to_the_middle_of_a_journey_sends_nothing_again_and_says_why(
    cluster: Cluster, settings: Settings, smtp: ScriptedServer, server: DevServer, as_role: As
) -> None:
    async with server.running():
        cast = await halfway(cluster, settings)
        await cluster.keep()
        kept_at = utc_now()
        await cluster.ask(NOW_DUE)
        async with working(settings):
            await cluster.yes(ALL_DONE)
            await cluster.yes(TOLD)
        done_at = utc_now()
        assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 2))

        told = await cluster.ask("select told from witness")

        await cluster.put_back()
        await cluster.ask(NOW_DUE)
        async with working(settings):
            await until(lambda: _stopped_or_sent(cluster, smtp, 12))
        assert await cluster.ask("select mark from witness") > told, "from now on this is the newest there is"
        assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 2))

        admin = await as_role("admin")
        brake = (await admin.get("/api/v1/organization/brake")).json()
        assert (brake["on"], brake["by"], brake["code"]) == (True, "tabiji", "database_put_back")
        told_from, told_until = (datetime.fromisoformat(brake[f"unknown_{end}"]) for end in ("from", "until"))
        assert told_from <= kept_at
        assert told_until >= done_at - timedelta(seconds=10)

        # Found once: released by a person, it is not pulled again, and everybody goes on from where they stand.
        await admin.post("/api/v1/organization/brake", json={"on": False, "reason": "確認しました"})
        async with working(settings):
            await cluster.yes(ALL_DONE)
        assert not await cluster.ask(STOPPED)
        assert await cluster.ask("select count(*) from audit_entry where action = 'sending.stopped'") == 1


async def _stopped_or_sent(cluster: Cluster, smtp: ScriptedServer, known: int) -> bool:
    return await cluster.ask(STOPPED) or len(smtp.taken) > known


async def crash(cluster: Cluster, server: DevServer) -> None:
    """PostgreSQL is killed and recovers."""
    await cluster.crash()


async def same_again(cluster: Cluster, server: DevServer) -> None:
    """A folder moved elsewhere, a dump read in again: nothing was sent in between."""
    await cluster.keep()
    await cluster.put_back()


async def lose_temporal(cluster: Cluster, server: DevServer) -> None:
    """Temporal's store is wiped."""
    server.lose_everything()


async def delete_others(cluster: Cluster, server: DevServer) -> None:
    """The mails of other journeys are deleted with them."""
    await cluster.ask("delete from message where id in (select id from message order by id limit 3)")


async def nothing(cluster: Cluster, server: DevServer) -> None:
    """Only the worker starts anew."""


@pytest.mark.temporal
@pytest.mark.slow
async def test_what_only_looks_like_a_database_put_back_stops_nothing(
    cluster: Cluster, settings: Settings, smtp: ScriptedServer, server: DevServer
) -> None:
    async with server.running():
        cast = await halfway(cluster, settings)
    for happens in (nothing, crash, same_again, lose_temporal, delete_others):
        await happens(cluster, server)
        began = utc_now()
        async with server.running(), working(settings):
            await cluster.yes(LOOKED.format(began))
            assert not await cluster.ask(STOPPED), happens.__doc__
            await cluster.yes(f"select ({CHECKED}) and ({TOLD})")
            if happens is delete_others:
                await cluster.crash()  # while workers run
                await cluster.ask(NOW_DUE)
                await cluster.yes(f"select ({STOPPED}) or ({ALL_DONE})")
                assert not await cluster.ask(STOPPED)
    assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 2))


async def test_until_a_database_was_looked_at_it_sends_nothing_at_all(
    cluster: Cluster, world: World, carrier: Carrier, smtp: ScriptedServer
) -> None:
    await cluster.ask("insert into witness (checked) values ('another run')")
    cast = await world.enroll(two_mails("P3D"), 3, START)
    await carrier.carry(cast.cohort)
    assert smtp.taken == []
    await cluster.ask("update witness set checked = database_print()")
    await carrier.carry(cast.cohort, minutes=1)
    assert len(smtp.taken) == 3
    for statement in ("create table kept as table witness", "truncate witness", "insert into witness table kept"):
        await cluster.ask(statement)  # a backup read into the tables while the server runs on
    await carrier.carry(cast.cohort, days=4)
    assert len(smtp.taken) == 3


@pytest.mark.temporal
async def test_who_came_due_while_nothing_was_sent_is_woken_when_the_database_was_found_to_be_the_newest(
    cluster: Cluster, world: World, server: DevServer
) -> None:
    cast = await world.enroll(two_mails("P3D"), 3, START, capacity=1)
    await cluster.ask("delete from cohort_wake")
    await cluster.ask("insert into witness (checked) values ('another run')")
    connection = await connect(cluster.url)
    async with server.running() as client:
        assert await Relay(cluster.url, client).hear_witness(connection, Witness(client, utc_now), compare=False)
    await connection.close()
    assert await cluster.ask(CHECKED)
    assert await cluster.ask("select count(*) from cohort_wake") == len(cast.cohorts) == 3


async def test_a_server_that_was_restarted_and_a_copy_in_it_count_as_other_databases(cluster: Cluster) -> None:
    known = "select database_print()"
    before = await cluster.ask(known)
    assert await cluster.ask(known) == before
    await cluster.crash()
    after = await cluster.ask(known)
    await cluster.ask("create database copied template tabiji")
    copied = Cluster(cluster.folder, with_database(cluster.url, "copied"))
    assert len({before, after, await copied.ask(known)}) == 3


def witness(**values: Any) -> dict[str, Any]:
    """A row as it stands in the database."""
    return {"mark": 5, "told": 5, "at": START, "cluster": "7/1", **values}


LATER = START + timedelta(hours=2)


@pytest.mark.parametrize(
    ("row", "noted", "cluster", "code"),
    [
        (witness(), Note(6, LATER), "7/1", "database_put_back"),
        (witness(told=0, cluster=None), Note(6, LATER), None, "database_put_back"),
        (witness(), None, "8/1", "database_moved"),
        (witness(), None, "7/2", "database_moved"),
        (witness(), Note(5, START), "8/1", None),
        (witness(), Note(5, START), "7/2", None),
        (witness(), Note(4, START), "7/1", None),
        (witness(), None, "7/1", None),
        (witness(), None, None, None),
        (witness(cluster=None), None, "7/1", None),
        (witness(mark=0, told=0), None, "8/1", None),
    ],
    ids=["behind", "behind, cluster unknown", "moved, no witness", "failed over, no witness", "upgraded",
         "failed over", "told late", "Temporal wiped", "may not ask", "never asked", "nothing sent yet"],
)  # fmt: skip
def test_only_a_witness_that_knows_more_or_a_move_without_one_stops_sending(
    row: dict[str, Any], noted: Note | None, cluster: str | None, code: str | None
) -> None:
    found = judge(row, noted, cluster, LATER + timedelta(days=1))
    assert (found and found.code) == code
    if found is not None:
        assert found.since == START
        assert found.until == (LATER + timedelta(minutes=1) if noted else LATER + timedelta(days=1))
        just_now = judge(row, noted, cluster, LATER)
        assert just_now is not None
        assert just_now.until == LATER, "nothing is unknown of what is still to come"
