"""The simulator."""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflows.journey.builders import DAY, END, HOUR, START, chain, journey, mail, outcomes, trip, wait, world
from tests.workflows.journey.strategies import QUICK, documents
from workflows.journey.behaviour import Answer, Behaviour, Changed, Outside, Rates, Reaction, TaskDone
from workflows.journey.graph import parse_graph
from workflows.journey.pacing import Cap
from workflows.journey.simulate import film

NOBODY = Behaviour()
CHANGING = ("updated", "assigned", "not_assigned")
"""Rows after which the simulated contact is another one than in a plain run."""
LISTEN = {"type": "wait_for", "event": "opened", "of": "mail", "within": "P3D"}
TREE = journey(
    {
        "mail": mail(next={"sent": "read"}),
        "read": {**LISTEN, "next": {"happened": "tag", "timed_out": "end"}},
        "tag": {"type": "update_contact", "set": {"score": 60}, "add_tags": ["hot"], "next": {"done": "asks"}},
        "asks": {
            "type": "branch",
            "cases": [{"id": "hot", "when": {"all": [{"tag": "hot"}, {"field": "score", "op": "gte", "value": 60}]}}],
            "next": {"hot": "hot", "else": "end"},
        },
        "hot": {"type": "exit", "reason": "hot"},
        "end": END,
    }
)


def does(**reaction: Any) -> Behaviour:
    return Behaviour(sends={"mail": Reaction(**reaction)})


