"""Keeping the ledgers of differences small, and checking them.

Triggers add to them (`backend.models.counting`). Folding and correcting only add and take away differences as well, so
neither waits for anybody who is changing rows meanwhile, and no reader ever sees a wrong sum.
"""

from typing import Final

from backend.execution.database import Connection
from backend.models.counting import LEDGERS, Ledger

_ONE_FOLDS: Final = 0x7AB1_0002


def _folding(ledger: Ledger) -> str:
    table, keys, value = ledger.table, ledger.columns, ledger.value
    same = " and ".join(f"kept.{key} = new.{key}" for key in ledger.keys)
    fresh = ", ".join(f"new.{key}" for key in ledger.keys)
    return f"""
        with gone as (delete from {table} where loose returning {keys}, {value}),
        new as (select {keys}, sum({value})::bigint as n from gone group by {keys} having sum({value}) <> 0)
        merge into {table} kept using new on not kept.loose and {same}
        when matched and kept.{value} + new.n = 0 then delete
        when matched then update set {value} = kept.{value} + new.n
        when not matched then insert ({keys}, {value}, loose) values ({fresh}, new.n, false)
    """  # noqa: S608 - built of constants


def _differing(ledger: Ledger) -> str:
    """What the ledger differs by from a count of the rows as they are in the same moment."""
    table, keys, value = ledger.table, ledger.columns, ledger.value
    return f"""
        select {keys}, sum({value}) from (
            select {keys}, {value} from ({ledger.counted(**{ledger.source: "1"})}) as counted
            union all select {keys}, -{value} from {table}
        ) as both_sides group by {keys} having sum({value}) <> 0
    """  # noqa: S608 - built of constants


def _correcting(ledger: Ledger) -> str:
    """Adds it."""
    return f"insert into {ledger.table} ({ledger.columns}, {ledger.value}) {_differing(ledger)} returning 1"


_LOOSE: Final = "select " + " or ".join(f"exists (select from {one.table} where loose)" for one in LEDGERS)  # noqa: S608
_FOLD: Final = [_folding(ledger) for ledger in LEDGERS]
_DIFFER: Final = [_differing(ledger) for ledger in LEDGERS]
_CORRECT: Final = [_correcting(ledger) for ledger in LEDGERS]
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
    """Count everything anew and correct the ledgers, unless `dry_run`; how many of their counts were wrong.

    One at a time: two who found the same difference would both add it.
    """
    async with connection.transaction():
        await connection.execute(_LARGE)
        await connection.execute("select pg_advisory_xact_lock($1)", _ONE_FOLDS, timeout=_PATIENCE_S)
        statements = _DIFFER if dry_run else _CORRECT
        return sum([len(await connection.fetch(statement, timeout=_PATIENCE_S)) for statement in statements])
