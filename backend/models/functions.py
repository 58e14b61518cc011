"""SQL functions that indexes of the models use, created before the tables; and triggers, created after them."""

from typing import Final

from backend.models.counting import COUNTING

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

_WATCHED: Final = """
    exists (select from enrollment e join journey_version v on v.id = e.version_id
            where e.contact_id = {contact} and e.status in ('active', 'paused') and v.judged && {facts})
"""
_IGNORED: Final = "array['stage', 'score', 'tags', 'attributes', 'company_id', 'updated_at', 'search_key']"
NOTE_CONTACTS: Final = f"""
create or replace function note_changed_contacts() returns trigger language plpgsql set enable_hashjoin to on as $$
begin
    with changed as materialized (
        select n.id, array_remove(array[
            case when n.stage is distinct from o.stage then 'stage' end,
            case when n.score is distinct from o.score then 'score' end,
            case when n.tags is distinct from o.tags then 'tags' end,
            case when n.attributes is distinct from o.attributes then 'attributes' end,
            case when n.company_id is distinct from o.company_id then 'company' end,
            case when to_jsonb(n) - {_IGNORED} is distinct from to_jsonb(o) - {_IGNORED} then 'contact' end
        ], null) as facts
        from after_it n join before_it o on o.id = n.id
        where exists (
            select from enrollment e join journey_version v on v.id = e.version_id
            where e.contact_id = n.id and e.status in ('active', 'paused') and v.judged <> '{{}}'
        )
    )
    insert into contact_change (contact_id, facts)
    select changed.id, changed.facts from changed
    where cardinality(changed.facts) > 0 and {_WATCHED.format(contact="changed.id", facts="changed.facts")};
    if found then
        perform pg_notify('tabiji_wake', '');
    end if;
    return null;
end
$$
"""  # noqa: S608 - built of constants
"""Which groups of facts of a contact changed; whom nobody's goal or exits watch leaves no row.

A trigger, so that whoever changes a contact - a person, an import, a journey, a statement by hand - cannot forget it.
Once a statement, since imports change hundreds at a time; who is in no journey that looks at facts costs one look-up.
The engine's connections join by nested loops alone; old and new rows have no index.
"""

NOTE_COMPANY: Final = f"""
create or replace function note_changed_company() returns trigger language plpgsql as $$
begin
    insert into contact_change (contact_id, facts)
    select c.id, array['company'] from contact c
    where c.company_id = new.id and {_WATCHED.format(contact="c.id", facts="array['company']")};
    if found then
        perform pg_notify('tabiji_wake', '');
    end if;
    return null;
end
$$
"""  # noqa: S608 - built of constants

NOTE_LISTS: Final = f"""
create or replace function note_changed_lists() returns trigger language plpgsql as $$
begin
    insert into contact_change (contact_id, facts)
    select distinct c.id, array['lists'] from moved join contact c on c.id = moved.contact_id
    where {_WATCHED.format(contact="c.id", facts="array['lists']")};
    if found then
        perform pg_notify('tabiji_wake', '');
    end if;
    return null;
end
$$
"""  # noqa: S608 - built of constants
"""Once a statement, since lists are filled with thousands at a time."""

TRIGGERS: Final = (
    *COUNTING,
    NOTE_CONTACTS,
    NOTE_COMPANY,
    NOTE_LISTS,
    """
    create trigger contact_changed after update on contact referencing old table as before_it new table as after_it
    for each statement execute function note_changed_contacts()
    """,
    """
    create trigger company_changed after update on company for each row
    when ((old.name, old.industry, old.employees, old.prefecture, old.stage)
          is distinct from (new.name, new.industry, new.employees, new.prefecture, new.stage))
    execute function note_changed_company()
    """,
    """
    create trigger list_filled after insert on list_member referencing new table as moved
    for each statement execute function note_changed_lists()
    """,
    """
    create trigger list_emptied after delete on list_member referencing old table as moved
    for each statement execute function note_changed_lists()
    """,
)
