"""Random journeys that could be published, with a contact, its behaviour, and what happens around it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.workflows.journey.strategies import ports_of

IDS = [f"n{number}" for number in range(8)]
BEGINS = [
    datetime(2026, 4, 1, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 28, 14, 30, tzinfo=UTC),  # Europe's clocks change in the night after
    datetime(2026, 12, 28, 0, 7, tzinfo=UTC),
]
DELAYS = st.sampled_from(["PT5M", "PT20M", "PT3H", "PT7H1M", "PT24H", "PT50H", "PT100H"])
DURATIONS = st.sampled_from(["PT5M", "PT20M", "PT3H", "P1D", "P2DT1H", "P1W"])
TIMES = st.sampled_from(["00:00", "02:30", "09:00", "23:59"])
TEMPLATES = st.sampled_from(["one", "two", "three"])
KINDS = ("opened", "clicked", "replied", "bounced")
BRINGS = {"webhook": ("status", "plan"), "enroll": ("enrolled",), "assign": ("owner",), "create_task": ("outcome",)}
PRICES = "https://tabiji.example/prices"

PLAIN = st.sampled_from(
    [
        {"field": "score", "op": "gte", "value": 50},
        {"field": "memo", "op": "is_not_set"},
        {"field": "attributes.plan", "op": "in", "value": ["gold", "silver"]},
        {"field": "company.stage", "op": "eq", "value": "customer"},
        {"field": "owner", "op": "is_set"},
        {"tag": "vip"},
        {"stage_at_least": "sql"},
        {"in_list": "@list"},
    ]
)


def leaves(mails: list[str], results: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Tests that may be made in a journey with these mails, and steps that bring something."""
    some = [PLAIN]
    if mails:
        of, kinds = st.sampled_from(mails), st.sampled_from([*KINDS, "sent"])
        some.append(st.builds(lambda of, kind: {"engagement": kind, "of": of}, of, kinds))
        some.append(st.builds(lambda of: {"engagement": "clicked", "of": of, "link": "prices"}, of))
    if results:
        some.append(st.sampled_from(results).map(lambda name: {"field": f"steps.{name}", "op": "is_set"}))
    return st.one_of(some)


def conditions(leaf: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        leaf,
        leaf,
        st.builds(lambda part: {"not": part}, leaf),
        st.builds(lambda parts: {"all": parts}, st.lists(leaf, min_size=2, max_size=2)),
        st.builds(lambda parts: {"any": parts}, st.lists(leaf, min_size=2, max_size=2)),
    )


