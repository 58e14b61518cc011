"""SQL functions that indexes of the models use; created before the tables."""

from typing import Final

SEARCH_GRAMS: Final = """
create or replace function search_grams(value text) returns text[]
language plpgsql immutable parallel safe strict as $$
declare
    characters text[] := string_to_array(value, null);
    grams text[] := characters;
begin
    for i in 1 .. coalesce(cardinality(characters), 0) - 1 loop
        grams := grams || (characters[i] || characters[i + 1]);
    end loop;
    return grams;
end
$$
"""
"""All single characters and pairs of neighbours of a text.

A GIN index over them serves `like '%text%'` for Japanese, where a name of one or two characters is an ordinary query.
pg_trgm would need three, and is not in the embedded PostgreSQL. A loop, because it takes a seventh of the time of the
same in one SQL expression (measured: 86 against 625 microseconds a contact), and repeats cost the index nothing.
"""

_HIRAGANA: Final = "".join(chr(code) for code in range(0x3041, 0x3097))
_KATAKANA: Final = "".join(chr(code + 0x60) for code in range(0x3041, 0x3097))
FOLD_KANA: Final = f"""
create or replace function fold_kana(value text) returns text
language sql immutable parallel safe strict as $$
    select translate(value, '{_HIRAGANA}', '{_KATAKANA}')
$$
"""
"""Hiragana as katakana, as `backend.kit.text.fold` does: for names whose width and case are folded already."""

FOLD_NAME: Final = r"""
create or replace function fold_name(value text) returns text
language sql immutable parallel safe strict as $$
    select fold_kana(lower(regexp_replace(normalize(value, NFKC), '\s+', '', 'g')))
$$
"""
"""A short text folded while it is read: width, case, kana and blanks do not matter. For tables of hundreds of rows."""

FUNCTIONS: Final = (SEARCH_GRAMS, FOLD_KANA, FOLD_NAME)
