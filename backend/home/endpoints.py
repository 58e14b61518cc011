"""GET /home."""

from fastapi import APIRouter

from backend.attention.repository import counts
from backend.home import repository
from backend.home.schemas import Attention, FirstSteps, Home, HomeJourney
from backend.kit.web import DbSession, Now, Reader
from backend.operations.repository import operations
from backend.operations.schemas import operation_view

router = APIRouter(tags=["home"])


@router.get("/home")
async def get_home(session: DbSession, _: Reader, now: Now) -> Home:
    """First steps, what waits for a person, journeys at a glance, running work."""
    running = await operations(session, before=None, limit=10, running=True)
    return Home(
        first_steps=FirstSteps(**await repository.first_steps(session)),
        attention=Attention.model_validate((await counts(session, None, now))._asdict()),
        journeys=[HomeJourney(**row) for row in await repository.journeys(session, now)],
        running_operations=[operation_view(row) for row in running],
    )
