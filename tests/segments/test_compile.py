"""The SQL compiler against the pure evaluator, on a real PostgreSQL."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Company, Contact, ContactList, ListMember
from backend.segments.compile import compile_condition, uses_company
from backend.segments.errors import ConditionRefused
from tests.segments.strategies import LISTS, condition_trees, contacts
from workflows.journey.conditions import FIELDS, MAX_DEPTH, Condition, Evidence, depth, evaluate
from workflows.journey.world import World

pytestmark = pytest.mark.pg
CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


def facts_of(contact: Contact, company: Company | None, lists: Sequence[str] = ()) -> dict[str, Any]:
    """Plain values of every field, None where there is nothing; attributes under `attributes.<key>`."""
    facts: dict[str, Any] = {}
    for name in FIELDS:
        owner, _, attribute = name.rpartition(".")
        source = company if owner == "company" else contact
        facts[name] = None if source is None else getattr(source, attribute)
    facts["lists"] = list(lists)
    return facts | {f"attributes.{key}": value for key, value in contact.attributes.items()}


async def insert(session: AsyncSession, given_contacts: list[dict[str, Any]]) -> None:
    session.add_all(ContactList(id=UUID(key), name=key) for key in LISTS[:-1])
    await session.flush()
    for values in given_contacts:
        company = values["company"]
        company_id = None
        if company is not None:
            company_id = new_id()
            session.add(Company(id=company_id, key=str(company_id), **company))
            await session.flush()
        columns = {name: value for name, value in values.items() if name not in ("company", "lists")}
        key = new_id()
        session.add(Contact(id=key, email=f"{key.hex}@a.example", company_id=company_id, **columns))
        await session.flush()
        session.add_all(ListMember(list_id=UUID(named), contact_id=key) for named in values["lists"])
    await session.flush()
    session.expire_all()


async def disagreements(session: AsyncSession, condition: Condition) -> list[dict[str, Any]]:
    """Facts of every contact about whom SQL and evaluator differ."""
    on_lists: dict[UUID, list[str]] = {}
    for member in await session.scalars(select(ListMember)):
        on_lists.setdefault(member.contact_id, []).append(str(member.list_id))
    query = select(Contact, Company, compile_condition(condition).label("holds")).outerjoin(
        Company, Company.id == Contact.company_id
    )
    wrong: list[dict[str, Any]] = []
    for contact, company, holds in await session.execute(query):
        facts = facts_of(contact, company, on_lists.get(contact.id, ()))
        assert holds is not None, "three-valued logic leaked"
        if holds is not evaluate(condition, Evidence(World("e", facts), {})):
            wrong.append(facts)
    return wrong


@given(people=st.lists(contacts, min_size=1, max_size=4), trees=st.lists(condition_trees, min_size=1, max_size=6))
@example(
    people=[
        {
            "company": None, "last_name": "", "title": "東京都", "industry": "ab", "memo": "", "stage": "reengagement",
            "score": 50, "tags": ["関心あり"], "timezone": None, "consent_on": None, "domain_class": "own",
            "lists": [LISTS[0]],
            "attributes": {"budget": 0.1, "予算": 10, "a.b": ["ホットリード"], "x'y": ""},
        }
    ],
    trees=[
        {"not": {"field": "company.name", "op": "contains", "value": ""}},
        {"field": "attributes.budget", "op": "eq", "value": 0.1},
        {"field": "attributes.予算", "op": "in", "value": [10.0, "10"]},
        {"field": "attributes.a.b", "op": "not_contains", "value": "a"},
        {"field": "attributes.x'y", "op": "is_not_set"},
        {"not": {"stage_at_least": "lead"}},
        {"in_list": LISTS[0]},
        {"not": {"in_list": LISTS[0].replace("-", "")}},
    ],
)  # fmt: skip
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
async def test_a_list_and_a_branch_never_disagree_about_the_same_condition(
    engine: AsyncEngine, sessions: Sessions, people: list[dict[str, Any]], trees: list[dict[str, Any]]
) -> None:
    async with sessions() as session:
        await insert(session, people)
        for tree in trees:
            condition = CONDITION.validate_python(tree)
            if depth(condition) <= MAX_DEPTH:
                assert await disagreements(session, condition) == [], tree
        await session.rollback()


@pytest.mark.parametrize(
    ("tree", "named"),
    [
        ({"engagement": "opened", "of": "thanks"}, {"engagement": "opened"}),
        ({"all": [{"tag": "a"}, {"engagement": "replied", "of": "x"}]}, {"engagement": "replied"}),
        ({"field": "shoe_size", "op": "eq", "value": 27}, {"field": "shoe_size"}),
        ({"field": "title", "op": "eq", "value": "a\0b"}, {}),
    ],
)
def test_what_no_list_can_answer_is_refused_by_name(tree: dict[str, Any], named: dict[str, Any]) -> None:
    with pytest.raises(ConditionRefused) as refused:
        compile_condition(CONDITION.validate_python(tree))
    assert refused.value.fields == named


def test_nesting_without_end_is_refused_instead_of_exhausting_the_stack() -> None:
    tree: dict[str, Any] = {"tag": "a"}
    for _ in range(MAX_DEPTH + 1):
        tree = {"not": tree}
    with pytest.raises(ConditionRefused):
        compile_condition(CONDITION.validate_python(tree))


def test_the_company_is_joined_only_when_a_test_looks_at_it() -> None:
    assert uses_company(CONDITION.validate_python({"not": {"field": "company.name", "op": "is_set"}}))
    assert not uses_company(CONDITION.validate_python({"field": "title", "op": "is_set"}))


async def test_a_plain_stage_filter_uses_its_index_on_many_contacts(sessions: Sessions) -> None:
    async with transaction(sessions) as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "insert into contact (id, email, stage) select gen_random_uuid(), 'c' || n || '@a.example',"
            " case when n % 500 = 0 then 'mql' else 'lead' end from generate_series(1, 20000) n"
        )
        await connection.exec_driver_sql("analyze contact")
        clause = compile_condition(CONDITION.validate_python({"field": "stage", "op": "eq", "value": "mql"}))
        compiled = select(Contact.id).where(clause).compile(connection.engine, compile_kwargs={"literal_binds": True})
        plan = "\n".join(row[0] for row in await connection.exec_driver_sql(f"explain {compiled}"))
    assert "ix_contact_stage" in plan, plan