class TestFilm:
    def test_two_weeks_are_played_in_no_time(self) -> None:
        played = film(TREE, world(), NOBODY, START)
        assert played.finished
        assert [(step.node, step.port, step.at - START) for step in played.steps][-2:] == [
            ("read", "timed_out", 3 * DAY),
            ("end", None, 3 * DAY),
        ]

    def test_a_reaction_wakes_the_contact_when_it_comes(self) -> None:
        played = film(TREE, world(), does(opened="PT5H"), START)
        assert [(step.node, step.outcome, step.at - START) for step in played.steps][2:] == [
            ("read", "waiting", timedelta(0)),
            ("read", "passed", 5 * HOUR),
            ("tag", "updated", 5 * HOUR),
            ("asks", "passed", 5 * HOUR),
            ("hot", "ended", 5 * HOUR),
        ]
        assert played.state.end_reason == "hot"

    def test_a_reaction_that_comes_too_late_has_not_happened_yet(self) -> None:
        assert film(TREE, world(), does(opened="P4D"), START).state.end_reason == "completed"

    def test_reactions_the_journey_does_not_wait_for_only_wake_it(self) -> None:
        played = film(TREE, world(), does(clicked="PT1H", replied="PT2H", opened="PT3H", bounced="PT4H"), START)
        assert played.state.end_reason == "hot"

    @pytest.mark.parametrize("outcome", ["refused", "skipped"])
    def test_a_mail_that_does_not_leave_ends_the_film_saying_why(self, outcome: str) -> None:
        assert film(TREE, world(), does(outcome=outcome, reason="no_address"), START).state.end_reason == "no_address"
        assert film(TREE, world(), does(outcome=outcome), START).state.end_reason == outcome

    def test_an_unconfirmed_mail_goes_on(self) -> None:
        steps = film(TREE, world(), does(outcome="unconfirmed"), START).steps
        assert steps[1].detail["unconfirmed"]

    def test_a_click_on_the_link_that_was_asked_for(self) -> None:
        listen = {**LISTEN, "event": "clicked", "link": "/pricing"}
        graph = journey(
            {
                **chain(mail=mail()),
                "mail": mail(next={"sent": "read"}),
                "read": {**listen, "next": {"happened": "end", "timed_out": "end"}},
            }
        )
        wrong = film(graph, world(), does(clicked="PT1H"), START)
        right = film(graph, world(), does(clicked="PT1H", link="https://www.example.com/pricing"), START)
        assert [step.port for step in wrong.steps if step.node == "read"] == [None, "timed_out"]
        assert [step.port for step in right.steps if step.node == "read"] == [None, "happened"]
        later = {"after": "PT30H", "link": "https://www.example.com/pricing"}
        second = film(graph, world(), does(clicked="PT1H", clicks=[later]), START)
        assert second.steps[-1].at - START == timedelta(hours=30)

    def test_the_second_mail_of_a_loop_was_not_opened_yet(self) -> None:
        back = {"type": "goto", "max_visits": 1, "next": {"again": "mail", "exhausted": "end"}}
        nodes = {"mail": mail(next={"sent": "pause"}), "pause": wait(), "read": LISTEN, "back": back, "end": END}
        nodes["pause"] = wait("P1D", next={"done": "read"})
        nodes["read"] = {**LISTEN, "next": {"happened": "back", "timed_out": "end"}}
        played = film(journey(nodes), world(), does(opened="P2D"), START)
        opened = [step.at - START for step in played.steps if step.port == "happened"]
        assert opened == [2 * DAY, 4 * DAY]

    def test_tags_already_there_are_no_change(self) -> None:
        node = {"type": "update_contact", "add_tags": ["a"], "remove_tags": ["b"], "set": {"score": 10}}
        played = film(journey(chain(tag=node)), world(facts={"tags": ["a"], "score": 10}), NOBODY, START)
        assert played.steps[1].detail == {"changed": []}

    def test_a_journey_without_end_is_cut_at_the_horizon(self) -> None:
        loop = journey({"pause": wait("P30D", next={"done": "pause"})})
        played = film(loop, world(), NOBODY, START)
        assert not played.finished
        assert played.steps[-1].at - START > timedelta(days=3600)

    def test_a_journey_that_never_rests_is_cut_by_its_calls(self) -> None:
        loop = journey({"pause": wait("PT1S", next={"done": "pause"})})
        assert not film(loop, world(), NOBODY, START).finished

    def test_a_test_enrollment_plays_in_a_minute(self) -> None:
        played = film(TREE, world(max_wait=timedelta(seconds=2)), NOBODY, START)
        assert played.steps[-1].at - START == timedelta(seconds=2)

    def test_a_contact_with_a_broken_zone_reacts_too(self) -> None:
        assert film(TREE, world(zone="Mars"), does(opened="P1D"), START).state.end_reason == "hot"

    def test_behaviour_that_cannot_be_is_refused(self) -> None:
        for wrong in ({"rates": {"opened": 2}}, {"sends": {"mail": {"opened": "soon"}}}, {"opened": 1}):
            with pytest.raises(ValidationError):
                Behaviour.model_validate(wrong)


def task(**more: Any) -> dict[str, Any]:
    return {"type": "create_task", "subject": "電話", "hold": "P3D", "next": {"timed_out": "end"}, **more}


def last(config: dict[str, Any], behaviour: Behaviour = NOBODY, **facts: Any) -> Any:
    """The row of a single step."""
    return film(journey(chain(n=config)), world(facts=facts), behaviour, START).steps[-2]


