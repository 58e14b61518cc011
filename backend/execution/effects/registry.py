"""Every effect, by the command it handles: one line a kind."""

from collections.abc import Mapping

from backend.execution.database import Pool
from backend.execution.effects.base import Effect
from backend.execution.effects.send_email import SendEmails
from backend.execution.effects.update_contact import UpdateContacts
from backend.execution.mailroom import Mailroom
from backend.execution.postman import Postman
from backend.kit.ids import NewId
from workflows.journey.state import Command, SendEmail, UpdateContact

Effects = Mapping[type[Command], Effect]


def effects(pool: Pool, mailroom: Mailroom, postman: Postman, *, new_id: NewId, domain: str) -> Effects:
    """The effects of one process."""
    return {
        SendEmail: SendEmails(pool, mailroom, postman, new_id=new_id, domain=domain),
        UpdateContact: UpdateContacts(),
    }
