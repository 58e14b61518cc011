from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from backend.execution.operations import start_operation
from backend.kit.clock import utc_now
from backend.kit.db import transaction
from backend.kit.ids import new_id

pytestmark = pytest.mark.pg


async def test_an_empty_installation_shows_the_first_steps(as_role):
    home = (await (await as_role("viewer")).get("/api/v1/home")).json()
    assert home == {
        "first_steps": {"contacts": False, "templates": False, "journeys": False, "enrollments": False},
        "attention": {"errored": 0, "unconfirmed": 0, "stuck": 0, "deliveries": 0},
        "journeys": [],
        "running_operations": [],
    }


async def _journey_with_people(session, ids) -> None:
    now = utc_now()
    statements = (
        """insert into contact (id, email)
           select unnest(cast(:contacts as uuid[])), gen_random_uuid() || '@tabi.example'""",
        """insert into journey (id, name, kind, status, draft, live_version_id)
           values (:j, '旅', 'nurture', 'running', '{}', :v)""",
        "insert into journey_version (id, journey_id, number, graph, templates) values (:v, :j, 1, '{}', '{}')",
        "insert into cohort (id, journey_id, kind) values (:c, :j, 'nurture')",
        """insert into enrollment (id, journey_id, version_id, contact_id, cohort_id, status, due_at)
           select gen_random_uuid(), :j, :v, p.id, :c, p.status, p.due from unnest(cast(:contacts as uuid[]),
           cast(:statuses as text[]), cast(:due as timestamptz[])) as p(id, status, due)""",
        """insert into node_counter (version_id, node, metric, count)
           values (:v, '', 'boarded', 4), (:v, 'hello', 'ended', 1), (:v, 'hello', 'failed', 1)""",
    )
    values = {
        **ids,
        "contacts": [new_id() for _ in range(4)],
        "statuses": ["active", "active", "errored", "completed"],
        "due": [now + timedelta(days=1), now - timedelta(hours=1), None, None],
    }
    for statement in statements:
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        await session.execute(text(statement), used)


async def test_what_is_stuck_or_failed_is_counted_and_shown(as_role, sessions):
    ids = {"j": new_id(), "v": new_id(), "c": new_id()}
    async with transaction(sessions) as session:
        await _journey_with_people(session, ids)
        await start_operation(session, "contact_import", {}, None)
    home = (await (await as_role("viewer")).get("/api/v1/home")).json()
    assert home["first_steps"] == {"contacts": True, "templates": False, "journeys": True, "enrollments": True}
    assert home["attention"] == {"errored": 1, "unconfirmed": 0, "stuck": 1, "deliveries": 0}
    journey = home["journeys"][0]
    assert (journey["name"], journey["aboard"], journey["reactions_7d"]) == ("旅", 2, 0)
    assert datetime.fromisoformat(journey["next_wave_at"]) < utc_now()
    assert home["running_operations"][0]["kind"] == "contact_import"