class TestTeam:
    def test_a_task_done_in_time_wakes_the_contact_when_it_is_done(self) -> None:
        done = last(task(), Behaviour(tasks={"n": TaskDone(after="P1D", outcome="reached")}))
        assert (done.outcome, done.at - START, done.detail["outcome"]) == ("task_done", DAY, "reached")

    @pytest.mark.parametrize("behaviour", [NOBODY, Behaviour(tasks={"n": TaskDone(after="P9D")})])
    def test_a_task_not_done_in_time_holds_nobody_longer(self, behaviour: Behaviour) -> None:
        over = last(task(), behaviour)
        assert (over.port, over.at - START) == ("timed_out", 3 * DAY)

    def test_a_task_of_a_contact_with_a_broken_zone_is_done_too(self) -> None:
        graph = journey(chain(n=task()))
        played = film(graph, world(zone="Mars"), Behaviour(tasks={"n": TaskDone(after="P1D")}), START)
        assert played.steps[-2].outcome == "task_done"

    @pytest.mark.parametrize(
        ("rule", "owner", "expected", "reason"),
        [
            ({"account": "a1"}, None, "a1", None),
            ({"account": "a1"}, "a0", "a0", "kept"),
            ({"account": "a1", "keep_owner": False}, "a0", "a1", None),
            ({"among": [{"account": "a2"}]}, None, "a2", None),
            ({}, None, None, "nobody_available"),
        ],
    )
    def test_the_owner_is_found_as_in_earnest(self, rule: Any, owner: Any, expected: Any, reason: Any) -> None:
        row = last({"type": "assign", "to": rule}, owner=owner)
        assert (row.detail["owner"], row.detail.get("reason")) == (expected, reason)

    def test_another_system_answers_as_told(self) -> None:
        call = {"type": "webhook", "url": "https://hooks.example.com/", "take": {"plan": "p"}}
        assert last(call).outcome == "called"
        nodes = chain(n={**call, "next": {"failed": "end"}}, pause=wait())
        no = Behaviour(calls={"n": Answer(outcome="failed", status=500, fields={"plan": "gold"})})
        played = film(journey(nodes), world(), no, START)
        assert (played.state.results["n"], played.steps[1].detail["reason"]) == ({"status": 500}, "status_500")
        silent = film(journey(nodes), world(), Behaviour(calls={"n": Answer(outcome="failed", status=None)}), START)
        assert [step.outcome for step in silent.steps[1:-1]] == ["deferred"] * 7 + ["call_failed"]
        assert (silent.steps[1].detail["reason"], silent.steps[8].at - START) == ("unreachable", timedelta(minutes=921))
        yes = Behaviour(calls={"n": Answer(fields={"plan": "gold"})})
        assert film(journey(nodes), world(), yes, START).state.results["n"] == {"status": 200, "plan": "gold"}

    def test_telling_and_handing_on_succeed(self) -> None:
        assert last({"type": "notify", "subject": "x"}, owner="a0").detail == {"told": {"in_app": 1}}
        assert last({"type": "enroll", "journey": "j2"}).outcome == "enrolled"

    def test_who_has_left_the_team_is_given_nothing_and_told_nothing(self) -> None:
        def told(config: dict[str, Any], **facts: Any) -> Any:
            nodes, around = journey(chain(n=config)), Outside(team={"a1": "rep", "a2": "admin"})
            return film(nodes, world(facts=facts), NOBODY, START, outside=around).steps[-2]

        notify = {"type": "notify", "subject": "x", "accounts": ["a1", "gone"], "roles": ["admin"]}
        assert told(notify, owner="away").detail == {"told": {"in_app": 2}}
        assert last(notify, owner="away").detail == {"told": {"in_app": 4}}, "nobody knows the team: all are there"
        assert told({**notify, "via": ["webhook"], "url": "https://x.example/"}).detail == {"told": {"webhook": 1}}
        alone = {"type": "assign", "to": {"among": [{"account": "gone"}, {"account": "a2", "weight": 0}]}}
        assert told(alone, owner="away").detail == {"owner": None, "before": "away", "reason": "assignee_gone"}
        for account, owner in (("gone", None), ("a1", "a1")):
            assert told({"type": "assign", "to": {"account": account}}).detail["owner"] == owner

    def test_a_stage_goes_forward_only_unless_it_may_go_back(self) -> None:
        back = {"type": "update_contact", "set": {"stage": "lead"}}
        assert last(back, stage="customer").detail == {"changed": [], "kept": ["stage"]}
        assert last({**back, "backward": True}, stage="customer").detail == {"changed": ["stage"]}
        assert last(back, stage=None).detail == {"changed": ["stage"]}

    def test_score_and_lists_change(self) -> None:
        change = {"type": "update_contact", "add_score": 5, "add_lists": ["l2"], "remove_lists": ["l1"]}
        played = film(journey(chain(n=change)), world(facts={"score": 10, "lists": ["l1"]}), NOBODY, START)
        assert played.steps[-2].detail == {"changed": ["lists", "score"]}

    def test_a_call_that_is_wrong_is_not_made_again(self) -> None:
        call = chain(n={"type": "webhook", "url": "https://x.example/", "next": {"failed": "end"}})
        played = film(journey(call), world(), Behaviour(calls={"n": Answer(outcome="failed", status=400)}), START)
        assert [step.outcome for step in played.steps] == ["entered", "call_failed", "ended"]

    def test_who_moves_lives_by_the_time_there(self) -> None:
        moves = {"type": "update_contact", "set": {"timezone": "America/New_York"}}
        nodes = chain(n=moves, nine={"type": "wait", "until": {"time": "09:00"}})
        assert film(journey(nodes), world(), NOBODY, START).steps[3].at.hour == 13