MAIL = st.one_of(
    st.builds(lambda template: {"type": "send_email", "template": template}, TEMPLATES),
    st.builds(
        lambda one, two: {
            "type": "send_email",
            "variants": [{"id": "x", "template": "one", "weight": one}, {"id": "y", "template": "two", "weight": two}],
        },
        st.integers(0, 3),
        st.integers(1, 3),
    ),
)
WAIT = st.one_of(
    DURATIONS.map(lambda text: {"type": "wait", "for": text}),
    st.fixed_dictionaries(
        {"time": TIMES},
        optional={"weekdays": st.sampled_from([["mon"], ["sat", "sun"], None]), "holidays": st.just("jp")},
    ).map(lambda rule: {"type": "wait", "until": rule}),
    st.builds(
        lambda count, time: {"type": "wait", "business_days": {"count": count, "time": time}},
        st.integers(1, 4),
        st.none() | TIMES,
    ),
    st.builds(
        lambda field, offset: {"type": "wait", "relative_to": {"field": field, "offset": offset}},
        st.sampled_from(["attributes.renewal", "consent_on", "attributes.nothing"]),
        st.sampled_from(["-P1D", "P0D", "P3D"]),
    ),
)
STAGES = st.sampled_from(["lead", "mql", "sql", "customer", "disqualified", "reengagement"])
UPDATE = st.one_of(
    st.builds(
        lambda stage, back: {"type": "update_contact", "set": {"stage": stage}, "backward": back}, STAGES, st.booleans()
    ),
    st.sampled_from(
        [
            {"type": "update_contact", "set": {"score": 60, "memo": "電話"}, "add_tags": ["vip", "a"]},
            {"type": "update_contact", "set": {"memo": None, "consent_on": "2026-04-09", "attributes.plan": "gold"}},
            {"type": "update_contact", "add_score": -15, "add_lists": ["@list"]},
            {"type": "update_contact", "set": {"score": 45}, "add_score": 5, "remove_lists": ["@list"]},
            {"type": "update_contact", "remove_tags": ["vip", "a"], "add_tags": ["a", "b"]},
            {"type": "update_contact", "set": {"attributes.renewal": "2026-04-20", "timezone": "America/New_York"}},
        ]
    ),
)
ASSIGNEES = [
    {"account": "@account"},
    {"keep_owner": False, "among": [{"account": "@account"}]},
    {"account": "@gone"},
    {},
]
TEAM = st.one_of(
    st.sampled_from(ASSIGNEES).map(lambda to: {"type": "assign", "to": to}),
    st.sampled_from(
        [
            {"type": "notify", "subject": "知らせ", "via": ["in_app", "mail"], "accounts": ["@account"]},
            {"type": "notify", "subject": "知らせ", "via": ["in_app"]},
            {"type": "notify", "subject": "知らせ", "via": ["webhook"], "url": "@hook"},
            {"type": "webhook", "url": "@hook", "take": {"plan": "data.plan"}},
            {"type": "enroll", "journey": "@other"},
        ]
    ),
    st.builds(
        lambda due, hold, assignee: {
            "type": "create_task", "subject": "電話", "due": due, "hold": hold, "assignee": assignee,
        },
        st.none() | DURATIONS,
        st.none() | DURATIONS,
        st.sampled_from(ASSIGNEES),
    ),
)  # fmt: skip
SPLIT = st.builds(
    lambda one, two: {"type": "split", "arms": [{"id": "a", "weight": one}, {"id": "b", "weight": two}]},
    st.integers(0, 2),
    st.integers(1, 2),
)
GOTO = st.builds(lambda most: {"type": "goto", "max_visits": most}, st.integers(1, 2))
SETTINGS = st.fixed_dictionaries(
    {"timezone": st.sampled_from(["contact", "organization", "Europe/Berlin"])},
    optional={
        "send_window": st.sampled_from(
            [
                {"days": "mon-fri", "from": "09:00", "to": "18:00", "holidays": "jp"},
                {"days": "sat-sun", "from": "22:00", "to": "02:00"},
            ]
        ),
        "quiet_hours": st.sampled_from([{"from": "22:00", "to": "08:00"}, {"from": "09:30", "to": "17:30"}]),
        "cap": st.sampled_from([{"max": 1, "per": "P1D"}, {"max": 1, "per": "P30D"}, {"max": 2, "per": "P3D"}]),
        "ends_at": st.sampled_from(["2026-04-03T18:00:00+09:00", "2027-01-04T09:30:00+09:00"]),
    },
)


@st.composite
def wait_fors(draw: st.DrawFn, mails: list[str]) -> dict[str, Any]:
    event = draw(st.sampled_from(KINDS))
    node = {"type": "wait_for", "event": event, "of": draw(st.sampled_from(mails)), "within": draw(DURATIONS)}
    return node | ({"link": "prices"} if event == "clicked" and draw(st.booleans()) else {})


