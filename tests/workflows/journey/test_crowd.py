"""Many contacts through the simulator."""

from datetime import timedelta

from tests.workflows.journey.builders import DAY, END, START, journey, wait, world
from tests.workflows.journey.test_simulate import NOBODY, TREE
from workflows.journey.behaviour import Behaviour, Rates
from workflows.journey.crowd import count


def test_counts_follow_the_rates() -> None:
    counts = count(TREE, [world()], Behaviour(rates=Rates(opened=0.3)), START, 1000)
    assert counts.contacts == counts.finished == 1000
    assert counts.entered["mail"] == counts.sent["mail"] == 1000
    assert counts.passed["read"]["happened"] + counts.passed["read"]["timed_out"] == 1000
    assert 250 < counts.ended["hot"] < 350
    assert counts.ended_at["hot"] == counts.ended["hot"]
    assert counts.longest == 3 * DAY
    assert DAY < counts.mean < 3 * DAY


def test_one_nodes_chances_win_over_the_rates_of_all() -> None:
    behaviour = Behaviour(chances={"mail": Rates(opened=1.0)}, rates=Rates(opened=0.0))
    assert count(TREE, [world()], behaviour, START, 20).ended == {"hot": 20}


def test_mails_that_are_refused_go_no_further() -> None:
    counts = count(TREE, [world()], Behaviour(rates=Rates(refused=0.5)), START, 400)
    assert 150 < counts.ended["refused"] < 250
    assert counts.sent["mail"] == 400 - counts.ended["refused"]


def test_the_same_seed_gives_the_same_counts_and_another_one_others() -> None:
    behaviour = Behaviour(rates=Rates(opened=0.5))
    first, again, other = (count(TREE, [world()], behaviour, START, 200, seed=seed) for seed in ("a", "a", "b"))
    assert first == again
    assert first.ended != other.ended


def test_who_is_said_to_open_opens_whatever_the_rates() -> None:
    behaviour = Behaviour.model_validate({"sends": {"mail": {"opened": "PT1H"}}, "rates": {"opened": 0}})
    assert count(TREE, [world()], behaviour, START, 5).ended == {"hot": 5}


def test_every_one_of_the_people_given_takes_part() -> None:
    people = [world(facts={"score": 10}), world(facts={"score": 90})]
    asks = {"type": "branch", "cases": [{"id": "hot", "when": {"field": "score", "op": "gte", "value": 50}}]}
    ends = {name: {"type": "exit", "reason": name} for name in ("hot", "cold")}
    graph = journey({"asks": {**asks, "next": {"hot": "hot", "else": "cold"}}, **ends})
    assert count(graph, people, NOBODY, START, 10).ended == {"hot": 5, "cold": 5}


def test_nobody_and_everybody() -> None:
    assert count(TREE, [world()], Behaviour(rates=Rates(opened=1.0)), START, 50).ended == {"hot": 50}
    assert count(TREE, [world()], NOBODY, START, 50).ended == {"completed": 50}
    nobody = count(TREE, [world()], NOBODY, START, 0)
    assert (nobody.longest, nobody.mean) == (timedelta(0), timedelta(0))


def test_contacts_still_under_way_are_not_counted_as_ended() -> None:
    loop = journey({"pause": wait("P300D", next={"done": "pause"})})
    counts = count(loop, [world()], NOBODY, START, 2)
    assert (counts.finished, counts.ended, counts.under_way) == (0, {}, {"pause": 2})


def test_who_cannot_go_on_is_told_by_step_and_error_and_never_as_finished() -> None:
    asks = {"type": "split", "arms": [{"id": "a", "weight": 50}, {"id": "b", "weight": 50}]}
    open_way = wait("P1D", next={})
    graph = journey({"asks": {**asks, "next": {"a": "open", "b": "end"}}, "open": open_way, "end": END})
    counts = count(graph, [world()], NOBODY, START, 100)
    stuck = counts.parked["open"]["port_unconnected"]
    assert 30 < stuck < 70
    assert (counts.errored, counts.parked, counts.finished) == (
        stuck,
        {"open": {"port_unconnected": stuck}},
        100 - stuck,
    )
    assert (counts.ended, counts.ended_at) == ({"completed": 100 - stuck}, {"end": 100 - stuck})
    counts.join(count(graph, [world()], NOBODY, START, 100))
    assert counts.errored == 2 * stuck
