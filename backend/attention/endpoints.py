"""What waits for a person, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from backend.attention import repository, service, undelivered
from backend.attention.schemas import (
    AttentionCounts,
    AttentionItem,
    AttentionKind,
    AttentionPlace,
    DeliveriesSettled,
    DeliveriesSettling,
    DeliveryFilter,
    DeliveryGroup,
    FailedDelivery,
    FailureGroup,
)
from backend.kit.pagination import Cursor, CursorInvalid, Limit, Page, cursor_id, cursor_moment
from backend.kit.web import DbSession, Marketer, Now, Reader, errors

router = APIRouter(tags=["attention"])
OfJourney = Annotated[UUID | None, Query()]


@router.get("/attention", responses=errors(CursorInvalid))
async def list_attention(
    kind: AttentionKind,
    _: Reader,
    session: DbSession,
    now: Now,
    journey_id: OfJourney = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AttentionItem]:
    """People who are parked, mails in doubt, or people who should have been through by now; newest first."""
    return await service.page(session, kind, journey_id, before=cursor_id(cursor), limit=limit, now=now)


@router.get("/attention/counts")
async def count_attention(_: Reader, session: DbSession, now: Now, journey_id: OfJourney = None) -> AttentionCounts:
    """How many of each."""
    return AttentionCounts.model_validate((await repository.counts(session, journey_id, now))._asdict())


@router.get("/attention/places")
async def list_attention_places(
    _: Reader, session: DbSession, now: Now, journey_id: OfJourney = None
) -> list[AttentionPlace]:
    """How many of each, by journey and step: where to look first."""
    return await service.places(session, journey_id, now=now)


@router.get("/attention/failures")
async def list_failures(
    _: Reader,
    session: DbSession,
    journey_id: OfJourney = None,
    failed_from: AwareDatetime | None = None,
    failed_to: AwareDatetime | None = None,
) -> list[FailureGroup]:
    """Who is parked, by step, reason and hour, newest first: the 500 newest groups, or those of a span of time."""
    return await service.failures(session, journey_id, failed_from, failed_to)


@router.get("/attention/deliveries", responses=errors(CursorInvalid))
async def list_failed_deliveries(
    _: Reader, session: DbSession, journey_id: OfJourney = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[FailedDelivery]:
    """Mails to the team and calls of notify steps that did not arrive, newest first."""
    meant = None if journey_id is None else DeliveryFilter(journey_id=journey_id)
    return await undelivered.page(session, meant, before=cursor_moment(cursor), limit=limit)


@router.get("/attention/deliveries/groups")
async def list_delivery_groups(_: Reader, session: DbSession, journey_id: OfJourney = None) -> list[DeliveryGroup]:
    """The same by step, channel and reason: what is mended once is sent again together."""
    return await undelivered.groups(session, journey_id)


@router.post("/attention/deliveries/settle")
async def settle_deliveries(
    asked: DeliveriesSettling, actor: Marketer, session: DbSession, now: Now
) -> DeliveriesSettled:
    """Send some again, or take them off the list. A call keeps its id, by which its receiver knows it; a mail whose
    arrival is in doubt may come twice."""
    return await undelivered.settle(session, asked, actor=actor, now=now)
