"""Static lists over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from backend.audit.service import audit, set_what_differs
from backend.audit.vocabulary import Detail
from backend.journeys.uses import JourneyUse, journeys_naming
from backend.kit.pagination import Cursor, Limit, Page, cursor_id, cut, encode_cursor
from backend.kit.web import ContactWriter, DbSession, Marketer, Now, Reader, State, errors
from backend.lists import repository
from backend.lists.errors import ListNameTaken, ListNotFound
from backend.lists.schemas import ListChanged, ListMemberRow, ListMembers, ListNew, ListRow
from backend.models import ContactList

router = APIRouter(tags=["lists"])


@router.get("/lists")
async def list_lists(session: DbSession, _: Reader) -> list[ListRow]:
    """Every list, by name."""
    return [_row(one, members) for one, members in await repository.all_lists(session)]


@router.post("/lists", status_code=201, responses=errors(ListNameTaken))
async def create_list(new: ListNew, session: DbSession, actor: Marketer, now: Now, state: State) -> ListRow:
    """A new, empty list."""
    if await repository.named(session, new.name) is not None:
        raise ListNameTaken("another list has this name", name=new.name)
    made = ContactList(id=state.new_id(), name=new.name, note=new.note, created_by=actor.id, created_at=now)
    session.add(made)
    await session.flush()
    await audit(session, actor, "list.created", "list", made.id, {"name": made.name})
    return _row(made, 0)


@router.get("/lists/{list_id}", responses=errors(ListNotFound))
async def get_list(list_id: UUID, session: DbSession, _: Reader) -> ListRow:
    """One list."""
    found = await repository.get_list(session, list_id)
    return _row(found, await repository.size(session, list_id))


@router.get("/lists/{list_id}/uses", responses=errors(ListNotFound))
async def list_uses_of_list(list_id: UUID, session: DbSession, _: Reader) -> list[JourneyUse]:
    """Journeys that name it: what is to be looked at before it goes."""
    await repository.get_list(session, list_id)
    return await journeys_naming(session, list_id)


@router.put("/lists/{list_id}", responses=errors(ListNotFound, ListNameTaken))
async def update_list(list_id: UUID, new: ListNew, session: DbSession, actor: Marketer) -> ListRow:
    """Another name or note."""
    found = await repository.get_list(session, list_id)
    other = await repository.named(session, new.name)
    if other is not None and other.id != list_id:
        raise ListNameTaken("another list has this name", name=new.name)
    changes = set_what_differs(found, {"name": new.name, "note": new.note})
    await session.flush()
    if changes:
        await audit(session, actor, "list.updated", "list", list_id, {"changes": changes})
    return _row(found, await repository.size(session, list_id))


@router.delete("/lists/{list_id}", status_code=204, responses=errors(ListNotFound))
async def delete_list(list_id: UUID, session: DbSession, actor: Marketer) -> None:
    """Away with the list; its contacts stay. Journeys that name it find nobody on it."""
    found = await repository.get_list(session, list_id)
    detail: Detail = {"name": found.name, "members": await repository.size(session, list_id)}
    await session.delete(found)
    await session.flush()
    await audit(session, actor, "list.deleted", "list", list_id, detail)


@router.get("/lists/{list_id}/members", responses=errors(ListNotFound))
async def list_members(
    list_id: UUID, session: DbSession, _: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[ListMemberRow]:
    """Who stands on a list."""
    await repository.get_list(session, list_id)
    found = await repository.members(session, list_id, after=cursor_id(cursor), limit=limit + 1)
    rows, more = cut(found, limit)
    items = [
        ListMemberRow(
            contact_id=contact.id,
            name=f"{contact.last_name} {contact.first_name}".strip(),
            email=contact.email,
            added_at=at,
        )
        for contact, at in rows
    ]
    return Page(items=items, next_cursor=encode_cursor(rows[-1][0].id) if more else None)


@router.post("/lists/{list_id}/members", responses=errors(ListNotFound))
async def add_list_members(
    list_id: UUID, chosen: ListMembers, session: DbSession, actor: ContactWriter, now: Now
) -> ListChanged:
    """Put contacts on a list."""
    await repository.get_list(session, list_id)
    changed = await repository.put_on(session, list_id, chosen.contact_ids, now)
    await audit(session, actor, "list.members_added", "list", list_id, {"count": changed})
    return ListChanged(changed=changed, members=await repository.size(session, list_id))


@router.post("/lists/{list_id}/members/remove", responses=errors(ListNotFound))
async def remove_list_members(
    list_id: UUID, chosen: ListMembers, session: DbSession, actor: ContactWriter
) -> ListChanged:
    """Take contacts off a list."""
    await repository.get_list(session, list_id)
    changed = await repository.take_off(session, list_id, chosen.contact_ids)
    await audit(session, actor, "list.members_removed", "list", list_id, {"count": changed})
    return ListChanged(changed=changed, members=await repository.size(session, list_id))


def _row(one: ContactList, members: int) -> ListRow:
    return ListRow(id=one.id, name=one.name, note=one.note, members=members, created_at=one.created_at)
