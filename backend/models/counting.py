"""SQL that keeps `standing` and `agenda` equal to what enrollments say, whoever changes them.

The same expressions count the difference of one statement (in a trigger, over its old and new rows) and everything
anew (`backend.execution.standings.recount`), so the two cannot disagree about what is counted.
"""

from typing import Final

PLACES: Final = """
    select version_id, coalesce(node, '') as node, status, state ->> 'phase' is not distinct from 'waiting' as waits,
           state -> 'visits' as visits, {sign} as people
    from {rows} where status in ('active', 'paused', 'errored')
"""
"""One row for each person aboard."""
BY_PLACE: Final = """
    select version_id, node, status, waits, sum(people) as people,
           array(select jsonb_object_keys(case when jsonb_typeof(visits) = 'object' then visits end)) as visited
    from ({places}) as one group by version_id, node, status, waits, visits having sum(people) <> 0
"""
"""How many of them where. Keys of an object always come in the same order."""
TIMES: Final = """
    select version_id, date_bin('1 minute', due_at, 'epoch') as minute, coalesce(node, '') as node,
           state ->> 'phase' is not distinct from 'waiting' as waits, seq > 0 as begun, {sign} as people
    from {rows} where status = 'active' and due_at is not null
"""
BY_TIME: Final = """
    select version_id, minute, node, waits, begun, sum(people) as people
    from ({times}) as one group by version_id, minute, node, waits, begun having sum(people) <> 0
"""


def _counting(name: str, **rows: str) -> str:
    """A trigger function that adds up these rows, each by its sign."""
    places = " union all ".join(PLACES.format(rows=table, sign=sign) for table, sign in rows.items())
    times = " union all ".join(TIMES.format(rows=table, sign=sign) for table, sign in rows.items())
    return f"""
    create function {name}() returns trigger language plpgsql as $$
    begin
        insert into standing (version_id, node, status, waits, people, visited) {BY_PLACE.format(places=places)};
        insert into agenda (version_id, minute, node, waits, begun, people) {BY_TIME.format(times=times)};
        return null;
    end
    $$
    """


COUNTING: Final = (
    _counting("count_boarded", come="1"),
    _counting("count_moved", gone="-1", come="1"),
    _counting("count_removed", gone="-1"),
    """
    create trigger enrollment_boarded after insert on enrollment referencing new table as come
    for each statement execute function count_boarded()
    """,
    """
    create trigger enrollment_moved after update on enrollment referencing old table as gone new table as come
    for each statement execute function count_moved()
    """,
    """
    create trigger enrollment_removed after delete on enrollment referencing old table as gone
    for each statement execute function count_removed()
    """,
)
"""Statement by statement, since chunks and imports change hundreds or thousands of rows at a time."""
