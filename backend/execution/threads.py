"""Mails of one enrollment as one conversation: later mails of a sequence answer the earlier ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backend.execution.database import Connection
from backend.execution.passenger import Passenger
from workflows.journey.commands import SendEmail
from workflows.journey.nodes.send_email import SendEmailNode

_EARLIER: Final = """
    select enrollment_id, rfc_message_id, subject from message
    where enrollment_id = any($1::uuid[]) and status in ('sent', 'unconfirmed')
    order by enrollment_id, seq
"""
_REFERENCES: Final = 20
"""Message-IDs a mail refers to at most: the first of the conversation and the latest ones, as RFC 5322 readers need."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What a mail answers: `message_ids` of the earlier mails, oldest first, and the subject of the first.

    With `reply` the mail takes over that subject as `Re: ...`.
    """

    message_ids: Sequence[str]
    subject: str
    reply: bool

    @property
    def references(self) -> Sequence[str]:
        """The first mail and the latest ones."""
        ids = self.message_ids
        return ids if len(ids) <= _REFERENCES else [ids[0], *ids[1 - _REFERENCES :]]

    def subject_of(self, own: str) -> str:
        """The subject of the answer, whose template says `own`."""
        if not self.reply or not self.subject:
            return own
        return self.subject if self.subject[:3].lower() == "re:" else f"Re: {self.subject}"


async def load_threads(connection: Connection, passengers: Iterable[Passenger]) -> dict[UUID, Thread]:
    """The conversations that the mails now due belong to, by enrollment, in one query.

    A mail belongs to one in a sequence journey, or where its step says `reply`; a first mail has nothing to answer.
    """
    replies = {one.id: reply for one in passengers if one.state.sends and (reply := _reply(one)) is not None}
    if not replies:
        return {}
    earlier: dict[UUID, list[tuple[str, str | None]]] = {}
    for row in await connection.fetch(_EARLIER, list(replies)):
        earlier.setdefault(row["enrollment_id"], []).append((row["rfc_message_id"], row["subject"]))
    return {
        enrollment: Thread([message_id for message_id, _ in mails], mails[0][1] or "", replies[enrollment])
        for enrollment, mails in earlier.items()
    }


def _reply(passenger: Passenger) -> bool | None:
    """Whether the mail now due takes over the subject; None when it stands for itself."""
    command, graph = passenger.command, passenger.version.graph
    assert isinstance(command, SendEmail)
    node = graph.nodes[command.node]
    reply = isinstance(node, SendEmailNode) and node.reply
    return reply if reply or graph.kind == "sequence" else None
