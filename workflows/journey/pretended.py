"""A pretended contact: answers the machine's commands as its behaviour and its surroundings say, by virtual time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from workflows.journey.allocation import choose, draw
from workflows.journey.behaviour import ANY_LINK, Answer, Behaviour, Outside, Rates, Reaction
from workflows.journey.conditions import goes_forward
from workflows.journey.duration import parse_duration
from workflows.journey.pacing import Cap, fits_at
from workflows.journey.schedule import after, zone_named
from workflows.journey.state import (
    Click,
    Command,
    CommandResult,
    EngagementKind,
    SendEmail,
    SendResult,
    TaskSeen,
    UpdateContact,
    UpdateResult,
    World,
)
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

NOBODY: Final = "nobody_available"
"""Why nobody has a task or a contact."""
_KINDS: Final[tuple[EngagementKind, ...]] = ("opened", "clicked", "replied", "bounced")
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

    The machine's `Witness` for the moment that `at` was asked for last.
    """

    __slots__ = (
        "behaviour", "calendar", "enrollment", "facts", "learnt", "limits", "max_wait", "now", "organization_zone",
        "outside", "posted", "received", "tasks", "zone",
    )  # fmt: skip

    def __init__(
        self, world: World, behaviour: Behaviour, outside: Outside, limits: Sequence[Cap], name: str | None = None
    ) -> None:
        """`world` is the contact at the start; its reactions and tasks are ignored, `behaviour` speaks for them.

        `limits` is every cap the mails of this journey are under, `name` what draws know the contact by.
        """
        self.enrollment = world.enrollment if name is None else name
        self.facts: Mapping[str, Any] = world.facts
        self.zone, self.organization_zone = world.zone, world.organization_zone
        self.calendar, self.max_wait = world.calendar, world.max_wait
        self.behaviour, self.outside, self.limits = behaviour, outside, limits
        self.received: dict[str, _Received] = {}
        self.posted: list[Posted] = []
        self.tasks: dict[str, TaskSeen] = {}
        """Tasks that will be done, by id, and when."""
        self.learnt = 0
        """Changes from outside that have been taken in."""
        self.now = datetime.min.replace(tzinfo=UTC)

    def at(self, now: datetime) -> "Contact":
        """The contact as it is now; time only goes forward."""
        self.now = now
        changes = self.outside.changes
        while self.learnt < len(changes) and (found := changes[self.learnt]).at <= now:
            self.facts = {**self.facts, found.field: found.value}
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
                return NotifyResult(at, {channel: 1 for channel in command.via})
            case CallWebhook():
                said = self.behaviour.calls.get(command.node, Answer())
                if said.outcome == "failed":
                    return CallResult(
                        at, "failed", said.status, reason=f"status_{said.status}" if said.status else None
                    )
                return CallResult(at, "done", said.status, {name: said.fields.get(name) for name in command.take})
            case _:  # EnrollElsewhere
                return EnrollResult(at, True)

    def _task(self, command: CreateTask, at: datetime) -> TaskResult:
        task = f"{command.node}#{command.key}"
        planned = self.behaviour.tasks.get(command.node)
        if planned is not None:
            zone = zone_named(self.zone) or zone_named("UTC")
            assert zone is not None
            self.tasks[task] = TaskSeen("done", planned.outcome, after(at, parse_duration(planned.after), zone))
        who = self._pick(command.pick)
        return TaskResult(at, task, who, None if who is not None else NOBODY)

    def _assign(self, command: Assign, at: datetime) -> AssignResult:
        before, owner = self.facts.get("owner"), self._pick(command.pick)
        self.facts = {**self.facts, "owner": owner}
        kept = owner is not None and owner == before
        reason = "kept" if kept else (None if owner is not None else NOBODY)
        return AssignResult(at, owner, before, reason)

    def _pick(self, pick: Pick) -> str | None:
        """The owner, the account, or the one the turn of several falls on: here a draw."""
        owner = self.facts.get("owner")
        if pick.keep_owner and owner:
            return str(owner)
        if pick.account is not None or not pick.among:
            return pick.account
        accounts, weights = zip(*pick.among, strict=True)
        return str(accounts[choose("turn", self.enrollment, "", weights)])

    def to_come(self, reactions: Iterable[Reacting], tasks: Iterable[str], now: datetime) -> Iterator[datetime]:
        """When something happens after `now`: such reactions to the latest mails of nodes, these tasks done."""
        received = self.received
        for node, kind in reactions:
            if node in received:
                yield from received[node].after(kind, now)
        for task in tasks:
            planned = self.tasks.get(task)
            if planned is not None and planned.at is not None and planned.at > now:
                yield planned.at

    def receive(self, command: SendEmail, at: datetime) -> SendResult:
        """What becomes of a mail, and from when on it can be reacted to."""
        message = f"{command.node}#{command.key}"
        if (turn := self._turn(at)) is not None:
            return SendResult(at, "capped", message, "cap", turn)
        if self.outside.shut is not None and self.outside.shut[0] <= at:
            return SendResult(at, "skipped", message, self.outside.shut[1])
        reaction = self.behaviour.sends.get(command.node)
        said = self._by_rates(command, at) if reaction is None else self._as_told(reaction, at)
        if isinstance(said, str):
            refused = "skipped" if reaction is not None and reaction.outcome == "skipped" else "refused"
            return SendResult(at, refused, reason=said)
        self.received[command.node] = said
        self.posted.append(Posted(command.key, command.node, at, command.template, command.variant, self.facts))
        unconfirmed = reaction is not None and reaction.outcome == "unconfirmed"
        return SendResult(at, "unconfirmed" if unconfirmed else "sent", message=message)

    def _turn(self, at: datetime) -> datetime | None:
        """When a mail fits under the caps; None: now. Test trips are not counted out."""
        if not self.limits or self.max_wait is not None:
            return None
        others = [sent for sent in self.outside.mails if sent <= at]
        left = sorted(others + [mail.at for mail in self.posted], reverse=True)
        return fits_at(left, self.limits, at)

    def _as_told(self, reaction: Reaction, at: datetime) -> _Received | str:
        """The mail with its reactions, or why it does not leave."""
        if reaction.outcome in ("refused", "skipped"):
            return reaction.reason or reaction.outcome
        zone = zone_named(self.zone) or zone_named("UTC")
        assert zone is not None
        delays = {kind: delay for kind in _KINDS if (delay := getattr(reaction, kind)) is not None}
        times = {kind: after(at, parse_duration(delay), zone) for kind, delay in delays.items()}
        more = (Click(click.link, after(at, parse_duration(click.after), zone)) for click in reaction.clicks)
        return _Received(times, (*_first(times, reaction.link), *more))

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
        return _Received(times, _first(times, ANY_LINK))

    def change(self, command: UpdateContact, at: datetime) -> UpdateResult:
        """The contact with fields and tags changed."""
        facts = dict(self.facts)
        tags = set(facts.get("tags") or ()) - set(command.remove_tags) | set(command.add_tags)
        lists = set(facts.get("lists") or ()) - set(command.remove_lists) | set(command.add_lists)
        wanted = dict(command.set)
        kept: list[str] = []
        if "stage" in wanted and not command.backward and not goes_forward(facts.get("stage"), wanted["stage"]):
            kept.append("stage")
            del wanted["stage"]
        if command.add_score:
            wanted["score"] = (wanted.get("score", facts.get("score")) or 0) + command.add_score
        after_change = (
            {**facts, **wanted}
            | ({"tags": sorted(tags)} if tags != set(facts.get("tags") or ()) else {})
            | ({"lists": sorted(lists)} if lists != set(facts.get("lists") or ()) else {})
        )
        changed = [name for name, value in after_change.items() if facts.get(name) != value]
        self.facts = after_change
        return UpdateResult(at, changed, kept)


def _first(times: Mapping[str, datetime], link: str) -> tuple[Click, ...]:
    clicked = times.get("clicked")
    return () if clicked is None else (Click(link, clicked),)
