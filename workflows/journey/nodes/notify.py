"""notify: tell people of the team, or another system, about the contact. The journey does not wait for it."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from workflows.journey.events import Event, Tick
from workflows.journey.nodes.assignee import AccountId
from workflows.journey.nodes.base import Act, BaseNode, Decision, Pass, Port, Visit
from workflows.journey.team import Channel, Notify, NotifyResult

WebAddress = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
SecretId = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Role = Literal["admin", "marketer", "rep", "viewer"]
_PORTS: Final = (Port("done"),)


class NotifyNode(BaseNode):
    """Leaves by `done` when everything that is to be told is written down; the delivery goes on by itself."""

    type: Literal["notify"]
    via: list[Channel] = Field(default_factory=lambda: list[Channel](["in_app"]), max_length=3)
    owner: bool = True
    """Tell the contact's owner."""
    accounts: list[AccountId] = Field(default_factory=list[str], max_length=50)
    roles: list[Role] = Field(default_factory=list[Role], max_length=4)
    subject: Annotated[str, StringConstraints(max_length=200)] = ""
    body: Annotated[str, StringConstraints(max_length=4000)] = ""
    url: WebAddress | None = None
    secret: SecretId | None = None
    """The stored secret that signs the call."""

    def ports(self) -> tuple[Port, ...]:
        return _PORTS

    def enter(self, visit: Visit) -> Decision:
        whom = (self.via, self.owner, self.accounts, self.roles)
        return Act(Notify(visit.key, visit.node or "", *whom, self.subject, self.body, self.url, self.secret))

    def resume(self, visit: Visit, event: Event) -> Decision:
        if visit.phase == "acting" and isinstance(event, NotifyResult):
            outcome = "notified" if any(event.told.values()) else "not_notified"
            why = {} if event.reason is None else {"reason": event.reason}
            return Pass("done", {"told": dict(event.told)} | why, outcome)
        if visit.phase == "acting" and isinstance(event, Tick):
            return self.enter(visit)
        return super().resume(visit, event)
