"""Secrets that sign webhooks, over HTTP."""

import secrets
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.journeys.uses import JourneyUse, journeys_naming
from backend.kit.sealing import SIGNING, Sealer
from backend.kit.web import Admin, DbSession, Marketer, Now, State, errors
from backend.models import WebhookSecret
from backend.settings import Settings
from backend.webhooks.errors import WebhookSecretNameTaken, WebhookSecretNotFound
from backend.webhooks.schemas import WebhookSecretMade, WebhookSecretNew, WebhookSecretRow

router = APIRouter(tags=["webhooks"])
PREFIX = "whsec_"
"""Start of every secret, so that scanners can find a leaked one."""


@router.get("/webhook-secrets")
async def list_webhook_secrets(session: DbSession, _: Marketer) -> list[WebhookSecretRow]:
    """The stored secrets, by name."""
    found = await session.scalars(select(WebhookSecret).order_by(WebhookSecret.name))
    return [WebhookSecretRow(id=one.id, name=one.name, created_at=one.created_at) for one in found]


@router.post("/webhook-secrets", status_code=201, responses=errors(WebhookSecretNameTaken))
async def create_webhook_secret(
    new: WebhookSecretNew, session: DbSession, actor: Admin, now: Now, state: State
) -> WebhookSecretMade:
    """Make a secret; the answer is the only time it is shown."""
    if await session.scalar(select(WebhookSecret.id).where(WebhookSecret.name == new.name)) is not None:
        raise WebhookSecretNameTaken("another secret has this name", name=new.name)
    plain, sealed = _new_secret(state.settings)
    made = WebhookSecret(id=state.new_id(), name=new.name, sealed=sealed, created_by=actor.id, created_at=now)
    session.add(made)
    await session.flush()
    await audit(session, actor, "webhook_secret.created", "webhook_secret", made.id, {"name": made.name})
    return WebhookSecretMade(id=made.id, name=made.name, created_at=now, secret=plain)


@router.post("/webhook-secrets/{secret_id}/rotate", responses=errors(WebhookSecretNotFound))
async def rotate_webhook_secret(secret_id: UUID, session: DbSession, actor: Admin, state: State) -> WebhookSecretMade:
    """Put a new secret in the place of the old one; calls are signed with it from now on. Shown this once."""
    found = await _found(session, secret_id)
    plain, found.sealed = _new_secret(state.settings)
    await session.flush()
    await audit(session, actor, "webhook_secret.rotated", "webhook_secret", secret_id, {"name": found.name})
    return WebhookSecretMade(id=found.id, name=found.name, created_at=found.created_at, secret=plain)


@router.get("/webhook-secrets/{secret_id}/uses", responses=errors(WebhookSecretNotFound))
async def list_uses_of_webhook_secret(secret_id: UUID, session: DbSession, _: Marketer) -> list[JourneyUse]:
    """Journeys whose steps sign with it."""
    await _found(session, secret_id)
    return await journeys_naming(session, secret_id)


@router.delete("/webhook-secrets/{secret_id}", status_code=204, responses=errors(WebhookSecretNotFound))
async def delete_webhook_secret(secret_id: UUID, session: DbSession, actor: Admin) -> None:
    """Away with a secret: steps that name it call nobody from now on."""
    found = await _found(session, secret_id)
    name = found.name
    await session.delete(found)
    await session.flush()
    await audit(session, actor, "webhook_secret.deleted", "webhook_secret", secret_id, {"name": name})


async def _found(session: AsyncSession, secret_id: UUID) -> WebhookSecret:
    found = await session.get(WebhookSecret, secret_id)
    if found is None:
        raise WebhookSecretNotFound("there is no such secret", id=str(secret_id))
    return found


def _new_secret(settings: Settings) -> tuple[str, bytes]:
    """What the receiver is told, and what is kept."""
    plain = PREFIX + secrets.token_urlsafe(32)
    return plain, Sealer(settings.secret_key.get_secret_value(), SIGNING).seal(plain)
