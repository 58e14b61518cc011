"""A pretended contact: answers the machine's commands as its behaviour and its surroundings say, by virtual time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast
from zoneinfo import ZoneInfo

from workflows.journey.allocation import choose, draw
from workflows.journey.behaviour import ANY_LINK, Answer, Behaviour, Outside, Rates, Reaction
from workflows.journey.changing import ValueRefused, change_of
from workflows.journey.commands import Command, CommandResult, SendEmail, SendResult, UpdateContact, UpdateResult
from workflows.journey.duration import parse_duration
from workflows.journey.nodes.webhook import NOT_NOW
from workflows.journey.pacing import Cap, fits_at, retry_after
from workflows.journey.schedule import after, zone_named
from workflows.journey.team import (
    Assign,
    AssignResult,
    CallResult,
    CallWebhook,
    CreateTask,
    EnrollResult,
    Notify,
    NotifyResult,
    Pick,
    TaskResult,
)
from workflows.journey.world import Click, EngagementKind, TaskSeen, World

NOBODY: Final = "nobody_available"
GONE: Final = "assignee_gone"
"""Why nobody has a task or a contact: nobody is named, or nobody of those named is there any more."""
_KINDS: Final[tuple[EngagementKind, ...]] = ("opened", "clicked", "replied", "bounced")
UNREACHABLE: Final = "unreachable"
"""Why a call brought nothing: no answer came."""
SUPPRESSED: Final = "suppressed"
"""Why another journey does not let the contact in: nothing is sent to its address any more."""
BOUNCED: Final = "bounced"
"""Why a mail was refused by a server that does not know the address; nothing is sent to it any more."""
Reacting = tuple[str, EngagementKind]
"""One kind of reaction to the mails of a node."""


class Posted(NamedTuple):
    """A mail of the film: the ledger key and node of the step, what it was made from, and the contact at that time."""

    key: int
    node: str
    at: datetime
    template: str
    variant: str | None
    facts: Mapping[str, Any]


class _Received(NamedTuple):
    """A node's latest mail: when each reaction to it comes, and every click with its address."""

    times: Mapping[str, datetime]
    clicks: tuple[Click, ...]

    def after(self, kind: EngagementKind, now: datetime) -> Iterator[datetime]:
        """When reactions of this kind are still to come."""
        at = self.times.get(kind)
        if at is not None and at > now:
            yield at
        if kind == "clicked":
            yield from (click.at for click in self.clicks if click.at > now)


class _Odds(NamedTuple):
    """Rates as draws are compared with them: bounds, and seconds within which reactions come."""

    refused: float
    reactions: tuple[tuple[EngagementKind, str, float], ...]
    within: int


def _odds(rates: Rates) -> _Odds:
    reactions: list[tuple[EngagementKind, str, float]] = []
    for kind in _KINDS:
        rate: float = getattr(rates, kind)
        if rate:
            reactions.append((kind, f"behaviour:{kind}", rate * 2**32))
    within = int(parse_duration(rates.within).approximate.total_seconds())
    return _Odds(rates.refused * 2**64, tuple(reactions), within)


odds_of: Final = cast("Callable[[Rates], _Odds]", lru_cache(maxsize=1024)(_odds))
"""Worked out once for each; a frozen model is hashable, which its type does not say."""


