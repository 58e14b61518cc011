"""Generated contacts and conditions that meet often: few distinct values, many awkward ones."""

from typing import Any

from hypothesis import strategies as st

from workflows.journey.conditions import FIELDS, OPS, STAGE_ORDER, STAGES, Op

WORDS = (
    "",
    "a",
    "A",
    "Ａ",
    "ab",
    "東京",
    "東京都",
    "京",
    "ｶﾅ",
    "カナ",
    "𠮷野",
    "%",
    "_",
    "\\",
    "0",
    "10",
    "9",
    " ",
    "true",
)
LISTS = tuple(f"01980000-0000-7000-8000-00000000000{number}" for number in range(4))
"""Ids of lists; of the last one there is no list."""
NAMED = (*LISTS, LISTS[0].replace("-", ""), "{" + LISTS[1] + "}", "a")
"""What conditions call lists: their ids, other ways of writing these, and what is no id."""
TAGS = ("ホットリード", "a", "A", "関心あり", "10")
NUMBERS = (0, 1, -1, 9, 10, 50, 2**31 - 1, 2**53, 2**53 + 1, 0.5, 0.1, 1.0, -0.0, 1e16, 1e300, -2.5)
DAYS = ("2026-04-01", "2026-04-30", "2025-12-31", "20260401", "2026-04-01T10:00:00+09:00", "2026-02-30", "")
KEYS = ("budget", "予算", "a.b", "x'y")

words = st.sampled_from(WORDS)
texts = words | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=4)
numbers = st.sampled_from(NUMBERS) | st.integers(-5, 120)
scalars = texts | numbers | st.booleans() | st.none() | st.sampled_from(DAYS) | st.sampled_from(STAGES)
values = scalars | st.lists(scalars, max_size=4)
listed = st.lists(st.sampled_from((*TAGS, 10, True)), max_size=3)
attributes = st.dictionaries(
    st.sampled_from(KEYS),
    texts
    | numbers
    | st.booleans()
    | st.none()
    | st.lists(st.sampled_from((*TAGS, 10, True)), max_size=3)
    | st.just({"deep": 1}),
    max_size=4,
)

companies = st.fixed_dictionaries(
    {
        "name": texts.filter(bool),
        "industry": texts,
        "employees": st.none() | st.integers(0, 2**31 - 1) | st.sampled_from((0, 1, 9, 10, 50)),
        "prefecture": texts,
        "stage": st.sampled_from(STAGES),
    }
)
contacts = st.fixed_dictionaries(
    {
        "company": st.none() | companies,
        "last_name": texts,
        "title": texts,
        "industry": texts,
        "memo": texts,
        "stage": st.sampled_from(STAGES),
        "score": st.integers(-5, 120),
        "tags": st.lists(st.sampled_from(TAGS), max_size=3, unique=True),
        "attributes": attributes,
        "lists": st.lists(st.sampled_from(LISTS[:-1]), max_size=2, unique=True),
        "timezone": st.none() | st.sampled_from(("Asia/Tokyo", "")),
        "consent_on": st.none() | st.dates(),
        "domain_class": st.sampled_from(("corporate", "free_mail", "competitor", "own")),
    }
)

_LIVELY = ("last_name", "title", "industry", "stage", "score", "tags", "timezone", "consent_on", "domain_class")
_COMPANY = tuple(name for name in FIELDS if name.startswith("company."))
fields = st.sampled_from((*_LIVELY, *_COMPANY, *(f"attributes.{key}" for key in KEYS))) | st.sampled_from(
    sorted(FIELDS)
)
ops = st.sampled_from(sorted(OPS["any"]))


def _field_test(field: str, op: Op, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


leaf_tests = (
    st.builds(_field_test, fields, ops, values)
    | st.builds(lambda stage: {"stage_at_least": stage}, st.sampled_from(STAGE_ORDER))
    | st.builds(lambda tag: {"tag": tag}, st.sampled_from(TAGS))
    | st.builds(
        lambda named: {"in_list": named}, st.sampled_from((*LISTS, LISTS[0].upper(), "a", "{" + LISTS[1] + "}"))
    )
)
condition_trees = st.recursive(
    leaf_tests,
    lambda parts: (
        st.builds(lambda all_: {"all": all_}, st.lists(parts, min_size=1, max_size=3))
        | st.builds(lambda any_: {"any": any_}, st.lists(parts, min_size=1, max_size=3))
        | st.builds(lambda part: {"not": part}, parts)
    ),
    max_leaves=6,
)
