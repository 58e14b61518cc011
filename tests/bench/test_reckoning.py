"""The account of a fault run must find what is wrong also where people intervened, else it would only count sums."""

from collections import Counter
from typing import Any

import pytest

from backend.bench.interventions import Deed
from backend.bench.reckoning import Account, Mail, Row, Trip, expected_mails, not_as_answered, settle, untold

OVER = Row("end", "ended", {"reason": "completed"})


def sent(node: str) -> Row:
    return Row(node, "sent", {"message": f"m-{node}"})


def moved(node: str, to: str, **detail: Any) -> Row:
    return Row(node, "moved", {"to": to, **detail})


def stopped(node: str) -> Row:
    return Row(node, "ended", {"reason": "stopped_by_hand", "note": "1-0-3"})


@pytest.mark.parametrize(
    ("journal", "mails"),
    [
        ([OVER], {"first": 1, "second": 1, "third": 1}),
        ([], {"first": 1, "second": 1, "third": 1}),
        ([stopped("pause1")], {"first": 1}),
        ([stopped("second")], {"first": 1}),
        ([stopped("second"), sent("second")], {"first": 1, "second": 1}),
        ([stopped("first")], {}),
        ([moved("pause1", "third"), OVER], {"first": 1, "third": 1}),
        ([moved("pause2", "second"), OVER], {"first": 1, "second": 2, "third": 1}),
        ([sent("second"), moved("second", "second"), OVER], {"first": 1, "second": 2, "third": 1}),
        ([moved("pause2", "first", replay=True, resend=False), OVER], {"first": 1, "second": 1, "third": 1}),
        ([moved("pause2", "first", replay=True, resend=True), OVER], {"first": 2, "second": 2, "third": 1}),
        (
            [moved("pause2", "first", replay=True, resend=False), moved("pause1", "first"), OVER],
            {"first": 2, "second": 1, "third": 1},
        ),
        ([Row("pause1", "migrated", {"to": "first"}), OVER], {"first": 1, "second": 1, "third": 1}),
        ([Row("pause1", "migrated", {"to": "pause1"}), OVER], {"first": 1, "second": 1, "third": 1}),
        (
            [Row("pause1", "caught_up", {}), Row("second", "not_sent", {"reason": "overdue"}), OVER],
            {"first": 1, "third": 1},
        ),
        ([Row("second", "not_sent", {"reason": "overdue"}), OVER], {"first": 1, "second": 1, "third": 1}),
    ],
    ids=["to the end", "left behind", "stopped in a wait", "stopped before a mail", "stopped while one was on its way",
         "stopped at once", "moved past a mail", "moved back", "moved to where they stand", "replayed", "sent again",
         "replayed, then moved back", "carried back", "carried along", "overdue", "overdue by nobody's word"],
)  # fmt: skip
def test_what_people_did_decides_which_mails_are_missed(journal: list[Row], mails: dict[str, int]) -> None:
    assert expected_mails(journal) == Counter(mails)


def trip(*journal: Row, mails: dict[str, str] | None = None, **more: Any) -> Trip:
    ledger = [Mail(f"m-{node}", node, status) for node, status in (mails or {}).items()]
    return Trip("a", more.pop("status", "completed"), "x", journal=list(journal), mails=ledger, **more)


ALL = {"first": "sent", "second": "sent", "third": "sent"}


@pytest.mark.parametrize(
    ("about", "got", "duplicates", "lost"),
    [
        (trip(OVER, mails=ALL), {"a|first": 1, "a|second": 1, "a|third": 1}, 0, 0),
        (trip(OVER, mails=ALL), {"a|first": 2, "a|third": 1}, 1, 1),
        (trip(moved("pause2", "second"), OVER, mails=ALL), {"a|first": 1, "a|second": 1, "a|third": 1}, 0, 1),
        (trip(moved("pause1", "third"), OVER, mails=ALL), {"a|first": 1, "a|second": 1, "a|third": 1}, 1, 0),
        (trip(stopped("pause1"), mails=ALL), {"a|first": 1, "a|second": 1}, 1, 0),
        (trip(OVER, mails={**ALL, "third": "unconfirmed"}), {"a|first": 1, "a|second": 1}, 0, 0),
        (trip(OVER, mails={**ALL, "third": "transmitting"}), {"a|first": 1, "a|second": 1}, 0, 1),
        (trip(mails={"first": "sent"}, erased=True), {"a|first": 1}, 0, 0),
        (trip(mails={"first": "sent"}, erased=True), {}, 0, 1),
        (trip(mails={"first": "skipped"}, erased=True), {"a|first": 1}, 1, 0),
        (trip(OVER, mails=ALL), {"a|first": 1, "a|second": 1, "a|third": 1, "stranger|first": 1}, 1, 0),
    ],
    ids=["all well", "one twice, one not", "moved back, but sent once", "moved past it, but sent", "sent after a stop",
         "named in doubt", "in doubt without a name", "erased", "erased and lost", "erased and sent against the ledger",
         "to a stranger"],
)  # fmt: skip
def test_the_sum_may_be_right_and_the_mails_wrong(about: Trip, got: dict[str, int], duplicates: int, lost: int) -> None:
    account, _ = settle([about], Counter(got))
    assert (account.duplicates, account.lost) == (duplicates, lost)


def test_the_account_calls_a_mail_lost_that_is_neither_at_the_sink_nor_named() -> None:
    statuses = {"first": "sent", "second": "unconfirmed", "third": "transmitting"}
    account, lost = settle([trip(OVER, mails=statuses)], Counter({"a|first": 2}))
    assert account == Account(expected=3, delivered=1, duplicates=1, lost=1, unconfirmed=2, unconfirmed_named=1)
    assert lost == {"a|third": 1}


def test_a_mail_of_which_the_journal_tells_nothing_or_twice_is_found() -> None:
    assert untold(trip(sent("first"), sent("second"), sent("second"), mails={"first": "sent", "second": "sent"})) == 1
    assert untold(trip(OVER, mails={"first": "unconfirmed", "second": "skipped"})) == 1


def test_somebody_parked_or_gone_without_a_reason_was_left_behind() -> None:
    assert trip(status="errored").left_behind
    assert Trip("a", "completed", None).left_behind
    assert not trip(OVER).left_behind


def test_a_request_that_was_done_twice_or_otherwise_than_answered_is_found() -> None:
    once, twice = trip(moved("first", "end", reason="x")), trip(*[moved("first", "end", reason="x")] * 2)
    assert not_as_answered([Deed("x", 1)], [once]) == []
    assert not_as_answered([Deed("x", 2)], [once]) == ["x"]
    assert not_as_answered([Deed("x", 2)], [once, trip(erased=True)]) == []
    assert not_as_answered([Deed("x", 0)], [once]) == ["x"]
    assert not_as_answered([Deed("x", None)], [twice]) == ["x"]
    assert not_as_answered([Deed("x", None)], [once, once]) == []
    assert not_as_answered([Deed("1-0-3", 0)], [trip(stopped("first"))]) == ["1-0-3"]
