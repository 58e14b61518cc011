"""The account of a fault run: the mails everybody was to get, held against what the mail server really got.

The journey is a straight line, so whom it carried past a mail was to get it. What is believed of the journal is only
what people did (moved, carried to another step, overdue time passed over, ended) and where the person stood at that
moment; that a mail went is believed only for the step they stood before, which may or may not have happened yet. Of
who was erased only the ledger is left, and must agree with the mail server.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from backend.bench.interventions import Deed
from backend.bench.scene import KEYS, document

WAY: Final = tuple(document()["nodes"])
"""The steps in the order in which they are passed."""
OPEN: Final = ("reserved", "deferred", "transmitting")
"""Ledger statuses that say nothing yet."""


class Row(NamedTuple):
    """One row of a journal."""

    node: str | None
    outcome: str
    detail: Mapping[str, Any]


class Mail(NamedTuple):
    """One row of the ledger: which mail, of which step, and what is said of it."""

    id: str
    node: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trip:
    """One person's trip: who, how it ended, and what is written of it."""

    person: str
    status: str
    end_reason: str | None
    erased: bool = False
    journal: list[Row] = field(default_factory=list[Row])
    mails: list[Mail] = field(default_factory=list[Mail])

    @property
    def left_behind(self) -> bool:
        """Whether it goes on, is parked, or ended for no reason."""
        return self.status in ("active", "paused", "errored") or not self.end_reason

    def ledger(self, *statuses: str) -> Counter[str]:
        """Its mails of these statuses, by `person|step` as the mail server counts them."""
        return Counter(f"{self.person}|{mail.node}" for mail in self.mails if mail.status in statuses)

    def expected(self) -> Counter[str]:
        """The mails it was to bring, by `person|step`."""
        if self.erased:
            return self.ledger("sent", "unconfirmed")
        return Counter({f"{self.person}|{node}": n for node, n in expected_mails(self.journal).items()})


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the expected mails. `unconfirmed` are those the ledger cannot vouch for at the end."""

    expected: int
    delivered: int
    duplicates: int
    lost: int
    unconfirmed: int
    unconfirmed_named: int


@dataclass(slots=True)
class _Stretch:
    """A way that nobody interrupted: from a step up to the one that was left by a person's word, or the end."""

    first: str
    begun_by: Row | None = None
    last: str = WAY[-1]
    told: set[str | None] = field(default_factory=set[str | None])
    overdue: set[str | None] = field(default_factory=set[str | None])
    caught_up: bool = False

    @property
    def passed(self) -> Sequence[str]:
        """Steps that were left behind."""
        return WAY[WAY.index(self.first) : WAY.index(self.last)]


def expected_mails(journal: Iterable[Row]) -> Counter[str]:
    """How many mails of each step a person was to get. Who is still aboard was to get all that lies before them."""
    mails, spared = Counter[str](), set[str]()
    for stretch in _stretches(journal):
        if stretch.begun_by is not None and stretch.begun_by.detail.get("resend"):
            spared = set[str]()
        elif stretch.begun_by is not None and _spares(stretch.begun_by):
            spared = set(mails)
        for node in stretch.passed:
            if node in spared:
                spared.remove(node)
            elif node in KEYS and not (stretch.caught_up and node in stretch.overdue):
                mails[node] += 1
        if stretch.last in KEYS and stretch.last in stretch.told:
            mails[stretch.last] += 1
    return mails


def _spares(row: Row) -> bool:
    """Whether mails that went out before are passed by from here on, once each."""
    return row.outcome == "migrated" or bool(row.detail.get("replay"))


def _stretches(journal: Iterable[Row]) -> list[_Stretch]:
    found = [_Stretch(WAY[0])]
    for row in journal:
        present = found[-1]
        if row.outcome == "sent":
            present.told.add(row.node)
        elif row.outcome == "not_sent" and row.detail.get("reason") == "overdue":
            present.overdue.add(row.node)
        elif row.outcome == "caught_up":
            present.caught_up = True
        elif row.outcome == "ended":
            present.last = str(row.node)
        elif row.outcome == "moved" or (row.outcome == "migrated" and row.detail["to"] != row.node):
            present.last = str(row.node)
            found.append(_Stretch(row.detail["to"], row))
    return found


def settle(trips: Sequence[Trip], got: Counter[str]) -> tuple[Account, Counter[str]]:
    """The account, and which mails are lost: neither at the mail server nor named. What nobody expected is a duplicate.

    `got` and the lost ones by `person|step`.
    """
    expected = _sum(trip.expected() for trip in trips)
    named = _sum(trip.ledger("unconfirmed") for trip in trips)
    undecided = _sum(trip.ledger(*OPEN) for trip in trips)
    lost = expected - got - named
    return Account(
        expected=expected.total(),
        delivered=(expected & got).total(),
        duplicates=(got - expected).total(),
        lost=lost.total(),
        unconfirmed=(named + undecided).total(),
        unconfirmed_named=named.total(),
    ), lost


def at_sink_after_all(trips: Sequence[Trip], got: Counter[str]) -> int:
    """How many mails in doubt the mail server has."""
    sent = _sum(trip.ledger("sent") for trip in trips)
    return (_sum(trip.ledger("unconfirmed") for trip in trips) & (got - sent)).total()


def untold(trip: Trip) -> int:
    """How many of its mails the journal does not tell of, or more than once."""
    told = Counter(row.detail.get("message") for row in trip.journal if row.outcome in ("sent", "not_sent"))
    return sum(told[mail.id] != 1 for mail in trip.mails if mail.status in ("sent", "unconfirmed", "refused"))


def not_as_answered(deeds: Iterable[Deed], trips: Sequence[Trip]) -> list[str]:
    """Requests about people that journals tell otherwise than they were answered, or that were done twice to one.

    Journals of the erased keep no reasons, so that for each of them one may be missing.
    """
    done, twice = Counter[str](), set[str]()
    for trip in trips:
        reasons = Counter(
            str(row.detail.get("note") or row.detail.get("reason")) for row in trip.journal if _is_deed(row)
        )
        done += Counter(reasons.keys())
        twice |= {reason for reason, times in reasons.items() if times > 1}
    erased = sum(trip.erased for trip in trips)
    wrong = {
        deed.reason
        for deed in deeds
        if deed.reason in twice or (deed.moved is not None and not 0 <= deed.moved - done[deed.reason] <= erased)
    }
    return sorted(wrong)


def _is_deed(row: Row) -> bool:
    return row.outcome in ("skipped", "moved", "paused", "resumed", "ended")


def _sum(parts: Iterable[Counter[str]]) -> Counter[str]:
    whole = Counter[str]()
    for part in parts:
        whole.update(part)
    return whole
