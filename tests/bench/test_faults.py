"""The fault bench in short: kills, mails dropped in every phase, people who intervene; every mail accounted for."""

import pytest

from backend.bench.faults import bench_faults, sound

pytestmark = [pytest.mark.temporal, pytest.mark.slow]


async def test_kill_9_while_people_intervene_loses_no_mail_and_repeats_none() -> None:
    report = await bench_faults(2, 134, contacts=75, interventions=8)
    assert sound(report), report
    assert report["delivered"] + report["unconfirmed"] - report["unconfirmed_at_sink"] == report["expected"] > 0
    assert sum(report["enrollments"].values()) == 75
    assert report["killed"] == {"worker": 0, "api": 1, "temporal": 0, "postgres": 1}
    assert sum(report["in_flight_at_kills"]) > 0, "kills that meet no mail on the wire prove nothing"
    assert sum(report["interventions"]["done"].values()) > 0
