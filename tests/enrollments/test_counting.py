"""Counting everybody at once against judging one after the other, which is what enrolling many does."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.schemas import (
    ByAll,
    ByContactIds,
    ByEmails,
    ByFilter,
    ContactFilter,
    LeftOutReason,
    Selection,
)
from backend.enrollments.selection import EntryRules, chunk, count_reasons, eligible_ids, some_left_out
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Cohort, Company, Contact, Enrollment, Journey, JourneyVersion, Suppression
from tests.fixtures.journeys import document
from workflows.journey.graph import Entry

NOW = datetime(2026, 5, 1, tzinfo=UTC)
PEOPLE = 150
GROUP = "育成"
ENTRIES: list[dict[str, Any]] = [
    {"reentry": "never"},
    {"reentry": "always"},
    {"reentry": "after_exit"},
    {"reentry": {"after": "P30D"}, "exclusive": GROUP},
    {"reentry": "never", "exclusive": GROUP},
]


class Town:
    """Journeys, and people to whom everything that keeps one out may have happened, several things at once."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.mine, self.grouped, self.other = new_id(), new_id(), new_id()
        self.versions = {journey: new_id() for journey in (self.mine, self.grouped, self.other)}
        self.cohorts = {journey: new_id() for journey in self.versions}
        self.contacts: list[Contact] = []

    async def build(self, session: AsyncSession) -> None:
        for journey, version in self.versions.items():
            graph = document()
            if journey == self.grouped:
                graph["entry"] |= {"exclusive": GROUP}
            session.add(Journey(id=journey, name="旅", kind="nurture", status="running", draft=graph))
            await session.flush()
            session.add(JourneyVersion(id=version, journey_id=journey, number=1, graph=graph, templates={}))
            session.add(Cohort(id=self.cohorts[journey], journey_id=journey, kind="nurture"))
            await session.flush()
            (await session.get_one(Journey, journey)).live_version_id = version
        company = Company(id=new_id(), key="tozai", name="東西商事")
        session.add(company)
        await session.flush()
        for number in range(PEOPLE):
            self.contacts.append(self._contact(number, company.id))
        session.add_all(self.contacts)
        await session.flush()
        for contact in self.contacts:
            session.add_all(self._past(contact.id))
            if self.dice.random() < 0.2:
                session.add(Suppression(email=contact.email, reason="manual"))

    def _contact(self, number: int, company: UUID) -> Contact:
        kinds = ["corporate"] * 5 + ["free_mail", "competitor", "own"]
        return Contact(
            id=new_id(),
            email=f"p{number}@a.example",
            domain_class=self.dice.choice(kinds),
            company_id=company if self.dice.random() < 0.5 else None,
            deleted_at=NOW if self.dice.random() < 0.1 else None,
        )

    def _past(self, contact: UUID) -> list[Enrollment]:
        made = [
            self._enrollment(contact, self.mine, self.dice.choice(("completed", "exited", "stopped")))
            for _ in range(self.dice.choice((0, 0, 1, 2)))
        ]
        if self.dice.random() < 0.3:
            made.append(self._enrollment(contact, self.mine, self.dice.choice(("active", "errored"))))
        for journey, key in ((self.grouped, None), (self.other, self.dice.choice((None, "別", GROUP)))):
            if self.dice.random() < 0.3:
                status = self.dice.choice(("active", "errored", "completed"))
                made.append(self._enrollment(contact, journey, status, key=key))
        return made

    def _enrollment(self, contact: UUID, journey: UUID, status: str, key: str | None = None) -> Enrollment:
        ended = status not in ("active", "errored")
        test = self.dice.random() < 0.2
        return Enrollment(
            id=new_id(),
            journey_id=journey,
            version_id=self.versions[journey],
            contact_id=contact,
            cohort_id=self.cohorts[journey],
            status=status,
            exclusive_key=None if test else key,
            test_max_wait=1.0 if test else None,
            ended_at=NOW - timedelta(days=self.dice.choice((1, 29, 31, 90))) if ended else None,
        )

    def selections(self) -> list[Selection]:
        some = self.dice.sample(self.contacts, 60)
        unknown = [new_id() for _ in range(3)]
        condition: Any = {"field": "company.name", "op": "eq", "value": "東西商事"}
        return [
            ByAll(all=True),
            ByFilter(filter=ContactFilter.model_validate({"condition": condition})),
            ByContactIds(contact_ids=[*(one.id for one in some), *unknown]),
            ByEmails(emails=[*(one.email.upper() for one in some), "nobody@a.example"]),
        ]


def _unknown(selection: Selection) -> int:
    return 3 if isinstance(selection, ByContactIds) else 1 if isinstance(selection, ByEmails) else 0


async def one_after_the_other(
    session: AsyncSession, selection: Selection, rules: EntryRules
) -> dict[UUID, LeftOutReason | None]:
    judged: dict[UUID, LeftOutReason | None] = {}
    after = None
    while met := await chunk(session, selection, rules, after=after, limit=41):
        assert not judged.keys() & {contact for contact, _ in met}
        judged |= dict(met)
        after = met[-1][0]
    return judged


@pytest.mark.parametrize("seed", range(2))
async def test_a_preview_promises_what_enrolling_everybody_does_not_do(sessions: Sessions, seed: int) -> None:
    town = Town(seed)
    async with transaction(sessions) as session:
        await town.build(session)
    seen: set[LeftOutReason] = set()
    async with transaction(sessions) as session:
        names = {one.id: one.email for one in town.contacts}
        for entry in ENTRIES:
            for test, ends_at in ((False, None), (True, None), (False, NOW)):
                rules = EntryRules(town.mine, Entry.model_validate(entry), NOW, ends_at=ends_at, test=test)
                for selection in town.selections():
                    judged = await one_after_the_other(session, selection, rules)
                    eligible, left_out = await count_reasons(session, selection, rules)
                    unknown = left_out.pop("not_found", 0)
                    counted = Counter(judged.values())
                    assert (counted.pop(None, 0), dict(counted)) == (eligible, left_out)
                    assert unknown == _unknown(selection)
                    may = sorted(contact for contact, reason in judged.items() if reason is None)
                    assert await eligible_ids(session, selection, rules, PEOPLE) == may
                    out = {(names[contact], reason) for contact, reason in judged.items() if reason is not None}
                    samples = await some_left_out(session, selection, rules, 1000)
                    assert {one for one in samples if one[1] != "not_found"} == out
                    seen |= left_out.keys()
    assert seen >= {"already_enrolled", "exclusive", "too_soon", "entered_before", "suppressed", "competitor"}
    assert seen >= {"deleted", "own_domain", "journey_ended"}