class TestMails:
    @pytest.mark.parametrize(
        "reaction", [{"bounced": "PT3H"}, {"outcome": "refused", "reason": "bounced", "bounced": None}]
    )
    def test_an_address_that_bounced_gets_no_second_mail(self, reaction: dict[str, Any]) -> None:
        nodes = chain(mail=mail(next={"failed": "pause"}), pause=wait(), two=mail(next={"failed": "end"}))
        played = film(journey(nodes), world(), does(**reaction), START)
        assert played.steps[-2].detail["reason"] == "bounced"
        told = film(
            journey(nodes), world(), does(**reaction), START, outside=Outside(shut=(START + HOUR, "unsubscribed"))
        )
        first = "unsubscribed" if "outcome" not in reaction else "bounced"
        assert told.steps[-2].detail["reason"] == first, "what stops an address first is what is told"

    def test_every_mail_that_left_is_told_with_the_contact_as_it_was_then(self) -> None:
        nodes = chain(one=mail(), tag={"type": "update_contact", "set": {"score": 60}}, two=mail())
        played = film(journey(nodes), world(facts={"score": 5}), NOBODY, START)
        sent = [step for step in played.steps if step.outcome == "sent"]
        assert [(posted.node, posted.at) for posted in played.mails] == [(step.node, step.at) for step in sent]
        assert [posted.facts["score"] for posted in played.mails] == [5, 60]

    def test_a_mail_that_did_not_leave_is_none(self) -> None:
        assert film(TREE, world(), does(outcome="refused"), START).mails == ()

    def test_what_lies_beyond_the_horizon_is_not_played(self) -> None:
        played = film(TREE, world(), NOBODY, START, DAY)
        assert (played.finished, played.state.node, len(played.mails)) == (False, "read", 1)


def leaves(kind: str, **parts: Any) -> Any:
    """A mail, a long wait, and an exit or a goal that looks at a reaction to the mail."""
    nodes = chain(mail=mail(), pause=wait("P9D"), two=mail())
    when = {"engagement": "clicked", "of": "mail"}
    way = {"exits": [{"when": when, "reason": "clicked"}]} if kind == "exit" else {"goal": {"when": when, "title": "G"}}
    return journey(nodes, **way, **parts)


class TestLeavingWhileWaiting:
    """What the engine wakes people for besides their due time."""

    @pytest.mark.parametrize(("kind", "reason"), [("exit", "clicked"), ("goal", "goal")])
    def test_a_reaction_ends_the_journey_when_it_comes_not_when_the_wait_is_over(self, kind: str, reason: str) -> None:
        played = film(leaves(kind), world(), does(opened="PT1H", clicked="P2D"), START)
        assert (played.state.end_reason, played.steps[-1].at - START) == (reason, 2 * DAY)
        assert [posted.node for posted in played.mails] == ["mail"]

    def test_the_end_of_the_journey_comes_to_those_who_wait(self) -> None:
        graph = journey(chain(pause=wait("P9D")), settings={"ends_at": (START + DAY).isoformat()})
        played = film(graph, world(), NOBODY, START)
        assert (played.state.end_reason, played.steps[-1].at - START) == ("ended", DAY)

    @pytest.mark.parametrize(("changed", "after"), [("mql", 9 * DAY), ("sql", 2 * DAY)])
    def test_what_others_change_is_seen_when_they_change_it(self, changed: str, after: timedelta) -> None:
        graph = journey(chain(pause=wait("P9D")), exits=[{"when": {"stage_at_least": "sql"}, "reason": "out"}])
        outside = Outside(changes=(Changed(START + DAY, "score", 1), Changed(START + 2 * DAY, "stage", changed)))
        assert film(graph, world(), NOBODY, START, outside=outside).steps[-1].at - START == after
        branch = {"type": "branch", "cases": [{"id": "is", "when": {"field": "score", "op": "eq", "value": 1}}]}
        asks = journey({**chain(pause=wait("P3D"), asks={**branch, "next": {"is": "end"}}), "no": END})
        assert film(asks, world(), NOBODY, START, outside=outside).steps[-2].port == "is"


