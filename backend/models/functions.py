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
NOTE_CONTACT: Final = f"""
create or replace function note_changed_contact() returns trigger language plpgsql as $$
declare
    facts text[] := array_remove(array[
        case when new.stage is distinct from old.stage then 'stage' end,
        case when new.score is distinct from old.score then 'score' end,
        case when new.tags is distinct from old.tags then 'tags' end,
        case when new.attributes is distinct from old.attributes then 'attributes' end,
        case when new.company_id is distinct from old.company_id then 'company' end,
        case when to_jsonb(new) - {_IGNORED} is distinct from to_jsonb(old) - {_IGNORED} then 'contact' end
    ], null);
begin
    if cardinality(facts) > 0 and {_WATCHED.format(contact="new.id", facts="facts")} then
        insert into contact_change (contact_id, facts) values (new.id, facts);
        perform pg_notify('tabiji_wake', '');
    end if;
    return null;
end
$$
"""  # noqa: S608 - built of constants
"""Which groups of facts of a contact changed; whom nobody's goal or exits watch leaves no row.

A trigger, so that whoever changes a contact - a person, an import, a journey, a statement by hand - cannot forget it.
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
    NOTE_CONTACT,
    NOTE_COMPANY,
    NOTE_LISTS,
    "create trigger contact_changed after update on contact for each row execute function note_changed_contact()",
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
