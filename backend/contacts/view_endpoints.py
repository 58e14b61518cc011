"""Saved views of the contacts list: one's own, and those that others share."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contacts.errors import ViewNameTaken, ViewNotFound
from backend.contacts.view_schemas import SavedViewView, ViewWrite
from backend.kit.errors import Forbidden
from backend.kit.pagination import Page
from backend.kit.state import Actor
from backend.kit.web import DbSession, Now, Reader, State, errors
from backend.models import Account, SavedView

router = APIRouter(tags=["contacts"])

MOST = 200
"""Views shown to one person; the list is a menu."""


@router.get("/contacts/views")
async def list_contact_views(session: DbSession, actor: Reader) -> Page[SavedViewView]:
    """One's own views and the shared ones, by name."""
    query = (
        select(SavedView, Account.name)
        .join(Account, Account.id == SavedView.account_id)
        .where(or_(SavedView.account_id == actor.id, SavedView.shared))
        .order_by(SavedView.name, SavedView.id)
        .limit(MOST)
    )
    return Page(items=[_view(row, owner, actor) for row, owner in await session.execute(query)], next_cursor=None)


@router.post("/contacts/views", status_code=201, responses=errors(ViewNameTaken, Forbidden))
async def create_contact_view(
    write: ViewWrite, session: DbSession, actor: Reader, state: State, now: Now
) -> SavedViewView:
    """Keep a view; sharing one needs more than a viewer's role."""
    if actor.id is None:
        raise Forbidden("only a person has views")
    _may_share(actor, write)
    await _free_name(session, actor.id, write.name, None)
    row = SavedView(id=state.new_id(), account_id=actor.id, created_at=now)
    _fill(row, write)
    row.updated_at = now
    session.add(row)
    await session.flush()
    return _view(row, actor.name, actor)


@router.put("/contacts/views/{view_id}", responses=errors(ViewNotFound, ViewNameTaken, Forbidden))
async def change_contact_view(
    view_id: UUID, write: ViewWrite, session: DbSession, actor: Reader, now: Now
) -> SavedViewView:
    """Put this in the view's place: its owner may, and an admin if it is shared."""
    row, owner = await _editable(session, actor, view_id)
    _may_share(actor, write)
    await _free_name(session, row.account_id, write.name, row.id)
    _fill(row, write)
    row.updated_at = now
    await session.flush()
    return _view(row, owner, actor)


@router.delete("/contacts/views/{view_id}", status_code=204, responses=errors(ViewNotFound, Forbidden))
async def delete_contact_view(view_id: UUID, session: DbSession, actor: Reader) -> None:
    """Forget a view; nobody loses contacts."""
    row, _ = await _editable(session, actor, view_id)
    await session.delete(row)


async def _editable(session: AsyncSession, actor: Actor, view_id: UUID) -> tuple[SavedView, str]:
    query = select(SavedView, Account.name).join(Account, Account.id == SavedView.account_id)
    found = (await session.execute(query.where(SavedView.id == view_id).with_for_update(of=SavedView))).one_or_none()
    if found is None or not (found[0].shared or found[0].account_id == actor.id):
        raise ViewNotFound("there is no such view")
    if not _may_edit(found[0], actor):
        raise Forbidden("only its owner or an admin changes a shared view", needed=["admin"])
    return found[0], found[1]


def _may_edit(row: SavedView, actor: Actor) -> bool:
    return row.account_id == actor.id or (row.shared and actor.role == "admin")


def _may_share(actor: Actor, write: ViewWrite) -> None:
    if write.shared and actor.role == "viewer":
        raise Forbidden("a viewer keeps views for themselves", role=actor.role, needed=["rep", "marketer", "admin"])


async def _free_name(session: AsyncSession, account_id: UUID, name: str, own: UUID | None) -> None:
    query = select(SavedView.id).where(SavedView.account_id == account_id, SavedView.name == name)
    other = await session.scalar(query)
    if other is not None and other != own:
        raise ViewNameTaken("another view has this name", name=name)


def _fill(row: SavedView, write: ViewWrite) -> None:
    row.name, row.shared, row.sort = write.name, write.shared, write.sort
    row.filter = write.filter.model_dump()
    row.columns = list(dict.fromkeys(write.columns))


def _view(row: SavedView, owner: str, actor: Actor) -> SavedViewView:
    return SavedViewView.model_validate(
        {
            "id": row.id,
            "name": row.name,
            "shared": row.shared,
            "filter": row.filter,
            "sort": row.sort,
            "columns": row.columns,
            "owner": owner,
            "editable": _may_edit(row, actor),
            "updated_at": row.updated_at,
        }
    )