class TestLimits:
    """What the engine asks the ledger before a mail leaves."""

    CAPPED: ClassVar = {"settings": {"cap": {"max": 1, "per": "P3D"}}}
    TWO: ClassVar = chain(one=mail(), two=mail())

    def test_a_mail_over_the_cap_leaves_when_it_fits(self) -> None:
        played = film(journey(self.TWO, **self.CAPPED), world(), NOBODY, START)
        assert [posted.at - START for posted in played.mails] == [timedelta(0), 3 * DAY]
        assert [step.detail["reason"] for step in played.steps if step.outcome == "deferred"] == ["cap"]

    def test_a_mail_that_does_not_fit_in_a_week_is_given_up(self) -> None:
        played = film(journey(self.TWO, settings={"cap": {"max": 1, "per": "P30D"}}), world(), NOBODY, START)
        assert (played.state.end_reason, played.steps[-1].at - START) == ("cap", 7 * DAY)

    def test_a_test_trip_is_not_counted_out(self) -> None:
        played = film(journey(self.TWO, **self.CAPPED), world(max_wait=timedelta(seconds=1)), NOBODY, START)
        assert len(played.mails) == 2

    def test_mails_of_other_journeys_count_and_so_does_the_organisations_cap(self) -> None:
        cap = Cap(max=1, per="P1D")
        outside = Outside(caps=(cap,), mails=(START - 23 * HOUR, START + 9 * DAY))
        played = film(journey(chain(one=mail())), world(), NOBODY, START, outside=outside)
        assert [posted.at - START for posted in played.mails] == [HOUR]

    def test_an_address_that_is_suppressed_meanwhile_gets_no_more_mails(self) -> None:
        graph = journey(chain(one=mail(), pause=wait("P3D"), two=mail()))
        outside = Outside(shut=(START + DAY, "unsubscribed"))
        played = film(graph, world(), NOBODY, START, outside=outside)
        assert [posted.node for posted in played.mails] == ["one"]
        assert played.state.end_reason == "unsubscribed"


@QUICK
@given(documents(whole=True))
def test_the_simulator_and_a_plain_run_give_the_same_film(document: dict[str, Any]) -> None:
    graph = parse_graph(document)
    played = film(graph, world(), Behaviour(), START)
    capped = any(step.detail.get("reason") == "cap" for step in played.steps)
    if played.finished and not capped and not any(step.outcome in CHANGING for step in played.steps):
        state, steps = trip(graph, most=3_000)
        assert (state, outcomes(steps)) == (played.state, outcomes(played.steps))
        assert [step.at for step in steps] == [step.at for step in played.steps]


@QUICK
@given(documents(), st.floats(0, 1), st.sampled_from(["Asia/Tokyo", "Pacific/Apia"]))
def test_the_same_contact_behaves_the_same(document: dict[str, Any], rate: float, zone: str) -> None:
    graph, behaviour = parse_graph(document), Behaviour(rates=Rates(opened=rate, clicked=rate / 2, bounced=rate / 9))
    assert film(graph, world(zone=zone), behaviour, START) == film(graph, world(zone=zone), behaviour, START)
