"""send_email."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.workflows.journey.builders import DAY, END, HOUR, START, at_node, chain, journey, mail, outcomes, world
from workflows.journey.commands import SendEmail, SendResult
from workflows.journey.events import Tick
from workflows.journey.graph import JourneyGraph
from workflows.journey.machine import advance, start
from workflows.journey.nodes.send_email import MAX_ATTEMPTS, RETRY_AFTER
from workflows.journey.state import Advance, State

OFFICE = {"send_window": {"days": "mon-fri", "from": "09:00", "to": "18:00", "holidays": "jp"}}
NIGHT = START + 10 * HOUR
"""Tuesday, 20:00 in Tokyo."""
MORNING = START + 23 * HOUR


def out(graph: JourneyGraph, at: datetime = START) -> Advance:
    return advance(graph, start(graph, at), Tick(at), world())


def result(graph: JourneyGraph, state: State, outcome: Any, **more: Any) -> Advance:
    return advance(graph, state, SendResult(**{"at": START, "outcome": outcome, **more}), world())


class TestOutcomes:
    GRAPH = journey(chain(mail=mail()))
    CAUGHT = journey(chain(mail=mail(next={"failed": "end"})))

    def test_a_sent_mail_is_remembered_with_its_ledger_id(self) -> None:
        after = result(self.GRAPH, out(self.GRAPH).state, "sent", message="m1")
        assert after.steps[0].detail == {"message": "m1"}
        assert after.state.sends["mail"].message == "m1"
        assert after.state.sends["mail"].at == START

    def test_an_unconfirmed_mail_is_never_sent_again_by_itself(self) -> None:
        after = result(self.GRAPH, out(self.GRAPH).state, "unconfirmed", message="m1")
        assert outcomes(after.steps)[0] == ("mail", "sent", "sent")
        assert after.steps[0].detail == {"message": "m1", "unconfirmed": True}
        assert after.commands == ()

    @pytest.mark.parametrize("outcome", ["refused", "skipped"])
    @pytest.mark.parametrize("reason", ["unsubscribed", "bounced", "no_address", None])
    def test_mail_after_unsubscribe_ends_the_journey_saying_why(self, outcome: str, reason: str | None) -> None:
        after = result(self.GRAPH, out(self.GRAPH).state, outcome, reason=reason)
        assert outcomes(after.steps) == [("mail", "not_sent", None), ("mail", "ended", None)]
        assert after.steps[0].detail == {"reason": reason or outcome, "outcome": outcome}
        assert (after.state.status, after.state.end_reason) == ("exited", reason or outcome)

    def test_an_author_who_connects_failed_goes_on_there(self) -> None:
        after = result(self.CAUGHT, out(self.CAUGHT).state, "refused", reason="refused", message="m1")
        assert outcomes(after.steps) == [("mail", "not_sent", "failed"), ("end", "ended", None)]
        assert after.state.sends == {}

    def test_a_mail_held_by_a_pause_is_the_same_mail_after_it(self) -> None:
        first = out(self.GRAPH)
        held = advance(self.GRAPH, first.state, SendResult(START + HOUR, "held"), world())
        assert (held.steps, held.state.phase, held.state.due) == ([], "ready", START + HOUR)
        again = advance(self.GRAPH, held.state, Tick(START + DAY), world())
        assert again.commands == first.commands
        assert list(again.entered) == []
        assert again.state.visits == {"mail": 1}

    def test_resuming_at_night_does_not_send_at_night(self) -> None:
        graph = journey(chain(mail=mail()), settings=OFFICE)
        first = out(graph)
        held = advance(graph, first.state, SendResult(START, "held"), world()).state
        night = advance(graph, held, Tick(NIGHT), world())
        assert (night.state.phase, night.state.due, night.commands) == ("waiting", MORNING, ())
        morning = advance(graph, night.state, Tick(MORNING), world())
        assert morning.commands == first.commands


class TestDeferral:
    GRAPH = journey(chain(mail=mail()))

    def test_a_temporary_refusal_waits_and_sends_the_same_mail(self) -> None:
        first = out(self.GRAPH)
        deferred = result(self.GRAPH, first.state, "deferred", reason="451", retry_at=START + HOUR)
        assert (deferred.state.phase, deferred.state.due) == ("waiting", START + HOUR)
        until = (START + HOUR).isoformat()
        assert deferred.steps[0].detail == {"reason": "451", "attempt": 1, "until": until}
        again = advance(self.GRAPH, deferred.state, Tick(START + HOUR), world())
        assert again.commands == (SendEmail(1, "mail", 1, "thanks", None, 2),)

    def test_a_server_that_refuses_for_ever_is_given_up(self) -> None:
        state, attempts = out(self.GRAPH).state, 1
        while (after := result(self.GRAPH, state, "deferred")).state.phase != "ended":
            assert after.state.due == START + RETRY_AFTER
            state = advance(self.GRAPH, after.state, Tick(START + RETRY_AFTER), world()).state
            attempts += 1
        assert attempts == MAX_ATTEMPTS == 8
        assert (after.state.status, after.state.end_reason) == ("exited", "deferred")

    def test_a_retry_that_falls_into_the_night_waits_for_the_morning(self) -> None:
        graph = journey(chain(mail=mail()), settings=OFFICE)
        deferred = result(graph, out(graph).state, "deferred", retry_at=NIGHT).state
        night = advance(graph, deferred, Tick(NIGHT), world())
        assert (night.state.due, night.state.attempt) == (MORNING, 2)
        again = advance(graph, night.state, Tick(MORNING), world())
        assert again.commands == (SendEmail(1, "mail", 1, "thanks", None, 2),)


class TestWindow:
    def test_a_mail_due_at_night_leaves_in_the_morning(self) -> None:
        graph = journey(chain(mail=mail()), settings=OFFICE)
        held = out(graph, NIGHT)
        assert held.steps[-1].detail == {"for": "send_window", "until": MORNING.isoformat()}
        assert (held.state.visits, list(held.entered)) == ({"mail": 1}, ["mail"])
        early = advance(graph, held.state, Tick(MORNING - HOUR), world())
        assert early.state is held.state
        open_ = advance(graph, held.state, Tick(MORNING), world())
        assert len(open_.commands) == 1
        assert list(open_.entered) == []

    def test_a_worker_that_wakes_too_late_does_not_send_in_the_night(self) -> None:
        graph = journey(chain(mail=mail()), settings=OFFICE)
        held = out(graph, NIGHT).state
        late = advance(graph, held, Tick(NIGHT + DAY), world())
        assert (late.state.due, late.commands) == (MORNING + DAY, ())

    def test_a_window_that_never_opens_parks_instead_of_waiting_for_ever(self) -> None:
        graph = journey(chain(mail=mail()), settings={"send_window": {"days": [], "from": "09:00", "to": "18:00"}})
        assert out(graph).state.end_reason == "window_never_opens"

    def test_a_window_counts_as_time_passed(self) -> None:
        graph = journey(chain(mail=mail()), settings=OFFICE)
        held = out(graph, NIGHT).state
        assert held.hops == 1
        assert advance(graph, held, Tick(MORNING), world()).state.hops == 0


class TestVariants:
    VARIANTS = [{"id": "a", "template": "ta", "weight": 1}, {"id": "b", "template": "tb", "weight": 1}]  # noqa: RUF012

    def test_an_ab_test_never_sends_both_variants(self) -> None:
        graph = journey(chain(mail={"type": "send_email", "variants": self.VARIANTS}))
        seen: set[str | None] = set()
        for number in range(50):
            around = world(enrollment=f"e{number}")
            first = advance(graph, start(graph, START), Tick(START), around)
            again = advance(graph, first.state, Tick(START + timedelta(days=9)), around)
            assert first.commands == again.commands
            (command,) = first.commands
            assert isinstance(command, SendEmail)
            assert command.template == f"t{command.variant}"
            seen.add(command.variant)
        assert seen == {"a", "b"}

    @pytest.mark.parametrize("more", [{}, {"variants": [{"id": "a"}]}])
    def test_a_mail_without_a_template_parks_instead_of_vanishing(self, more: dict[str, Any]) -> None:
        graph = journey({"mail": {"type": "send_email", "next": {"sent": "end"}, **more}, "end": END})
        assert out(graph).state.end_reason == "template_missing"


def test_a_due_time_nobody_set_is_now() -> None:
    graph = journey(chain(mail=mail()))
    assert len(advance(graph, at_node("mail", phase="waiting"), Tick(START), world()).commands) == 1
