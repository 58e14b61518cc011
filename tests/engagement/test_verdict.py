"""Whose open and whose click it was."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from backend.engagement.verdict import HOLD, Hit, HitKind, Judgement, judge

SENT = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


def hit(seconds: float, kind: HitKind = "clicked", number: int = 1, **parts: object) -> Hit:
    known: dict[str, object] = {"url": f"https://a.example/{number}", "ip": "203.0.113.7", "agent": BROWSER}
    at = SENT + timedelta(seconds=seconds)
    return Hit(UUID(int=int(seconds * 1000) * 100 + number), kind, at, **(known | parts))  # pyright: ignore[reportArgumentType]


def verdicts(*hits: Hit, after: float = 3600) -> list[str]:
    judged = judge(hits, SENT, SENT + timedelta(seconds=after))
    return [judged[one.id].verdict for one in hits]


def only(one: Hit, after: float = 3600) -> Judgement:
    return judge([one], SENT, SENT + timedelta(seconds=after))[one.id]


def test_a_person_who_opens_and_clicks_an_hour_later_is_a_person_at_once() -> None:
    opened, clicked = hit(3600, "opened"), hit(3605)
    assert verdicts(opened, clicked, after=3605) == ["human", "human"]


@pytest.mark.parametrize("count", [3, 5])
def test_a_scanner_that_follows_every_link_is_a_machine_and_so_was_its_first_hit(count: int) -> None:
    hits = [hit(300 + n, number=n) for n in range(count)]
    assert verdicts(hits[0], after=300) == ["human"]
    assert verdicts(*hits, after=310) == ["machine"] * count


def test_a_scanner_from_many_networks_is_a_machine() -> None:
    hits = [hit(300 + n * 20, number=1, ip=f"198.51.{n}.4") for n in range(3)]
    assert verdicts(*hits) == ["machine"] * 3


def test_a_reader_with_two_addresses_of_one_network_is_a_person() -> None:
    hits = [hit(300 + n * 20, number=1, ip=f"198.51.100.{n}") for n in range(3)]
    assert verdicts(*hits) == ["human"] * 3


@pytest.mark.parametrize(
    "one",
    [
        hit(300, agent="python-requests/2.32"),
        hit(300, agent=""),
        hit(300, agent="Mimecast URL scanner"),
        hit(30),
        hit(300, ip="52.0.0.1"),
    ],
)
def test_no_single_sign_makes_a_click_a_machines(one: Hit) -> None:
    assert only(one).verdict != "machine"


def test_an_agent_that_says_scanner_right_after_sending_is_a_machine() -> None:
    assert only(hit(20, agent="Barracuda Sentinel (EE)")).verdict == "machine"
    assert only(hit(1, agent="Mozilla/5.0 (compatible; LinkBot/1.0)")).verdict == "machine"


def test_words_are_matched_whole() -> None:
    agent = "Mozilla/5.0 (Linux; Android 14; Cubot Note 50) AppleWebKit/537.36"
    assert "scanner_agent" not in only(hit(300, agent="Mozilla/5.0 (robotics-lab) Gecko")).reasons
    # Cubot is a make of telephone; alone the word decides nothing.
    assert only(hit(3600, "opened", agent=agent)).verdict != "machine"


def test_an_early_click_is_held_until_it_is_clear_that_it_came_alone() -> None:
    early = hit(20)
    held = only(early, after=21)
    assert (held.verdict, held.hold_until) == ("unknown", early.at + HOLD)
    assert only(early, after=81) == Judgement("human", ("soon_after_sending",))


def test_apples_privacy_proxy_is_no_person_and_gmails_image_proxy_is() -> None:
    assert only(hit(3600, "opened", agent="Mozilla/5.0")).verdict == "machine"
    gmail = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
    assert only(hit(1, "opened", agent=gmail)) == Judgement("human", ("image_proxy",))


def test_a_prefetch_says_so() -> None:
    assert only(hit(3600, prefetch=True)) == Judgement("machine", ("prefetch",))


def test_a_link_scanner_that_follows_the_opt_out_as_well_is_no_person() -> None:
    opt_out = hit(20, "unsubscribe_viewed", 9, url=None)
    assert verdicts(hit(21, number=1), opt_out, after=22) == ["machine", "machine"]


def test_someone_who_reads_and_then_opts_out_a_day_later_was_a_person() -> None:
    assert verdicts(hit(3600), hit(90_000, "unsubscribe_viewed", 9)) == ["human", "human"]


def test_on_the_readers_own_machine_speed_proves_nothing() -> None:
    hits = [hit(0.5 + n / 10, number=n, local=True, agent="HeadlessChrome") for n in range(5)]
    assert verdicts(*hits, after=1) == ["human"] * 5
    assert only(hit(1, local=True, agent="Barracuda")).verdict == "machine"


def test_a_mail_whose_sending_time_is_not_known_is_judged_by_the_rest() -> None:
    one = hit(0.5)
    assert judge([one], None, SENT)[one.id].verdict == "human"
