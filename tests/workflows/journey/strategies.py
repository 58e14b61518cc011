"""Random journeys: every kind, with loops, open ports and edges to nowhere, as drafts and bugs have them."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

THOROUGH = settings(derandomize=True, deadline=None, max_examples=100, stateful_step_count=40, print_blob=False)
QUICK = settings(THOROUGH, max_examples=30)
"""The same examples at every run, so that a red build is red again; the count keeps the whole suite under a minute."""

IDS = [f"n{number}" for number in range(7)]
DURATIONS = st.sampled_from(["PT0S", "PT20M", "PT3H", "P1D", "P2DT1H", "P1W", "P1M"])
TIMES = st.sampled_from(["00:00", "02:30", "09:00", "23:59"])
LEAVES = st.sampled_from(
    [
        {"field": "score", "op": "gte", "value": 50},
        {"field": "memo", "op": "is_not_set"},
        {"field": "attributes.plan", "op": "in", "value": ["gold", 3, None]},
        {"tag": "vip"},
        {"stage_at_least": "sql"},
        {"in_list": "news"},
        {"field": "steps.n1.status", "op": "eq", "value": 200},
        {"field": "steps.n2.outcome", "op": "is_set"},
        *[{"engagement": kind, "of": of} for kind in ("opened", "sent", "clicked") for of in IDS[:3]],
    ]
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda part: {"not": part}, inner)
    ),
    max_leaves=4,
)
WEIGHTS = st.integers(0, 3)
PLAIN_MAIL = st.fixed_dictionaries({"type": st.just("send_email"), "template": st.sampled_from(["a", "b", None])})
TESTED_MAIL = st.builds(
    lambda one, two: {
        "type": "send_email",
        "variants": [{"id": "x", "template": "a", "weight": one}, {"id": "y", "template": "b", "weight": two}],
    },
    WEIGHTS,
    WEIGHTS,
)
UNTIL = st.fixed_dictionaries(
    {"time": TIMES},
    optional={"weekdays": st.sampled_from([["mon"], ["sat", "sun"], [], None]), "holidays": st.just("jp")},
)
WAIT = st.one_of(
    DURATIONS.map(lambda text: {"type": "wait", "for": text}),
    UNTIL.map(lambda rule: {"type": "wait", "until": rule}),
    st.builds(lambda count: {"type": "wait", "business_days": {"count": count}}, st.integers(1, 9)),
    st.sampled_from(["attributes.renewal", "consent_on"]).map(
        lambda field: {"type": "wait", "relative_to": {"field": field, "offset": "-P1D"}}
    ),
)
WAIT_FOR = st.builds(
    lambda event, of, within: {"type": "wait_for", "event": event, "of": of, "within": within},
    st.sampled_from(["opened", "clicked", "replied", "bounced"]),
    st.sampled_from(IDS),
    DURATIONS,
)
BRANCH = st.builds(
    lambda tests: {"type": "branch", "cases": [{"id": f"c{n}", "when": when} for n, when in enumerate(tests)]},
    st.lists(CONDITIONS, min_size=1, max_size=3),
)
SPLIT = st.builds(
    lambda weights: {"type": "split", "arms": [{"id": f"a{n}", "weight": w} for n, w in enumerate(weights)]},
    st.lists(WEIGHTS, min_size=1, max_size=3),
)
UPDATE = st.sampled_from(
    [
        {"type": "update_contact", "set": {"score": 60}, "add_tags": ["vip"]},
        {"type": "update_contact", "set": {"stage": "lead"}, "add_score": -5, "add_lists": ["news"]},
    ]
)
TASK = st.builds(
    lambda due, hold: {"type": "create_task", "subject": "call", "due": due, "hold": hold},
    st.none() | DURATIONS,
    st.none() | DURATIONS,
)
TEAM = st.sampled_from(
    [
        {"type": "assign", "to": {"account": "a1"}},
        {"type": "notify", "subject": "news", "via": ["in_app", "webhook"]},
        {"type": "webhook", "url": "https://hooks.example.com/x", "take": {"plan": "data.plan"}},
        {"type": "enroll", "journey": "other"},
    ]
)
GOTO = st.builds(lambda most: {"type": "goto", "max_visits": most}, st.integers(1, 4))
EXIT = st.just({"type": "exit", "reason": "done"})
CONFIGS = st.one_of(PLAIN_MAIL, TESTED_MAIL, WAIT, WAIT_FOR, BRANCH, SPLIT, UPDATE, TASK, TEAM, GOTO, EXIT)
WINDOW = st.sampled_from(
    [
        None,
        {"days": "mon-fri", "from": "09:00", "to": "18:00", "holidays": "jp"},
        {"days": "sat-sun", "from": "22:00", "to": "02:00"},
    ]
)


LIMITS = st.fixed_dictionaries(
    {},
    optional={
        "quiet_hours": st.sampled_from([None, {"from": "22:00", "to": "08:00"}, {"from": "09:30", "to": "17:30"}]),
        "cap": st.sampled_from([None, {"max": 1, "per": "P1D"}, {"max": 2, "per": "P30D"}]),
        "ends_at": st.sampled_from([None, "2026-10-20T18:00:00+09:00"]),
    },
)


def ports_of(config: dict[str, Any]) -> list[str]:
    match config["type"]:
        case "send_email":
            return ["sent", "failed"]
        case "wait":
            return ["done", "missing", "past"] if "relative_to" in config else ["done"]
        case "wait_for":
            return ["happened", "timed_out"]
        case "branch":
            return [*(case["id"] for case in config["cases"]), "else"]
        case "split":
            return [arm["id"] for arm in config["arms"]]
        case "create_task":
            return ["done"] if config["hold"] is None else ["done", "timed_out"]
        case "webhook":
            return ["done", "failed"]
        case "update_contact" | "assign" | "notify" | "enroll":
            return ["done"]
        case "goto":
            return ["again", "exhausted"]
        case _:
            return []


@st.composite
def documents(draw: st.DrawFn, whole: bool = False) -> dict[str, Any]:
    """A document; `whole`: all ports are connected and the entry exists."""
    ids = IDS[: draw(st.integers(1, len(IDS)))]
    targets = st.sampled_from(ids) if whole else st.sampled_from([*ids, *ids, None, "gone"])
    nodes: dict[str, Any] = {}
    for node_id in ids:
        config = draw(CONFIGS)
        edges = {port: draw(targets) for port in ports_of(config)}
        nodes[node_id] = {**config, "next": {port: to for port, to in edges.items() if to is not None}}
    exits = [{"when": when, "reason": "exit"} for when in draw(st.lists(LEAVES, max_size=1))]
    zone = draw(st.sampled_from(["contact", "organization", "Europe/Berlin"]))
    settings_ = {"timezone": zone, "send_window": draw(WINDOW), **draw(LIMITS)}
    entry = {"node": ids[0], "triggers": [{"type": "manual"}], "reentry": "never"}
    parts: dict[str, Any] = {"exits": exits, "settings": settings_, "nodes": nodes}
    goals = [{"when": when, "title": "goal"} for when in draw(st.lists(LEAVES, max_size=1))]
    if goals:
        parts["goal"] = goals[0]
    return {"schema": 1, "name": "旅", "kind": "nurture", "entry": entry, **parts}
