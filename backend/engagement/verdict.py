"""Did a person open and click, or a machine? Pure rules over all hits of one mail.

No single sign decides: not the address, not the agent, not the delay, not a click without an open. Signs add up over
the cluster of hits of one (message, recipient); when later hits arrive everything is judged again, and earlier hits
may change their verdict. What cannot be told is `unknown` and counts neither way.

The only exceptions are agents that say what they are to a mail client's face: Apple's privacy proxy fetches with the
bare agent `Mozilla/5.0`, and a prefetch says so in a header.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final, Literal
from uuid import UUID

Verdict = Literal["human", "machine", "unknown"]
HitKind = Literal["opened", "clicked", "unsubscribe_viewed"]

RULES_VERSION: Final = 1
MACHINE: Final = -60
SUSPECT: Final = -25
HOLD: Final = timedelta(seconds=60)
"""How long a click that came soon after the mail is held before it may move anything: scanners rarely come alone."""
SOON: Final = timedelta(seconds=60)
AT_ONCE: Final = timedelta(seconds=2)

_SCANNERS: Final = re.compile(
    r"\b(bot|[a-z]+bot|crawler|spider|scanner|barracuda|mimecast|proofpoint|symantec|messagelabs|fireeye|trellix|"
    r"trend ?micro|ironport|safelinks|urldefense|linkcheck|virustotal|cloudmark|sophos|forcepoint|zscaler)\b",
    re.I,
)
_PROXIES: Final = re.compile(r"GoogleImageProxy|YahooMailProxy")


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that a link or pixel of a mail received. `local`: from the reader's own machine (dev inbox)."""

    id: UUID
    kind: HitKind
    at: datetime
    url: str | None = None
    ip: str | None = None
    agent: str = ""
    prefetch: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one hit, why, and until when it is only provisional."""

    verdict: Verdict
    reasons: tuple[str, ...]
    hold_until: datetime | None = None


def judge(hits: Sequence[Hit], sent_at: datetime | None, now: datetime) -> dict[UUID, Judgement]:
    """Judgements of all hits of one mail, together."""
    ordered = sorted(hits, key=lambda hit: hit.at)
    return {hit.id: _judge(hit, ordered, sent_at, now) for hit in ordered}


def _judge(hit: Hit, hits: Sequence[Hit], sent_at: datetime | None, now: datetime) -> Judgement:
    if hit.prefetch:
        return Judgement("machine", ("prefetch",))
    if hit.kind == "opened" and hit.agent.strip() == "Mozilla/5.0":
        return Judgement("machine", ("apple_privacy_proxy",))
    if hit.kind == "opened" and _PROXIES.search(hit.agent):
        # Fetched when a person opens; only the device stays unknown.
        return Judgement("human", ("image_proxy",))
    if hit.local:
        return _local(hit)
    score, reasons = _score(hit, hits, sent_at)
    if score <= MACHINE:
        return Judgement("machine", reasons)
    age = hit.at - sent_at if sent_at else None
    hold = hit.at + HOLD if hit.kind == "clicked" and age is not None and age < SOON else None
    if hold is not None and now < hold:
        return Judgement("unknown", (*reasons, "held"), hold)
    return Judgement("unknown" if score <= SUSPECT else "human", reasons)


def _local(hit: Hit) -> Judgement:
    """On the reader's own machine speed proves nothing: tests and demonstrations play two weeks in a minute."""
    if _SCANNERS.search(hit.agent):
        return Judgement("machine", ("scanner_agent", "local"))
    return Judgement("human", ("local",))


def _score(hit: Hit, hits: Sequence[Hit], sent_at: datetime | None) -> tuple[int, tuple[str, ...]]:
    score = 0
    reasons: list[str] = []

    def add(points: int, reason: str) -> None:
        nonlocal score
        score += points
        reasons.append(reason)

    age = hit.at - sent_at if sent_at else None
    if age is not None and age < SOON:
        add(-40 if age < AT_ONCE else -20, "right_after_sending" if age < AT_ONCE else "soon_after_sending")
    if _SCANNERS.search(hit.agent):
        add(-50, "scanner_agent")
    if hit.kind != "opened":
        _cluster(hit, hits, add)
    return score, tuple(reasons)


def _cluster(hit: Hit, hits: Sequence[Hit], add: Callable[[int, str], None]) -> None:
    links = [other for other in hits if other.kind != "opened"]
    distinct = max(_distinct_urls(links, around) for around in links if _near(hit, around, 10))
    if distinct >= 3:
        add(-80 if distinct >= 5 else -60, "many_links_at_once")
    if any(o.kind == "unsubscribe_viewed" and _near(o, hit, 60) for o in links) and any(
        o.kind == "clicked" and _near(o, hit, 60) for o in links
    ):
        add(-50, "opt_out_and_content")
    if len({_network(other.ip) for other in links if other.ip and _near(other, hit, 120)}) >= 3:
        add(-60, "many_networks")
    alone = sum(_near(other, hit, 60) for other in links) == 1
    if alone and any(other.kind == "opened" and other.at <= hit.at for other in hits):
        add(15, "alone_after_open")


def _distinct_urls(links: Sequence[Hit], around: Hit) -> int:
    window = (other for other in links if timedelta() <= other.at - around.at <= timedelta(seconds=10))
    return len({other.url for other in window})


def _near(one: Hit, other: Hit, seconds: int) -> bool:
    return abs(one.at - other.at) <= timedelta(seconds=seconds)


def _network(ip: str) -> str:
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
