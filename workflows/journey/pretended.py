"""A pretended contact: answers the machine's commands as its behaviour and its surroundings say, by virtual time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from workflows.journey.allocation import choose, draw
from workflows.journey.behaviour import ANY_LINK, Answer, Behaviour, Outside, Reaction
from workflows.journey.conditions import goes_forward
from workflows.journey.duration import parse_duration
from workflows.journey.pacing import Cap, fits_at
from workflows.journey.schedule import after, zone_named
from workflows.journey.state import (
    Click,
    Command,
    CommandResult,
    Engagement,
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

    def by(self, now: datetime) -> Engagement:
        """What has happened by now; reactions of the future have not."""
        seen = {kind: at for kind, at in self.times.items() if at <= now}
        clicks = tuple(click for click in self.clicks if click.at <= now)
        return Engagement(
            seen.get("opened"), seen.get("clicked"), seen.get("replied"), seen.get("bounced"), clicks=clicks
        )

    def after(self, now: datetime) -> Iterator[datetime]:
        """When something is still to come."""
        yield from (at for at in self.times.values() if at > now)
        yield from (click.at for click in self.clicks if click.at > now)


@dataclass(slots=True)
class Contact:
    """The pretended contact: facts, mails received, and reactions still to come."""

    world: World
    behaviour: Behaviour
    outside: Outside
    limits: Sequence[Cap]
    """Every cap the mails of this journey are under."""
    received: dict[str, _Received] = field(default_factory=dict[str, _Received])
    posted: list[Posted] = field(default_factory=list[Posted])
    tasks: dict[str, TaskSeen] = field(default_factory=dict[str, TaskSeen])
    """Tasks that will be done, by id, and when."""
    learnt: int = 0
    """Changes from outside that have been taken in."""
    seen: World | None = None
    """The world as it was seen last; None when the contact has changed since."""
    stale: datetime | None = None
    """When something happens that `seen` does not know of."""

    def at(self, now: datetime) -> World:
        """The world as it is now; time only goes forward."""
        self._learn(now)
        if self.seen is None or (self.stale is not None and now >= self.stale):
            done = {task: seen for task, seen in self.tasks.items() if seen.at is not None and seen.at <= now}
            engagement = {node: mail.by(now) for node, mail in self.received.items()}
            self.seen = replace(self.world, engagement=engagement, tasks=done)
            self.stale = min(self.to_come(self.received, self.tasks, now), default=None)
        return self.seen

    def _learn(self, now: datetime) -> None:
        """Take in what others changed by now, once."""
        while self.learnt < len(self.outside.changes) and (found := self.outside.changes[self.learnt]).at <= now:
            self.world = replace(self.world, facts={**self.world.facts, found.field: found.value})
            self.learnt, self.seen = self.learnt + 1, None

    def answer(self, command: Command, at: datetime) -> CommandResult:
        """What becomes of a command."""
        self.seen = None
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
            zone = zone_named(self.world.zone) or zone_named("UTC")
            assert zone is not None
            self.tasks[task] = TaskSeen("done", planned.outcome, after(at, parse_duration(planned.after), zone))
        who = self._pick(command.pick)
        return TaskResult(at, task, who, None if who is not None else NOBODY)

    def _assign(self, command: Assign, at: datetime) -> AssignResult:
        before, owner = self.world.facts.get("owner"), self._pick(command.pick)
        self.world = replace(self.world, facts={**self.world.facts, "owner": owner})
        kept = owner is not None and owner == before
        reason = "kept" if kept else (None if owner is not None else NOBODY)
        return AssignResult(at, owner, before, reason)

    def _pick(self, pick: Pick) -> str | None:
        """The owner, the account, or the one the turn of several falls on: here a draw."""
        owner = self.world.facts.get("owner")
        if pick.keep_owner and owner:
            return str(owner)
        if pick.account is not None or not pick.among:
            return pick.account
        accounts, weights = zip(*pick.among, strict=True)
        return str(accounts[choose("turn", self.world.enrollment, "", weights)])

    def to_come(self, nodes: Iterable[str], tasks: Iterable[str], now: datetime) -> Iterator[datetime]:
        """When something happens after `now`: reactions to the latest mails of these nodes, these tasks done."""
        for node in nodes:
            if node in self.received:
                yield from self.received[node].after(now)
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
        self.posted.append(Posted(command.key, command.node, at, command.template, command.variant, self.world.facts))
        unconfirmed = reaction is not None and reaction.outcome == "unconfirmed"
        return SendResult(at, "unconfirmed" if unconfirmed else "sent", message=message)

    def _turn(self, at: datetime) -> datetime | None:
        """When a mail fits under the caps; None: now. Test trips are not counted out."""
        if not self.limits or self.world.max_wait is not None:
            return None
        others = [sent for sent in self.outside.mails if sent <= at]
        left = sorted(others + [mail.at for mail in self.posted], reverse=True)
        return fits_at(left, self.limits, at)

    def _as_told(self, reaction: Reaction, at: datetime) -> _Received | str:
        """The mail with its reactions, or why it does not leave."""
        if reaction.outcome in ("refused", "skipped"):
            return reaction.reason or reaction.outcome
        zone = zone_named(self.world.zone) or zone_named("UTC")
        assert zone is not None
        delays = {kind: delay for kind in _KINDS if (delay := getattr(reaction, kind)) is not None}
        times = {kind: after(at, parse_duration(delay), zone) for kind, delay in delays.items()}
        more = (Click(click.link, after(at, parse_duration(click.after), zone)) for click in reaction.clicks)
        return _Received(times, (*_first(times, reaction.link), *more))

    def _by_rates(self, command: SendEmail, at: datetime) -> _Received | str:
        rates = self.behaviour.chances.get(command.node, self.behaviour.rates)
        mail = f"{command.node}#{command.visit}"
        if rates.refused and draw("behaviour:refused", self.world.enrollment, mail) < rates.refused * 2**64:
            return "refused"
        longest = int(parse_duration(rates.within).approximate.total_seconds())
        times: dict[str, datetime] = {}
        for kind in _KINDS:
            rate: float = getattr(rates, kind)
            if not rate:
                continue
            ticket = draw(f"behaviour:{kind}", self.world.enrollment, mail)
            chance, spread = ticket >> 32, ticket & 0xFFFFFFFF
            if chance < rate * 2**32:
                times[kind] = at + timedelta(seconds=spread * longest >> 32)
        return _Received(times, _first(times, ANY_LINK))

    def change(self, command: UpdateContact, at: datetime) -> UpdateResult:
        """The contact with fields and tags changed."""
        facts = dict(self.world.facts)
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
        self.world = replace(self.world, facts=after_change)
        return UpdateResult(at, changed, kept)


def _first(times: Mapping[str, datetime], link: str) -> tuple[Click, ...]:
    clicked = times.get("clicked")
    return () if clicked is None else (Click(link, clicked),)
