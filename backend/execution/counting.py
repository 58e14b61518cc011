"""Keeping the ledgers of differences small, and checking them: `standing` and `agenda`.

Triggers add to them (`backend.models.counting`). Folding and correcting only add and take away differences as well, so
neither waits for anybody who is changing enrollments meanwhile, and no reader ever sees a wrong sum.
"""

from typing import Final

from backend.execution.database import Connection
from backend.models.counting import BY_PLACE, BY_TIME, PLACES, TIMES

_KEYS: Final = {
    "standing": ("version_id", "node", "status", "waits", "visited"),
    "agenda": ("version_id", "minute", "node", "waits", "begun"),
}
_COUNTED: Final = {
    "standing": BY_PLACE.format(places=PLACES.format(rows="enrollment", sign="1")),
    "agenda": BY_TIME.format(times=TIMES.format(rows="enrollment", sign="1")),
}
_ONE_FOLDS: Final = 0x7AB1_0002


def _folding(table: str) -> str:
    keys = ", ".join(_KEYS[table])
    same = " and ".join(f"kept.{key} = new.{key}" for key in _KEYS[table])
    return f"""
        with gone as (delete from {table} where loose returning {keys}, people),
        new as (select {keys}, sum(people)::bigint as people from gone group by {keys} having sum(people) <> 0)
        merge into {table} kept using new on not kept.loose and {same}
        when matched and kept.people + new.people = 0 then delete
        when matched then update set people = kept.people + new.people
        when not matched then insert ({keys}, people, loose) values ({", ".join(f"new.{key}" for key in _KEYS[table])},
                                                                     new.people, false)
    """  # noqa: S608 - built of constants


def _correcting(table: str) -> str:
    """Adds what the ledger differs by from a count of the enrollments as they are in the same moment."""
    keys = ", ".join(_KEYS[table])
    return f"""
        insert into {table} ({keys}, people)
        select {keys}, sum(people) from (
            select {keys}, people from ({_COUNTED[table]}) as counted
            union all select {keys}, -people from {table}
        ) as both_sides group by {keys} having sum(people) <> 0
        returning 1
    """  # noqa: S608 - built of constants


_LOOSE: Final = "select exists (select from standing where loose) or exists (select from agenda where loose)"
_FOLD: Final = [_folding(table) for table in _KEYS]
_CORRECT: Final = [_correcting(table) for table in _KEYS]
_LARGE: Final = "set local enable_seqscan to on; set local enable_hashjoin to on; set local enable_mergejoin to on"
"""Whole tables are read here; the engine's connections are set for looking up rows by their keys."""
_PATIENCE_S: Final = 600.0


async def fold(connection: Connection) -> None:
    """Sum up loose differences; one at a time, and nothing when another process is at it."""
    if not await connection.fetchval(_LOOSE):
        return
    async with connection.transaction():
        if await connection.fetchval("select pg_try_advisory_xact_lock($1)", _ONE_FOLDS):
            await connection.execute(_LARGE)
            for statement in _FOLD:
                await connection.execute(statement)


async def correct(connection: Connection, *, dry_run: bool = False) -> int:
    """Count all enrollments anew and correct the ledgers; how many places and minutes were wrong."""
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(_LARGE)
    wrong = [len(await connection.fetch(statement, timeout=_PATIENCE_S)) for statement in _CORRECT]
    await (transaction.rollback() if dry_run else transaction.commit())
    return sum(wrong)