class Contact:
    """The pretended contact: facts, mails received, and reactions still to come.

    The machine's `WorldView` for the moment that `at` was asked for last.
    """

    __slots__ = (
        "behaviour", "calendar", "days_of", "enrollment", "facts", "learnt", "limits", "max_wait", "now",
        "organization_zone", "outside", "posted", "received", "shut", "tasks", "zone",
    )  # fmt: skip

    def __init__(
        self,
        world: World,
        behaviour: Behaviour,
        outside: Outside,
        limits: Sequence[Cap],
        days_of: ZoneInfo,
        name: str | None = None,
    ) -> None:
        """`world` is the contact at the start; its reactions and tasks are ignored, `behaviour` speaks for them.

        `limits` is every cap the mails of this journey are under, `days_of` the zone in which it counts days, `name`
        what draws know the contact by.
        """
        self.enrollment = world.enrollment if name is None else name
        self.facts: Mapping[str, Any] = world.facts
        self.zone, self.organization_zone = world.zone, world.organization_zone
        self.calendar, self.max_wait = world.calendar, world.max_wait
        self.behaviour, self.outside, self.limits, self.days_of = behaviour, outside, limits, days_of
        self.received: dict[str, _Received] = {}
        self.posted: list[Posted] = []
        self.tasks: dict[str, TaskSeen] = {}
        """Tasks that will be done, by id, and when."""
        self.shut = outside.shut
        """From when on nothing is sent to the address, and why."""
        self.learnt = 0
        """Changes from outside that have been taken in."""
        self.now = datetime.min.replace(tzinfo=UTC)

    def at(self, now: datetime) -> "Contact":
        """The contact as it is now; time only goes forward."""
        self.now = now
        changes = self.outside.changes
        while self.learnt < len(changes) and (found := changes[self.learnt]).at <= now:
            self._become({**self.facts, found.field: found.value})
            self.learnt += 1
        return self

    # What the machine asks.

    def fact(self, name: str) -> Any:
        return self.facts.get(name)

    def reacted(self, of: str, kind: EngagementKind, link: str | None) -> bool:
        return self.reacted_at(of, kind, link) is not None

    def reacted_at(self, of: str, kind: EngagementKind, link: str | None) -> datetime | None:
        mail = self.received.get(of)
        if mail is None:
            return None
        if link and kind == "clicked":
            return next((click.at for click in mail.clicks if link in click.url and click.at <= self.now), None)
        at = mail.times.get(kind)
        return at if at is not None and at <= self.now else None

    def machine_reacted_at(self, of: str, kind: EngagementKind) -> datetime | None:
        return None

    def task(self, task: str) -> TaskSeen | None:
        planned = self.tasks.get(task)
        return planned if planned is not None and planned.at is not None and planned.at <= self.now else None

    def choose(self, draw: str, node: str, weights: Sequence[int]) -> int:
        return choose(draw, self.enrollment, node, weights)

    # What becomes of commands.

    def answer(self, command: Command, at: datetime) -> CommandResult:
        """What becomes of a command."""
        match command:
            case SendEmail():
                return self.receive(command, at)
            case UpdateContact():
                return self.change(command, at)
            case CreateTask():
                return self._task(command, at)
            case Assign():
                return self._assign(command, at)
            case Notify():
                return self._notify(command, at)
            case CallWebhook():
                return self._call(command, at)
            case _:  # EnrollElsewhere
                shut = self.shut is not None and self.shut[0] <= at
                return EnrollResult(at, not shut, SUPPRESSED if shut else None)

    def _call(self, command: CallWebhook, at: datetime) -> CallResult:
        """What the other system answers; one that is not there, or says "not now", is called again as in earnest."""
        said = self.behaviour.calls.get(command.node, Answer())
        if said.outcome == "done":
            return CallResult(at, "done", said.status, {name: said.fields.get(name) for name in command.take})
        reason = UNREACHABLE if said.status is None else f"status_{said.status}"
        if said.status is not None and said.status not in NOT_NOW:
            return CallResult(at, "failed", said.status, reason=reason)
        return CallResult(at, "deferred", said.status, reason=reason, retry_at=at + retry_after(command.attempt))

    def _task(self, command: CreateTask, at: datetime) -> TaskResult:
        task = f"{command.node}#{command.key}"
        planned = self.behaviour.tasks.get(command.node)
        if planned is not None:
            zone = zone_named(self.zone) or zone_named("UTC")
            assert zone is not None
            self.tasks[task] = TaskSeen("done", planned.outcome, after(at, parse_duration(planned.after), zone))
        who, reason = self._pick(command.pick)
        return TaskResult(at, task, who, reason)

    def _assign(self, command: Assign, at: datetime) -> AssignResult:
        before, (owner, reason) = self.facts.get("owner"), self._pick(command.pick)
        if owner is not None:
            self.facts = {**self.facts, "owner": owner}
        return AssignResult(at, owner, before, "kept" if owner is not None and owner == before else reason)

    def _notify(self, command: Notify, at: datetime) -> NotifyResult:
        """Who is told; where the team is not known, everybody named is there, and one of each role."""
        owner, team = self.facts.get("owner"), self.outside.team
        people = {*command.accounts, *([str(owner)] if command.owner and owner else [])}
        people = {one for one in people if self._is_there(one)}
        if team is None:
            people.update(f"role:{role}" for role in command.roles)
        else:
            people.update(account for account, role in team.items() if role in command.roles)
        told = {channel: len(people) for channel in ("in_app", "mail") if channel in command.via}
        told |= {"webhook": 1} if "webhook" in command.via and command.url else {}
        return NotifyResult(at, told, None if any(told.values()) else NOBODY)

    def _is_there(self, account: str) -> bool:
        return self.outside.team is None or account in self.outside.team

    def _pick(self, pick: Pick) -> tuple[str | None, str | None]:
        """The owner, the account, or the one the turn of several falls on, here a draw; or why nobody."""
        owner = self.facts.get("owner")
        if pick.keep_owner and owner and self._is_there(str(owner)):
            return str(owner), None
        if pick.account is not None:
            return (pick.account, None) if self._is_there(pick.account) else (None, GONE)
        if not pick.among:
            return None, NOBODY
        among = [(account, weight) for account, weight in pick.among if weight and self._is_there(account)]
        if not among:
            return None, GONE
        accounts, weights = zip(*among, strict=True)
        return str(accounts[choose("turn", self.enrollment, "", weights)]), None

    def to_come(self, reactions: Iterable[Reacting], tasks: Iterable[str], now: datetime) -> Iterator[datetime]:
        """When something happens after `now`: such reactions to the latest mails of nodes, these tasks done."""
        received = self.received
        for node, kind in reactions:
            if node in received:
                yield from received[node].after(kind, now)
        for task in tasks:
            planned = self.tasks.get(task)
            if planned is not None and planned.at is not None and planned.at >= now:  # also one that is done at once
                yield planned.at

    def receive(self, command: SendEmail, at: datetime) -> SendResult:
        """What becomes of a mail, and from when on it can be reacted to."""
        message = f"{command.node}#{command.key}"
        if (turn := self._turn(at)) is not None:
            return SendResult(at, "capped", message, "cap", turn)
        if self.shut is not None and self.shut[0] <= at:
            return SendResult(at, "skipped", message, self.shut[1])
        reaction = self.behaviour.sends.get(command.node)
        said = self._by_rates(command, at) if reaction is None else self._as_told(reaction, at)
        if isinstance(said, str):
            refused = "skipped" if reaction is not None and reaction.outcome == "skipped" else "refused"
            if said == BOUNCED:
                self._shut_from(at)
            return SendResult(at, refused, reason=said)
        self.received[command.node] = said
        if (bounced := said.times.get("bounced")) is not None:
            self._shut_from(bounced)
        self.posted.append(Posted(command.key, command.node, at, command.template, command.variant, self.facts))
        unconfirmed = reaction is not None and reaction.outcome == "unconfirmed"
        return SendResult(at, "unconfirmed" if unconfirmed else "sent", message=message)

    def _shut_from(self, at: datetime) -> None:
        """An address that mails bounce from gets no more of them."""
        if self.shut is None or at < self.shut[0]:
            self.shut = at, BOUNCED

    def _turn(self, at: datetime) -> datetime | None:
        """When a mail fits under the caps; None: now. Test trips are not counted out."""
        if not self.limits or self.max_wait is not None:
            return None
        others = [sent for sent in self.outside.mails if sent <= at]
        left = sorted(others + [mail.at for mail in self.posted], reverse=True)
        return fits_at(left, self.limits, at, self.days_of)

    def _as_told(self, reaction: Reaction, at: datetime) -> _Received | str:
        """The mail with its reactions, or why it does not leave."""
        if reaction.outcome in ("refused", "skipped"):
            return reaction.reason or reaction.outcome
        zone = zone_named(self.zone) or zone_named("UTC")
        assert zone is not None
        delays = {kind: delay for kind in _KINDS if (delay := getattr(reaction, kind)) is not None}
        times = {kind: after(at, parse_duration(delay), zone) for kind, delay in delays.items()}
        more = (Click(click.link, after(at, parse_duration(click.after), zone)) for click in reaction.clicks)
        return _received(times, (*_first(times, reaction.link), *more))

    def _by_rates(self, command: SendEmail, at: datetime) -> _Received | str:
        odds = odds_of(self.behaviour.chances.get(command.node, self.behaviour.rates))
        mail = f"{command.node}#{command.visit}"
        if odds.refused and draw("behaviour:refused", self.enrollment, mail) < odds.refused:
            return "refused"
        times: dict[str, datetime] = {}
        for kind, seed, bound in odds.reactions:
            ticket = draw(seed, self.enrollment, mail)
            chance, spread = ticket >> 32, ticket & 0xFFFFFFFF
            if chance < bound:
                times[kind] = at + timedelta(seconds=spread * odds.within >> 32)
        return _received(times, _first(times, ANY_LINK))

    def change(self, command: UpdateContact, at: datetime) -> UpdateResult:
        """The contact with fields, tags and lists changed, as the engine changes them."""
        try:
            change = change_of(command)
        except ValueRefused:  # only in a draft: lint lets nobody publish it
            return UpdateResult(at)
        facts = dict(self.facts)
        kept = ["stage"] if change.keeps(facts) else []
        changed = change.apply(facts)
        self._become(facts)
        return UpdateResult(at, changed, kept)

    def _become(self, facts: Mapping[str, Any]) -> None:
        """Have these facts from now on; who moves to another zone lives by its time."""
        if facts.get("timezone") != self.facts.get("timezone"):
            self.zone = facts.get("timezone") or self.organization_zone
        self.facts = facts


def _received(times: dict[str, datetime], clicks: tuple[Click, ...]) -> _Received:
    """A mail whose first click is the earliest; who clicks has opened, even where images are blocked."""
    if clicks:
        clicks = tuple(sorted(clicks, key=lambda click: click.at))
        times["clicked"] = clicks[0].at
        times["opened"] = min(times.get("opened", clicks[0].at), clicks[0].at)
    return _Received(times, clicks)


def _first(times: Mapping[str, datetime], link: str) -> tuple[Click, ...]:
    clicked = times.get("clicked")
    return () if clicked is None else (Click(link, clicked),)
