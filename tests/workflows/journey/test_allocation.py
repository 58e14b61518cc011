"""Arms by hash."""

import pytest

from workflows.journey.allocation import choose, draw


def test_a_retry_never_changes_the_arm() -> None:
    assert {choose("split", "e1", "ab", [1, 1, 1]) for _ in range(100)} == {choose("split", "e1", "ab", [1, 1, 1])}


def test_the_arm_of_a_contact_is_the_same_in_every_release() -> None:
    assert draw("split", "e1", "ab") == 2372763960011487900
    assert [choose("split", f"e{n}", "ab", [1, 1]) for n in range(8)] == [1, 0, 1, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("weights", [[1, 1], [9, 1], [1, 2, 3], [0, 1], [1, 0, 1]])
def test_shares_follow_the_weights(weights: list[int]) -> None:
    drawn = [choose("split", f"e{n}", "ab", weights) for n in range(4000)]
    for arm, weight in enumerate(weights):
        assert drawn.count(arm) / 4000 == pytest.approx(weight / sum(weights), abs=0.03)
    assert all(drawn.count(arm) == 0 for arm, weight in enumerate(weights) if weight == 0)


def test_two_splits_in_one_journey_are_independent() -> None:
    pairs = [(choose("split", f"e{n}", "one", [1, 1]), choose("split", f"e{n}", "two", [1, 1])) for n in range(4000)]
    for pair in [(0, 0), (0, 1), (1, 0), (1, 1)]:
        assert pairs.count(pair) / 4000 == pytest.approx(0.25, abs=0.04)


def test_arms_without_any_weight_still_lead_somewhere() -> None:
    assert choose("split", "e1", "ab", [0, 0]) == 0
