"""SQL that keeps counts equal to the rows they count, whoever changes those: ledgers of differences, by triggers.

The same expressions count the difference one statement makes (in a trigger, over its old and new rows) and everything
anew (`backend.execution.counting`), so the two cannot disagree about what is counted.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table of counts: what it is keyed by, and how rows of `source` are counted.

    `one` gives a row for each that counts, with {sign} as `n`, from {rows}; `total` sums them up by the keys.
    """

    table: str
    source: str
    keys: tuple[str, ...]
    value: str
    one: str
    total: str

    def counted(self, **rows: str) -> str:
        """A query of keys and value over these rows, each kind by its sign."""
        each = " union all ".join(self.one.format(rows=table, sign=sign) for table, sign in rows.items())
        return self.total.format(each=each, value=self.value)

    @property
    def columns(self) -> str:
        """The keys, as SQL lists them."""
        return ", ".join(self.keys)


STANDING: Final = Ledger(
    "standing",
    "enrollment",
    ("version_id", "node", "status", "waits", "visited"),
    "people",
    one="""
        select version_id, coalesce(node, '') as node, status,
               state ->> 'phase' is not distinct from 'waiting' as waits, state -> 'visits' as visits, {sign} as n
        from {rows} where status in ('active', 'paused', 'errored')
    """,
    # Keys of an object always come in the same order.
    total="""
        select version_id, node, status, waits,
               array(select jsonb_object_keys(case when jsonb_typeof(visits) = 'object' then visits end)) as visited,
               sum(n) as {value}
        from ({each}) as one group by version_id, node, status, waits, visits having sum(n) <> 0
    """,
)
AGENDA: Final = Ledger(
    "agenda",
    "enrollment",
    ("version_id", "due_by", "node", "waits", "begun"),
    "people",
    one="""
        select version_id, date_bin('10 seconds', due_at + interval '9.999999 seconds', 'epoch') as due_by,
               coalesce(node, '') as node,
               state ->> 'phase' is not distinct from 'waiting' as waits, seq > 0 as begun, {sign} as n
        from {rows} where status = 'active' and due_at is not null
    """,
    total="""
        select version_id, due_by, node, waits, begun, sum(n) as {value}
        from ({each}) as one group by version_id, due_by, node, waits, begun having sum(n) <> 0
    """,
)
REACTIONS: Final = Ledger(
    "reaction_hour",
    "engagement_event",
    ("journey_id", "hour"),
    "reactions",
    one="""
        select m.journey_id, date_bin('1 hour', g.at, 'epoch') as hour, {sign} as n
        from {rows} g join message m on m.id = g.message_id where g.verdict <> 'machine'
    """,
    total="""
        select journey_id, hour, sum(n) as {value} from ({each}) as one group by journey_id, hour having sum(n) <> 0
    """,
)
LEDGERS: Final = (STANDING, AGENDA, REACTIONS)
_MOMENTS: Final = {
    "insert": ({"come": "1"}, "new table as come"),
    "update": ({"gone": "-1", "come": "1"}, "old table as gone new table as come"),
    "delete": ({"gone": "-1"}, "old table as gone"),
}


def _triggers(source: str) -> list[str]:
    """One trigger a statement, since chunks and imports change hundreds or thousands of rows at a time."""
    made: list[str] = []
    for moment, (rows, tables) in _MOMENTS.items():
        inserts = "".join(
            f"insert into {ledger.table} ({ledger.columns}, {ledger.value}) {ledger.counted(**rows)};"
            for ledger in LEDGERS
            if ledger.source == source
        )
        name = f"count_{source}_{moment}"
        made += [
            f"create function {name}() returns trigger language plpgsql as $$ begin {inserts} return null; end $$",
            f"""
            create trigger counted_{moment} after {moment} on {source} referencing {tables}
            for each statement execute function {name}()
            """,
        ]
    return made


COUNTING: Final = (*_triggers("enrollment"), *_triggers("engagement_event"))
