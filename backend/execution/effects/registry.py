"""Every effect, by the command it handles: one line a kind."""

from collections.abc import Mapping

from backend.execution.database import Pool
from backend.execution.effects.assign import Assigns
from backend.execution.effects.base import Effect
from backend.execution.effects.create_task import CreateTasks
from backend.execution.effects.enroll import EnrollElsewheres
from backend.execution.effects.notify import Notifies
from backend.execution.effects.send_email import SendEmails
from backend.execution.effects.update_contact import UpdateContacts
from backend.execution.effects.webhook import CallWebhooks
from backend.execution.mailroom import Mailroom
from backend.execution.postman import Postman
from backend.kit.db import Sessions
from backend.kit.ids import NewId
from backend.kit.sealing import Sealer
from backend.webhooks.calling import Caller
from workflows.journey.commands import Command, SendEmail, UpdateContact
from workflows.journey.team import Assign, CallWebhook, CreateTask, EnrollElsewhere, Notify

Effects = Mapping[type[Command], Effect]


def effects(
    pool: Pool,
    sessions: Sessions,
    mailroom: Mailroom,
    postman: Postman,
    caller: Caller,
    sealer: Sealer,
    *,
    new_id: NewId,
    domain: str,
    capacity: int,
) -> Effects:
    """The effects of one process."""
    return {
        SendEmail: SendEmails(pool, mailroom, postman, new_id=new_id, domain=domain),
        UpdateContact: UpdateContacts(),
        CreateTask: CreateTasks(pool, new_id=new_id),
        Assign: Assigns(pool),
        Notify: Notifies(pool),
        CallWebhook: CallWebhooks(pool, caller, sealer),
        EnrollElsewhere: EnrollElsewheres(sessions, new_id=new_id, capacity=capacity),
    }
