"""The other way to build it: one workflow per contact, an activity per mail, a timer per wait; at its leanest."""

import asyncio
import time
from datetime import timedelta

from pydantic import BaseModel
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    import asyncpg

    from backend.bench.scene import CUT, KEYS
    from backend.execution.database import Pool, open_pool
    from backend.execution.mailroom import Mailroom
    from backend.kit.clock import utc_now
    from backend.kit.db import create_engine, create_sessions
    from backend.kit.ids import new_id
    from backend.mail.mime import message_id
    from backend.mail.smtp import SmtpPool
    from backend.settings import Settings

QUEUE = "per-contact"


class Trip(BaseModel):
    """One contact's way; ids only."""

    contact_id: str
    email: str


class Mail(BaseModel):
    """One mail to send."""

    contact_id: str
    email: str
    template: str


@workflow.defn(name="per-contact")
class PerContact:
    """Three mails with a wait between them."""

    @workflow.run
    async def run(self, trip: Trip) -> None:
        """Send, wait, send, wait, send."""
        for number, template in enumerate(KEYS):
            if number:
                await workflow.sleep(CUT)
            await workflow.execute_activity(
                "send_one",
                Mail(contact_id=trip.contact_id, email=trip.email, template=template),
                start_to_close_timeout=timedelta(minutes=1),
            )


class Sender:
    """The activity: read the contact, write the mail, hand it over. It keeps no ledger at all."""

    def __init__(self, pool: Pool, mailroom: Mailroom, smtp: SmtpPool) -> None:
        self._pool, self._mailroom, self._smtp = pool, mailroom, smtp

    @activity.defn(name="send_one")
    async def send_one(self, mail: Mail) -> None:
        """One mail."""
        async with self._pool.acquire() as connection:
            contact = await connection.fetchrow(
                "select email, last_name, first_name, locale from contact where id = $1::text::uuid", mail.contact_id
            )
            version = await connection.fetchval("select latest_version_id from template where key = $1", mail.template)
            template = await self._mailroom.template(connection, version)
            identity = await self._mailroom.identity(connection, None)
        assert contact is not None
        assert identity is not None
        new = new_id()
        written = self._mailroom.write(
            template,
            dict(contact),
            identity,
            message_id=new,
            rfc_message_id=message_id(new, "per-contact.example"),
            date=utc_now(),
        )
        outcome = await self._smtp.send(identity.sender_email, mail.email, written.data)
        if outcome.kind != "sent":
            raise RuntimeError(outcome.reply)


async def per_contact(client: Client, settings: Settings, contacts: int) -> float:
    """Mails a second of the whole journey for this many contacts."""
    database = create_engine(settings.database_url, pool_size=2)
    connection = await asyncpg.connect(settings.database_url)
    people = await connection.fetch("select id, email from contact order by id limit $1", contacts)
    await connection.close()
    smtp = SmtpPool(settings)
    async with open_pool(settings.database_url, size=8) as pool:
        sender = Sender(pool, Mailroom(settings, create_sessions(database)), smtp)
        worker = Worker(client, task_queue=QUEUE, workflows=[PerContact], activities=[sender.send_one])
        async with worker:
            begun = time.perf_counter()
            await _play(client, [Trip(contact_id=str(row["id"]), email=row["email"]) for row in people])
            elapsed = time.perf_counter() - begun
    await smtp.close()
    await database.dispose()
    return contacts * len(KEYS) / elapsed


async def _play(client: Client, trips: list[Trip]) -> None:
    gate = asyncio.Semaphore(32)

    async def begin(trip: Trip) -> None:
        async with gate:
            await client.start_workflow(PerContact.run, trip, id=f"per-contact:{trip.contact_id}", task_queue=QUEUE)

    await asyncio.gather(*(begin(trip) for trip in trips))
    handles = [client.get_workflow_handle(f"per-contact:{trip.contact_id}") for trip in trips]
    await asyncio.gather(*(handle.result() for handle in handles))
