"""What people do to an enrollment: nobody gets a mail twice, and what makes no sense says so."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.workflows.journey.builders import (
    DAY,
    END,
    HOUR,
    START,
    at_node,
    chain,
    journey,
    mail,
    outcomes,
    wait,
    waiting,
    world,
)
from workflows.journey.commands import SendEmail, SendResult, UpdateResult
from workflows.journey.events import CatchUp, Event, Move, Reconsider, Replay, Resend, Retry, Skip, Stop, Tick
from workflows.journey.machine import advance, start
from workflows.journey.state import Advance, Listen, Sent, State
from workflows.journey.world import Engagement

BY = {"by": "山本", "reason": "asked by phone"}
GRAPH = journey(chain(first=mail(), pause=wait("P3D"), second=mail("case"), rest=wait("P2D"), third=mail("last")))
SENT = {"first": Sent("m1", START)}
WINDOW: dict[str, Any] = {"send_window": {"days": "mon-fri", "from": "09:00", "to": "18:00"}}
NIGHT = START + 12 * HOUR


def give(state: State, event: Event, graph: Any = GRAPH, **around: Any) -> Advance:
    return advance(graph, state, event, world(**around))


class TestMove:
    def test_a_moved_contact_stands_before_the_node_and_the_journal_says_from_where_and_who(self) -> None:
        moved = give(waiting(), Move(START + HOUR, "third", BY))
        assert (moved.state.node, moved.state.phase, moved.state.due) == ("third", "ready", START + HOUR)
        assert moved.steps[0].outcome == "moved"
        assert moved.steps[0].detail == {"from": "pause", "to": "third", "was": "waiting", **BY}
        assert [c.node for c in give(moved.state, Tick(START + HOUR)).commands] == ["third"]

    def test_the_late_result_of_an_abandoned_mail_is_not_taken_for_the_new_one(self) -> None:
        out = give(start(GRAPH, START), Tick(START)).state
        moved = give(out, Move(START, "pause", BY))
        assert moved.steps[0].detail["abandoned"] == out.action
        assert moved.state.action is None
        again = give(give(out, Move(START, "first", BY)).state, Tick(START))
        assert again.commands[0].key != out.action

    def test_nobody_is_moved_to_a_node_that_is_not_there_or_after_the_end(self) -> None:
        assert give(waiting(), Move(START, "gone")) == Advance(waiting(), (), (), (), "no_such_node")
        over = give(waiting(), Stop(START, "asked")).state
        assert give(over, Move(START, "third")).refused == "ended"

    def test_one_who_has_not_begun_is_entered_first(self) -> None:
        moved = give(start(GRAPH, START), Move(START, "second"))
        assert [step.outcome for step in moved.steps] == ["entered", "moved"]
        assert moved.steps[1].detail["entered"] is False

    def test_a_parked_contact_goes_on_elsewhere(self) -> None:
        parked = give(at_node("mail"), Tick(START), journey(chain(mail=mail(None), next=wait())))  # type: ignore[arg-type]
        graph = journey(chain(mail=mail(None), next=wait()))  # type: ignore[arg-type]
        moved = give(parked.state, Move(START, "next"), graph)
        assert (moved.state.status, moved.steps[0].detail["was"]) == ("active", "errored")


class TestSkip:
    def test_a_skipped_wait_ends_by_its_usual_port_and_nothing_is_sent_in_the_same_breath(self) -> None:
        skipped = give(waiting(), Skip(START + HOUR, BY))
        assert outcomes(skipped.steps) == [("pause", "skipped", None), ("pause", "passed", "done")]
        assert skipped.steps[0].detail == {**BY, "until": (START + 3 * DAY).isoformat()}
        assert (skipped.state.node, skipped.state.due, skipped.commands) == ("second", START + HOUR, ())

    def test_a_skipped_check_takes_a_reaction_that_is_there_already(self) -> None:
        nodes = {
            "check": {"type": "wait_for", "event": "opened", "of": "first", "within": "P3D",
                      "next": {"happened": "end", "timed_out": "late"}},
            "late": END, "end": END, "first": mail(next={"sent": "check"}),
        }  # fmt: skip
        graph = journey(nodes, "first")
        state = waiting("check", sends=SENT)
        assert give(state, Skip(START), graph).state.node == "late"
        seen = {"first": Engagement(opened_at=START)}
        assert give(state, Skip(START), graph, engagement=seen).state.node == "end"

    def test_skipping_the_send_window_sends_at_night_once(self) -> None:
        graph = journey(chain(mail=mail()), settings=WINDOW)
        held = give(start(graph, NIGHT), Tick(NIGHT), graph).state
        skipped = give(held, Skip(NIGHT), graph)
        assert isinstance(skipped.commands[0], SendEmail)
        again = give(skipped.state, Tick(NIGHT), graph)
        assert again.commands == skipped.commands
        assert give(skipped.state, Skip(NIGHT), graph).refused == "not_waiting"

    def test_a_contact_whose_exit_holds_by_now_leaves_instead_of_getting_the_mail(self) -> None:
        exits = [{"when": {"stage_at_least": "sql"}, "reason": "qualified"}]
        graph = journey(chain(mail=mail()), exits=exits, settings=WINDOW)
        held = give(start(graph, NIGHT), Tick(NIGHT), graph).state
        sql = {"facts": {"stage": "sql"}}
        assert give(held, Skip(NIGHT), graph, **sql).state.end_reason == "qualified"
        assert give(held, Reconsider(NIGHT), graph, **sql).state.end_reason == "qualified"

    def test_a_hold_in_a_node_that_is_gone_says_so(self) -> None:
        assert give(waiting("gone"), Skip(START)).refused == "no_such_node"
        assert give(waiting("gone"), Reconsider(START)).refused == "no_such_node"


class TestRetry:
    def test_the_retried_mail_is_the_same_visit_and_the_same_mail(self) -> None:
        graph = journey(chain(mail=mail()))
        out = give(start(graph, START), Tick(START), graph).state
        deferred = give(out, SendResult(START, "deferred", "m", retry_at=START + HOUR), graph).state
        no_graph = journey({"end": END})
        parked = give(deferred, Tick(START + HOUR), no_graph).state
        assert parked.status == "errored"
        retried = give(parked, Retry(START + HOUR, BY), graph)
        assert retried.steps[0].detail == {**BY, "code": "node_missing", "was": "errored"}
        command = give(State.from_json(retried.state.to_json()), Tick(START + HOUR), graph).commands[0]
        assert isinstance(command, SendEmail)

    def test_a_mail_known_to_be_under_way_is_asked_for_by_its_old_key(self) -> None:
        parked = at_node("first", phase="ended", status="errored", end_reason="machine_failed", action=1, attempt=2)
        retried = give(parked, Retry(START)).state
        command = give(retried, Tick(START)).commands[0]
        assert isinstance(command, SendEmail)
        assert (command.key, command.attempt) == (1, 2)

    def test_one_parked_for_lack_of_a_template_tries_again_without_counting_a_second_visit(self) -> None:
        broken = journey(chain(mail=mail(None)))  # type: ignore[arg-type]
        parked = give(start(broken, START), Tick(START), broken).state
        again = give(give(parked, Retry(START), broken).state, Tick(START), journey(chain(mail=mail())))
        assert (again.state.visits, list(again.entered)) == ({"mail": 1}, [])
        assert again.commands[0].key > parked.seq - 1

    def test_only_parked_contacts_are_retried(self) -> None:
        assert give(waiting(), Retry(START)).refused == "not_errored"

    def test_a_parked_contact_can_still_be_taken_out(self) -> None:
        parked = at_node("first", phase="ended", status="errored", end_reason="machine_failed")
        stopped = give(parked, Stop(START, "asked", BY))
        assert stopped.state.status == "stopped"
        assert stopped.steps[0].detail == {"reason": "asked", "by": "山本", "was": "errored"} | {"reason": BY["reason"]}


class TestReplay:
    def test_a_replay_passes_what_was_sent_and_sends_the_rest(self) -> None:
        state = waiting(
            "rest", sends={**SENT, "second": Sent("m2", START)}, visits={"first": 1, "second": 1, "rest": 1}
        )
        replayed = give(state, Replay(START, "first", detail=BY))
        walked = give(State.from_json(replayed.state.to_json()), Tick(START))
        assert walked.steps[0].outcome == "not_sent"
        assert walked.steps[0].detail == {"reason": "already_sent"}
        assert walked.state.node == "pause"
        assert walked.state.sends == state.sends
        assert walked.state.once == ("second",)
        further = give(walked.state, Tick(START + 3 * DAY))
        assert further.steps[-1].node == "rest"
        assert [c.node for c in give(further.state, Tick(START + 5 * DAY)).commands] == ["third"]

    def test_a_replay_with_resending_sends_under_a_new_key(self) -> None:
        out = give(start(GRAPH, START), Tick(START))
        sent = give(out.state, SendResult(START, "sent", "m")).state
        again = give(give(sent, Replay(START, "first", True)).state, Tick(START))
        assert again.commands[0].key != out.commands[0].key

    def test_nobody_is_replayed_from_where_they_never_were(self) -> None:
        assert give(waiting(), Replay(START, "third")).refused == "not_reached"
        assert give(waiting(visits={"gone": 1}), Replay(START, "gone")).refused == "no_such_node"


class TestReconsider:
    def test_a_shortened_wait_counts_from_when_it_began(self) -> None:
        shorter = journey(chain(first=mail(), pause=wait("P1D"), second=mail("case")))
        anew = give(waiting(), Reconsider(START + 2 * DAY, BY), shorter)
        assert (anew.state.phase, anew.state.due) == ("waiting", START + DAY)
        assert anew.steps[0].detail["reconsidered"] is True
        assert give(anew.state, Tick(START + 2 * DAY), shorter).commands

    def test_a_clock_that_stood_still_is_added_to_the_wait_once(self) -> None:
        pause = (START + DAY, START + 6 * DAY)
        later = give(waiting(), Reconsider(START + 6 * DAY, BY, pause))
        assert (later.state.due, later.state.since) == (START + 8 * DAY, START + 5 * DAY)
        kept = State.from_json(later.state.to_json())
        assert give(kept, Reconsider(START + 6 * DAY, BY, pause)).refused == "unchanged"
        resumed_later = give(kept, Reconsider(START + 7 * DAY, BY, (START + DAY, START + 7 * DAY)))
        assert resumed_later.state.due == START + 9 * DAY
        assert give(waiting(), Tick(START + 3 * DAY)).state.stood_until is None

    def test_a_pause_before_the_wait_began_adds_nothing_and_a_date_is_not_moved(self) -> None:
        before = (START - 2 * DAY, START)
        assert give(waiting(), Reconsider(START, BY, before)).refused == "unchanged"
        dated = {"type": "wait", "relative_to": {"field": "attributes.renewal"},
                 "next": {"done": "end", "missing": "end", "past": "end"}}  # fmt: skip
        graph = journey({"pause": dated, "end": END})
        assert give(waiting(), Reconsider(START, BY, (START, START + DAY)), graph).refused == "unchanged"
        assert give(at_node("first"), Reconsider(START, BY, before)).refused == "not_waiting"

    def test_a_wait_that_sees_its_reaction_at_the_resume_goes_on(self) -> None:
        listen = {"type": "wait_for", "event": "opened", "of": "first", "within": "P3D"}
        graph = journey(chain(first=mail(), pause=listen))
        seen = {"first": Engagement(opened_at=START)}
        anew = give(waiting(sends=SENT), Reconsider(START, BY, (START, START + DAY)), graph, engagement=seen)
        assert (anew.state.node, anew.state.stood_until) == ("end", None)

    def test_a_mail_held_for_its_window_looks_at_the_window_of_now(self) -> None:
        graph = journey(chain(mail=mail()), settings=WINDOW)
        held = give(start(graph, NIGHT), Tick(NIGHT), graph).state
        free = journey(chain(mail=mail()))
        assert give(held, Reconsider(NIGHT), free).commands
        assert give(held, Reconsider(NIGHT), graph).state.due == held.due

    def test_a_mail_that_was_deferred_keeps_its_time(self) -> None:
        state = waiting("first", attempt=2, action=1)
        assert give(state, Reconsider(START)).refused == "retry_pending"
        assert give(at_node("first"), Reconsider(START)).refused == "not_waiting"

    def test_a_wait_that_became_a_branch_is_entered_by_the_same_visit(self) -> None:
        update = {"type": "update_contact", "set": {"score": 1}}
        graph = journey(chain(pause=update))
        anew = give(waiting(), Reconsider(START), graph)
        out = give(anew.state, Tick(START), graph)
        assert (list(out.entered), len(out.commands)) == ([], 1)
        kept = give(waiting(action=0), Reconsider(START), graph).state
        assert kept.action == 0

    def test_a_date_that_is_over_by_now_is_passed_as_such(self) -> None:
        dated = {"type": "wait", "relative_to": {"field": "attributes.renewal"},
                 "next": {"done": "end", "missing": "end", "past": "end"}}  # fmt: skip
        graph = journey({"pause": dated, "end": END})
        passed = give(waiting(), Reconsider(START), graph)
        assert outcomes(passed.steps) == [("pause", "passed", "missing")]
        assert (passed.state.phase, passed.state.due) == ("ready", START)


class TestCatchUp:
    def catch_up(self, state: State, at: datetime, graph: Any = GRAPH) -> Advance:
        caught = give(state, CatchUp(at, BY), graph)
        assert caught.refused is None
        return give(State.from_json(caught.state.to_json()), Tick(at), graph)

    def test_who_was_overdue_stands_where_they_would_be_by_now_without_the_mails(self) -> None:
        walked = self.catch_up(waiting(), START + 4 * DAY)
        assert (walked.state.node, walked.state.due, walked.state.behind) == ("rest", START + 5 * DAY, None)
        assert [(s.node, s.outcome) for s in walked.steps] == [
            ("pause", "passed"), ("second", "not_sent"), ("rest", "waiting")]  # fmt: skip
        assert walked.steps[1].detail == {"reason": "overdue", "due": (START + 3 * DAY).isoformat()}
        assert {step.at for step in walked.steps} == {START + 4 * DAY}

    def test_everything_overdue_to_the_end_ends_without_a_mail(self) -> None:
        over = self.catch_up(waiting(), START + 90 * DAY)
        assert (over.state.status, over.commands) == ("completed", ())

    def test_a_mail_whose_window_opens_after_the_resume_is_not_overdue(self) -> None:
        graph = journey(chain(pause=wait("PT12H"), second=mail()), settings=WINDOW)
        state = waiting(due=NIGHT)
        held = self.catch_up(state, NIGHT + HOUR, graph)
        assert (held.state.phase, held.state.node) == ("waiting", "second")
        assert held.state.due is not None
        assert give(held.state, Tick(held.state.due), graph).commands

    def test_changes_of_the_contact_on_the_way_are_still_made(self) -> None:
        graph = journey(chain(pause=wait("P3D"), tag={"type": "update_contact", "set": {"score": 1}}, second=mail()))
        out = self.catch_up(waiting(), START + 4 * DAY, graph)
        assert out.commands[0].node == "tag"
        done = give(State.from_json(out.state.to_json()), UpdateResult(START + 4 * DAY), graph)
        assert [(s.node, s.outcome) for s in done.steps] == [
            ("tag", "updated"), ("second", "not_sent"), ("end", "ended")]  # fmt: skip

    def test_a_loop_of_seconds_over_months_does_not_spin(self) -> None:
        nodes = {"pause": wait("PT1S", next={"done": "back"}),
                 "back": {"type": "goto", "max_visits": 100, "next": {"again": "pause", "exhausted": "end"}},
                 "end": END}  # fmt: skip
        walked = self.catch_up(waiting(due=START), START + 90 * DAY, journey(nodes))
        assert (walked.state.status, walked.state.behind) == ("active", None)
        assert walked.state.due is not None
        assert walked.state.due > START + 90 * DAY

    def test_a_hundred_nodes_are_passed_before_time_counts_again(self) -> None:
        many = {f"m{n}": mail() for n in range(120)}
        walked = self.catch_up(at_node("m0", due=START), START + DAY, journey(chain(**many)))
        assert walked.commands[0].node == "m100"

    def test_more_waits_than_one_call_passes_leave_the_rest_to_the_clock(self) -> None:
        many: dict[str, Any] = {f"p{n}": wait("PT1H") for n in range(80)}
        graph = journey(chain(first={"type": "goto", "max_visits": 1, "next": {"again": "p0"}}, **many))
        walked = self.catch_up(at_node("first", due=START), START + 90 * DAY, graph)
        assert (walked.state.phase, walked.state.due) == ("waiting", START + 90 * DAY + HOUR)

    def test_what_is_not_overdue_has_not_begun_or_is_under_way_is_left_alone(self) -> None:
        assert give(waiting(), CatchUp(START)).refused == "not_overdue"
        assert give(start(GRAPH, START), CatchUp(START)).refused == "not_begun"
        out = give(start(GRAPH, START), Tick(START)).state
        assert give(out, CatchUp(START + timedelta(days=1))).refused == "command_out"


class TestResend:
    LISTEN = journey(chain(first=mail(), pause={"type": "wait_for", "event": "opened", "of": "first", "within": "P3D"}))
    STANDS = waiting(sends=SENT, listen=Listen("opened", "m1"))

    def test_a_mail_in_doubt_is_sent_again_under_a_new_key_and_the_wait_goes_on_with_the_new_mail(self) -> None:
        asked = give(self.STANDS, Resend(START + HOUR, "first", BY), self.LISTEN)
        out = give(State.from_json(asked.state.to_json()), Tick(START + HOUR), self.LISTEN)
        assert [c.key for c in out.commands] == [1]
        assert give(out.state, Move(START, "end"), self.LISTEN).refused == "command_out"
        sent = give(State.from_json(out.state.to_json()), SendResult(START + HOUR, "sent", "m2"), self.LISTEN)
        assert [(s.node, s.outcome, s.port) for s in sent.steps] == [("first", "sent", None)]
        state = sent.state
        assert (state.node, state.phase, state.due, state.aside) == ("pause", "waiting", self.STANDS.due, None)
        assert state.listen == Listen("opened", "m2")
        assert (state.visits, list(out.entered)) == (self.STANDS.visits, [])

    def test_a_mail_that_is_refused_this_time_ends_nobody(self) -> None:
        plain = waiting(sends=SENT)
        out = give(give(plain, Resend(START, "first")).state, Tick(START)).state
        back = give(out, SendResult(START, "refused", "m2", "bounced")).state
        assert (back.node, back.phase, back.sends) == ("pause", "waiting", SENT)
        other = waiting(sends=SENT, listen=Listen("opened", "m9"))
        out = give(give(other, Resend(START, "first")).state, Tick(START)).state
        assert give(out, SendResult(START, "sent", "m2")).state.listen == other.listen

    def test_who_ends_or_is_parked_meanwhile_does_so_where_they_stand(self) -> None:
        asked = give(waiting(sends=SENT), Resend(START, "first")).state
        assert give(asked, Stop(START, "asked")).steps[0].node == "pause"
        broken = journey(chain(first=mail(None), pause=wait("P3D")))  # type: ignore[arg-type]
        assert give(asked, Tick(START), broken).state.node == "pause"

    def test_a_replays_mark_is_kept_for_the_replay(self) -> None:
        asked = give(waiting(sends=SENT, once=("first",)), Resend(START, "first")).state
        assert give(asked, Tick(START)).commands

    def test_only_what_was_sent_is_sent_again_and_not_while_something_is_under_way(self) -> None:
        assert give(waiting(), Resend(START, "first")).refused == "not_sent_here"
        assert give(waiting(sends={"pause": Sent("m", START)}), Resend(START, "pause")).refused == "not_sent_here"
        out = give(at_node("second", sends=SENT), Tick(START)).state
        assert give(out, Resend(START, "first")).refused == "command_out"
        late = give(waiting(sends=SENT, due=START), CatchUp(START)).state
        assert give(late, Resend(START, "first")).refused == "command_out"

    def test_who_is_about_to_go_on_gets_the_mail_again_and_then_goes_on(self) -> None:
        ready = at_node("second", sends=SENT, due=START)
        back = self.resent(ready, SendResult(START, "sent", "m2"))
        assert (back.node, back.phase, back.due) == ("second", "ready", START)
        assert give(back, Tick(START)).commands[0].node == "second"  # type: ignore[union-attr]

    OVER = at_node("end", phase="ended", status="completed", end_reason="done", seq=9, since=START, sends=SENT)
    PARKED = at_node("pause", phase="ended", status="errored", end_reason="machine_failed", seq=9, sends=SENT)

    def resent(self, stands: State, result: SendResult) -> State:
        asked = give(stands, Resend(START, "first", BY))
        assert [(step.node, step.outcome) for step in asked.steps] == [(stands.node, "resending")]
        out = give(State.from_json(asked.state.to_json()), Tick(START))
        assert [command.key for command in out.commands] == [stands.seq]
        return give(State.from_json(out.state.to_json()), result).state

    @pytest.mark.parametrize("stands", [OVER, PARKED])
    def test_whose_trip_is_over_or_parked_gets_the_mail_again_and_is_over_or_parked_as_before(
        self, stands: State
    ) -> None:
        sent = self.resent(stands, SendResult(START + HOUR, "sent", "m2"))
        assert sent == replace(stands, seq=stands.seq + 2, sends={"first": Sent("m2", START + HOUR)})
        refused = self.resent(stands, SendResult(START + HOUR, "refused", None, "bounced"))
        assert refused == replace(stands, seq=stands.seq + 2)

    @pytest.mark.parametrize("stands", [OVER, PARKED])
    def test_a_mail_to_be_sent_again_to_whose_trip_is_over_is_called_off_by_name(self, stands: State) -> None:
        asked = give(stands, Resend(START, "first", BY)).state
        off = give(asked, Stop(START, "journey_stopped"))
        assert [(step.outcome, step.detail["reason"]) for step in off.steps] == [("not_sent", "journey_stopped")]
        assert off.state == replace(stands, seq=stands.seq + 2)
        broken = journey(chain(first=mail(None), pause=wait("P3D")))  # type: ignore[arg-type]
        assert give(asked, Tick(START), broken).state == replace(stands, seq=stands.seq + 2)

    def test_a_goal_reached_long_after_the_end_neither_ends_again_nor_keeps_the_mail_back(self) -> None:
        left = journey(
            chain(first=mail(), pause=wait("P3D")), exits=[{"when": {"stage_at_least": "lead"}, "reason": "x"}]
        )
        asked = give(self.OVER, Resend(START, "first"), left, facts={"stage": "sql"}).state
        assert give(asked, Tick(START), left, facts={"stage": "sql"}).commands
