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

CALENDAR_AFTER: Final = """
create function calendar_after(
    at timestamptz, months int, days int, seconds int, zone text, otherwise text
) returns timestamptz language plpgsql stable as $$
declare
    wall timestamp;
    found timestamptz;
begin
    begin
        wall := at at time zone zone;
    exception when invalid_parameter_value or null_value_not_allowed then
        wall := null;
    end;
    if wall is null then
        zone := otherwise;
        wall := at at time zone zone;
    end if;
    if months = 0 and days = 0 then
        return at + make_interval(secs => seconds);
    end if;
    wall := wall + make_interval(months => months, days => days);
    found := wall at time zone zone;
    if (found - interval '1 hour') at time zone zone = wall then
        found := found - interval '1 hour';
    end if;
    return found + make_interval(secs => seconds);
end
$$
"""
"""A moment moved on as `workflows.journey.schedule.after` does: dates on the calendar of a zone, then exact seconds; of
a wall time that comes twice the first coming. `otherwise` is the zone where the first is none."""

DATABASE_PRINT: Final = """
create function database_print() returns text language sql stable as $$
    select concat_ws('/', extract(epoch from pg_postmaster_start_time()),
                     (select oid from pg_database where datname = current_database()), pg_relation_filenode('witness'))
$$
"""
"""Differs whenever this might be another database than before, or the same one put back: another run of the server (a
copied data folder, a standby that took over), another database in it, a table that was filled anew."""

SENDING_HALTED: Final = """
create function sending_halted() returns boolean language sql stable as $$
    select exists (select from organization where sending_stopped_at is not null)
        or exists (select from witness where checked is distinct from database_print())
$$
"""
"""Whether nothing may be sent: by the brake, or until a worker has made sure that this database is the newest.

Ask for it as `(select sending_halted())`, which PostgreSQL evaluates once a statement."""

TRIGGERS: Final = (
    CALENDAR_AFTER,
    DATABASE_PRINT,
    SENDING_HALTED,
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
