"""The fault bench in short: every part killed by chance, mails dropped in every phase, every mail accounted for."""

import pytest

from backend.bench.faults import Account, bench_faults, settle

pytestmark = [pytest.mark.temporal, pytest.mark.slow]


async def test_kill_9_of_any_part_loses_no_mail_and_repeats_none() -> None:
    report = await bench_faults(3, 7, contacts=120)
    assert (report["expected"], report["duplicates"], report["lost"]) == (360, 0, 0), report
    assert report["unconfirmed"] == report["unconfirmed_named"]
    assert report["delivered"] + report["unconfirmed"] - report["unconfirmed_at_sink"] == 360
    assert report["enrollments"] == {"completed": 120}
    assert sum(report["killed"].values()) == 3
    assert sum(report["in_flight_at_kills"]) > 0, "kills that meet no mail on the wire prove nothing"


def test_the_account_calls_a_mail_lost_that_is_neither_at_the_sink_nor_named() -> None:
    got = {"a|1": 1, "b|1": 2, "stranger|1": 1}
    ledger = {"a|1": "sent", "b|1": "sent", "c|1": "unconfirmed", "d|1": "sent", "e|1": "transmitting"}
    account, lost = settle({"a|1", "b|1", "c|1", "d|1", "e|1"}, got, ledger)
    assert account == Account(expected=5, delivered=2, duplicates=2, lost=2, unconfirmed=2, unconfirmed_named=1)
    assert lost == {"d|1", "e|1"}
