"""What people do to an enrollment: move, skip, retry, replay, reconsider, catch up, migrate, pause, resume.

Each leaves the enrollment active and due, with a row in the journal that names what was done; or changes nothing and
says why not. `detail` of the event (who, why) is part of that row. Nothing walks on here: the next Tick does, through
the machine's usual way.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from workflows.journey.events import (
    CatchUp,
    Intervention,
    Migrate,
    Move,
    Pause,
    Reconsider,
    Replay,
    Resend,
    Resume,
    Retry,
    Skip,
    Tick,
)
from workflows.journey.nodes.base import Hold
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.run import Run
from workflows.journey.state import Aside


def intervene(run: Run, event: Intervention) -> str | None:
    """Do it, or answer why it cannot be done here: `ended`, `no_such_node`, `not_errored`, `not_waiting`, ..."""
    if run.phase == "ended" and run.status != "errored" and not isinstance(event, Resend):
        return "ended"
    if isinstance(event, Pause | Resume):
        return _pause(run, event) if isinstance(event, Pause) else _resume(run, event)
    if run.paused is not None and not isinstance(event, Migrate):
        return "paused"
    if run.aside is not None:
        return "command_out"
    match event:
        case Resend():
            return _resend(run, event)
        case Move():
            return _move(run, event.node, event.detail)
        case Replay():
            return _replay(run, event)
        case Retry():
            return _retry(run, event)
        case Skip():
            return _skip(run, event)
        case Reconsider():
            return _stood(run, event) if event.stood else _reconsider(run, timedelta(0), event.detail)
        case Migrate():
            return _migrate(run, event)
        case _:
            return _catch_up(run, event)


def _move(run: Run, node: str, detail: Mapping[str, Any]) -> str | None:
    if node not in run.graph.nodes:
        return "no_such_node"
    told = {"from": run.node, "to": node, **detail, "was": _was(run)}
    if run.phase == "acting":
        told["abandoned"] = run.action
    _begin(run)
    run.step("moved", told if run.arrived else {**told, "entered": False})
    run.put(node, "ready", None)
    run.behind = None
    return None


def _replay(run: Run, event: Replay) -> str | None:
    if event.node not in run.visits:
        return "not_reached"
    refused = _move(run, event.node, {**event.detail, "replay": True, "resend": event.resend})
    if refused is None:
        run.once = () if event.resend else tuple(sorted(run.sends))
    return refused


def _retry(run: Run, event: Retry) -> str | None:
    if run.status != "errored":
        return "not_errored"
    key, attempt = run.action, run.attempt
    _begin(run)
    run.step("retried", {**event.detail, "code": run.end_reason, "was": "errored"})
    # A key fixed now is what tells the machine that this visit has been counted.
    run.put(run.node, "ready", run.seq - 1 if key is None else key)
    run.attempt = attempt
    return None


def _skip(run: Run, event: Skip) -> str | None:
    if run.phase != "waiting" or run.due is None:
        return "not_waiting"
    node = run.graph.nodes.get(run.node or "")
    if node is None:
        return "no_such_node"
    run.step("skipped", {**event.detail, "until": run.due.isoformat()})
    run.hops, run.behind = 0, None
    run.at = max(run.at, run.due)
    if not (node.rejudges_exits and run.leave()):
        run.look(node, node.resume(run, Tick(run.at)))
    run.at = run.real
    return None


def _migrate(run: Run, event: Migrate) -> str | None:
    """A command that is out belongs to the old graph: wait for its result, then ask again. Who is parked stays so.

    Who is paused stays so; a command of theirs that is out is asked for again, by its key, when they go on.
    """
    if run.phase == "acting" and run.paused is None:
        return "command_out"
    target = run.node if event.to is None else event.to
    if target is None or target not in run.graph.nodes:
        return "no_such_node"
    if run.phase == "acting":
        run.phase = "ready"
    sent = tuple(sorted(run.sends))
    _begin(run)
    run.step("migrated", {"from": run.node, "to": target, **event.detail, "entered": run.arrived})
    if run.status == "errored":
        if event.to is not None:
            run.park_at(target)
            run.once = sent
    elif event.to is not None:
        run.put(target, "ready", None)
        run.behind, run.once = None, sent
    elif run.phase == "waiting":
        _reconsider(run, timedelta(0), {})
    return None


def _resend(run: Run, event: Resend) -> str | None:
    if run.phase == "acting" or run.behind is not None:
        return "command_out"
    mail = run.graph.nodes.get(event.node)
    if run.node is None or event.node not in run.sends or not isinstance(mail, SendEmailNode):
        return "not_sent_here"
    here = Aside(
        run.node, run.phase, run.due, run.since, run.listen, run.action, run.attempt, run.patience,
        run.status, run.end_reason,
    )  # fmt: skip
    run.step("resending", {"mail": event.node, **event.detail})
    stood = run.stood_until
    run.put(event.node, "ready", run.seq - 1)
    run.aside, run.stood_until = here, stood
    return None


def _stood(run: Run, event: Reconsider) -> str | None:
    """Add as much of the pause to the hold as fell into it and has not been added before."""
    assert event.stood is not None
    first, last = event.stood
    shift = last - max(first, run.since or first, run.stood_until or first)
    node = run.graph.nodes.get(run.node or "")
    if run.phase == "waiting" and node is not None and (shift <= timedelta(0) or not node.held_for_time):
        return "unchanged"
    refused = _reconsider(run, shift, event.detail)
    if refused is None and run.phase == "waiting":
        run.stood_until = last
    return refused


def _reconsider(run: Run, shift: timedelta, detail: Mapping[str, Any]) -> str | None:
    if run.phase != "waiting":
        return "not_waiting"
    node = run.graph.nodes.get(run.node or "")
    if node is None:
        return "no_such_node"
    if (run.attempt > 1 or run.patience is not None) and node.held_from == "present":
        return "retry_pending"
    told = {**detail, "reconsidered": True}
    if node.held_from is None:
        run.step("retried", told)
        run.put(run.node, "ready", run.seq - 1 if run.action is None else run.action)
        return None
    if node.held_from == "arrival":
        run.at = (run.since or run.at) + shift
    run.behind = None
    if node.rejudges_exits and run.leave():
        return None
    decision = node.enter(run)
    if isinstance(decision, Hold):
        decision = decision._replace(detail={**decision.detail, **told})
    run.look(node, decision)
    run.at = run.real
    return None


def _catch_up(run: Run, event: CatchUp) -> str | None:
    if run.phase not in ("ready", "waiting"):
        return "command_out"
    if run.seq == 0:
        return "not_begun"
    if run.due is None or run.due > run.real:
        return "not_overdue"
    run.step("caught_up", {**event.detail, "since": run.due.isoformat()})
    run.behind = run.due
    return None


def _pause(run: Run, event: Pause) -> str | None:
    """Where it stands is kept as it is, also a command that is out: the next Tick after the pause gives it again."""
    if run.over:
        return "ended"
    if run.status == "errored":
        return "parked"
    if run.paused is not None:
        return "already_paused"
    _begin(run)
    run.step("paused", event.detail)
    run.paused = event.at
    return None


def _resume(run: Run, event: Resume) -> str | None:
    """What came meanwhile is seen by the next Tick, which is due at once."""
    if run.paused is None:
        return "not_paused"
    since, run.paused = run.paused, None
    run.step("resumed", {**event.detail, "since": since.isoformat()})
    if event.remaining and run.phase == "waiting":
        _stood(run, Reconsider(event.at, {}, (since, event.at)))
    return None


def _begin(run: Run) -> None:
    """An enrollment that has not begun yet says first that it was entered."""
    if run.seq == 0:
        run.entered_at_all()


def _was(run: Run) -> str:
    return "errored" if run.status == "errored" else run.phase
