"""goto: back to an earlier node, at most so many times."""

from typing import Final, Literal

from pydantic import Field

from workflows.journey.nodes.base import BaseNode, Decision, Pass, Port, Visit

_PORTS: Final = (Port("exhausted"), Port("again"))


class GotoNode(BaseNode):
    """Leaves by `again` on the first `max_visits` visits, then by `exhausted`, the main line."""

    type: Literal["goto"]
    max_visits: int = Field(ge=1, le=100, strict=True)

    def ports(self) -> tuple[Port, ...]:
        return _PORTS

    def enter(self, visit: Visit) -> Decision:
        port = "again" if visit.number <= self.max_visits else "exhausted"
        return Pass(port, {"visit": visit.number, "max_visits": self.max_visits})