@st.composite
def branches(draw: st.DrawFn, leaf: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    tests = draw(st.lists(conditions(leaf), min_size=1, max_size=2))
    return {"type": "branch", "cases": [{"id": f"c{n}", "when": when} for n, when in enumerate(tests)]}


@st.composite
def journeys(draw: st.DrawFn) -> dict[str, Any]:
    """Steps one after the other with ways that leap forward; back only by a goto, so that everybody comes to an end."""
    count = draw(st.integers(1, len(IDS)))
    nodes: dict[str, Any] = {}
    mails: list[str] = []
    results: list[str] = []
    for place, node_id in enumerate(IDS[:count]):
        kinds = [MAIL, WAIT, UPDATE, TEAM, SPLIT, branches(leaves(mails, results))]
        kinds += [wait_fors(mails)] * 2 if mails else [MAIL]
        kinds += [GOTO] if place else []
        config = draw(st.one_of(kinds))
        later = st.sampled_from([*IDS[place + 1 : count], "end"])
        ways = {port: draw(later) for port in ports_of(config)}
        if "again" in ways:
            ways["again"] = draw(st.sampled_from(IDS[:place]))
        if "failed" in ways and draw(st.booleans()):
            del ways["failed"]
        nodes[node_id] = {**config, "next": ways}
        mails += [node_id] if config["type"] == "send_email" else []
        results += [f"{node_id}.{name}" for name in BRINGS.get(config["type"], ())]
    nodes["end"] = {"type": "exit", "reason": "done"}
    leaf = leaves(mails, results)
    exits = [{"when": when, "reason": "out"} for when in draw(st.lists(conditions(leaf), max_size=1))]
    goal = {"goal": {"when": draw(conditions(leaf)), "title": "G"}} if draw(st.integers(0, 3)) == 3 else {}
    return {
        "schema": 1, "name": "旅", "kind": draw(st.sampled_from(["nurture", "sequence"])), "entry": {"node": IDS[0]},
        "exits": exits, "settings": draw(SETTINGS), "nodes": nodes, **goal,
    }  # fmt: skip


@st.composite
def reactions(draw: st.DrawFn) -> dict[str, Any]:
    outcome, reason = draw(
        st.sampled_from([("sent", None)] * 6 + [("unconfirmed", None), ("refused", None), ("refused", "bounced")])
    )
    times = {kind: draw(DELAYS) for kind in KINDS[:3] if draw(st.booleans())}
    if draw(st.integers(0, 5)) == 5:
        times["bounced"] = draw(DELAYS)
    clicks = [{"after": draw(DELAYS), "link": PRICES}] if draw(st.booleans()) else []
    return {"outcome": outcome, "reason": reason, "clicks": clicks, **times}


@dataclass(frozen=True)
class Trip:
    """One journey and everything that happens to one contact on it."""

    document: dict[str, Any]
    behaviour: dict[str, Any] = field(default_factory=dict[str, Any])
    contact: dict[str, Any] = field(default_factory=dict[str, Any])
    begins: datetime = BEGINS[0]
    cut: timedelta | None = None
    """Longest wait of a test trip."""
    cap: dict[str, Any] | None = None
    """The organisation's."""
    shut: timedelta | None = None
    """How long after the beginning the contact opts out."""
    changes: tuple[tuple[timedelta, str, Any], ...] = ()
    """What somebody else changes on the contact, and how long after the beginning."""


@st.composite
def trips(draw: st.DrawFn) -> Trip:
    document = draw(journeys())
    nodes = document["nodes"].items()
    mails = [name for name, node in nodes if node["type"] == "send_email"]
    tasks = [name for name, node in nodes if node["type"] == "create_task"]
    calls = [name for name, node in nodes if node["type"] == "webhook"]
    done = st.fixed_dictionaries({"after": st.just("PT0S") | DELAYS, "outcome": st.sampled_from(["done", "reached"])})
    answer = draw(
        st.sampled_from(
            [
                {"outcome": "done", "status": 200, "fields": {"plan": "gold"}},
                {"outcome": "done", "status": 204, "fields": {"plan": None}},
                {"outcome": "failed", "status": 400},
                {"outcome": "failed", "status": 503},
            ]
        )
    )
    behaviour = {
        "sends": {name: draw(reactions()) for name in mails if draw(st.integers(0, 3))},
        "tasks": {name: draw(done) for name in tasks if draw(st.booleans())},
        "calls": dict.fromkeys(calls, answer),
    }
    contact = draw(
        st.fixed_dictionaries(
            {"score": st.sampled_from([0, 40, 49]), "stage": STAGES},
            optional={
                "tags": st.sampled_from([["vip"], ["b", "a"]]),
                "timezone": st.sampled_from(["Asia/Tokyo", "America/New_York", "Australia/Lord_Howe"]),
                "attributes": st.sampled_from([{"plan": "gold", "renewal": "2026-04-04"}, {"renewal": "unknown"}]),
                "owner_id": st.just("@account"),
                "company_id": st.just("@company"),
            },
        )
    )
    if any(node.get("backward") for _, node in nodes):  # a company's stage also hangs on colleagues, whom no film knows
        contact.pop("company_id", None)
    moments = st.sampled_from([timedelta(hours=hours) for hours in (0, 1, 26, 50, 101)])
    facts = st.sampled_from([("score", 70), ("memo", "x"), ("stage", "sql"), ("score", 10)])
    changes = draw(st.lists(st.tuples(moments, facts), max_size=2, unique_by=lambda change: change[1][0]))
    return Trip(
        document,
        behaviour,
        contact,
        draw(st.sampled_from(BEGINS)),
        draw(st.sampled_from([None, None, None, timedelta(minutes=10), timedelta(seconds=1)])),
        draw(st.sampled_from([None, None, {"max": 2, "per": "P2D"}])),
        draw(st.none() | moments),
        tuple(sorted((after, name, value) for after, (name, value) in changes)),
    )
