"""SQL functions that indexes of the models use; created before the tables."""

from typing import Final

SEARCH_GRAMS: Final = """
create or replace function search_grams(value text) returns text[]
language sql immutable parallel safe strict as $$
    select coalesce(array_agg(distinct substr(value, i, n)), '{}')
    from generate_series(1, length(value)) as i, generate_series(1, 2) as n
    where i + n - 1 <= length(value)
$$
"""
"""All single characters and pairs of neighbours of a text.

A GIN index over them serves `like '%text%'` for Japanese, where a name of one or two characters is an ordinary query.
pg_trgm would need three, and is not in the embedded PostgreSQL.
"""

FUNCTIONS: Final = (SEARCH_GRAMS,)
