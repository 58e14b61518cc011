"""exit: the journey ends here, by name."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from workflows.journey.nodes.base import BaseNode, Decision, Finish, Port, Visit


class ExitNode(BaseNode):
    """No way out; `reason` is what reports and the journal show."""

    type: Literal["exit"]
    reason: Annotated[str, StringConstraints(min_length=1, max_length=100)]

    def ports(self) -> tuple[Port, ...]:
        return ()

    def enter(self, visit: Visit) -> Decision:
        return Finish(self.reason)
