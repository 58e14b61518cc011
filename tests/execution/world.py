"""Things to test the engine with: a journey with its templates, and contacts to enroll."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend.execution.boarding import board
from backend.execution.judging import judged_facts
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import (
    Account,
    Contact,
    Journey,
    JourneyVersion,
    Organization,
    Sender,
    Template,
    TemplateVersion,
)
from workflows.journey.graph import parse_graph


def graph(nodes: dict[str, Any], entry: str, **more: Any) -> dict[str, Any]:
    """A journey document."""
    return {"schema": 1, "name": "試験", "kind": "nurture", "entry": {"node": entry}, "nodes": nodes, **more}


def send(template: str, then: str, **more: Any) -> dict[str, Any]:
    """A send_email node."""
    return {"type": "send_email", "template": template, "next": {"sent": then}, **more}


def wait(duration: str, then: str) -> dict[str, Any]:
    """A wait node."""
    return {"type": "wait", "for": duration, "next": {"done": then}}


async def account(sessions: Sessions, name: str) -> str:
    """A rep who can sign in."""
    made = new_id()
    async with transaction(sessions) as session:
        session.add(Account(id=made, email=f"{name}@tabiji.example", name=name, role="rep", password_hash="x"))
    return str(made)


END = {"type": "exit", "reason": "done"}


def three_mails() -> dict[str, Any]:
    """Three mails with two days between them."""
    nodes = {
        "one": send("one", "pause1"),
        "pause1": wait("P2D", "two"),
        "two": send("two", "pause2"),
        "pause2": wait("P2D", "three"),
        "three": send("three", "end"),
        "end": END,
    }
    return graph(nodes, "one")


@dataclass
class Cast:
    """An enrolled group: its journey, its contacts by address, its cohorts."""

    journey: Journey
    version_id: UUID
    contacts: dict[str, UUID]
    enrollments: list[UUID]
    cohorts: list[UUID]

    @property
    def cohort(self) -> UUID:
        """The only cohort."""
        (one,) = self.cohorts
        return one


@dataclass
class World:
    """Makes rows the way the product does."""

    sessions: Sessions
    templates: dict[str, UUID] = field(default_factory=dict[str, UUID])

    async def found(self) -> None:
        """An organisation, its sender, three templates."""
        async with transaction(self.sessions) as session:
            session.add(Organization(id=1, name="株式会社タビジ", legal_name="株式会社タビジ", timezone="Asia/Tokyo"))
            session.add(Sender(id=new_id(), name="佐藤", email="sato@tabiji.example", is_default=True))
            for key in ("one", "two", "three"):
                template, version = new_id(), new_id()
                session.add(Template(id=template, key=key, name=key, latest_version_id=version))
                await session.flush()
                text = TemplateVersion(id=version, template_id=template, number=1, subject=f"{key} {{{{ last_name }}}}")
                text.body = f"<p>{{{{ salutation }}}} {key}</p><p><a href='https://tabiji.example/{key}'>資料</a></p>"
                session.add(text)
                self.templates[key] = version

    async def contacts(self, count: int, prefix: str = "p") -> dict[str, UUID]:
        """Contacts `p0@example.com`, `p1@example.com`, ..."""
        made = {f"{prefix}{index}@example.com": new_id() for index in range(count)}
        async with transaction(self.sessions) as session:
            session.add_all(Contact(id=id_, email=email, last_name="山田") for email, id_ in made.items())
        return made

    async def journey(self, document: dict[str, Any]) -> tuple[Journey, UUID]:
        """A running journey with this one version."""
        journey_id, version_id = new_id(), new_id()
        async with transaction(self.sessions) as session:
            journey = Journey(id=journey_id, name="試験", kind=document["kind"], status="running", draft=document)
            journey.live_version_id = version_id
            session.add(journey)
            await session.flush()
            templates = {key: str(value) for key, value in self.templates.items()}
            session.add(
                JourneyVersion(
                    id=version_id,
                    journey_id=journey_id,
                    number=1,
                    graph=document,
                    templates=templates,
                    ends_at=(parsed := parse_graph(document)).settings.ends_at,
                    judged=judged_facts(parsed),
                )
            )
        return journey, version_id

    async def enroll(
        self,
        document: dict[str, Any],
        count: int,
        now: datetime,
        *,
        capacity: int = 500,
        max_wait: timedelta | None = None,
    ) -> Cast:
        """A fresh journey with `count` contacts enrolled."""
        journey, version_id = await self.journey(document)
        contacts = await self.contacts(count, prefix=f"p{journey.id.hex[-12:]}-")
        async with transaction(self.sessions) as session:
            enrollments = await board(
                session,
                journey,
                version_id,
                contacts.values(),
                now=now,
                new_id=new_id,
                capacity=capacity,
                test_max_wait=max_wait,
            )
            from sqlalchemy import text

            rows = await session.execute(text("select cohort_id from cohort_wake order by cohort_id"))
            cohorts = [row.cohort_id for row in rows]
        return Cast(journey, version_id, contacts, enrollments, cohorts)
