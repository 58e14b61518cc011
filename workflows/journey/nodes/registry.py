"""Every node kind, one line each. A kind that is not here does not exist, and is refused by name."""

from typing import Annotated, Final

from pydantic import Field

from workflows.journey.nodes.base import BaseNode
from workflows.journey.nodes.branch import BranchNode
from workflows.journey.nodes.exit import ExitNode
from workflows.journey.nodes.goto import GotoNode
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.nodes.split import SplitNode
from workflows.journey.nodes.update_contact import UpdateContactNode
from workflows.journey.nodes.wait import WaitNode
from workflows.journey.nodes.wait_for import WaitForNode

KINDS: Final[dict[str, type[BaseNode]]] = {
    "send_email": SendEmailNode,
    "wait": WaitNode,
    "wait_for": WaitForNode,
    "branch": BranchNode,
    "split": SplitNode,
    "update_contact": UpdateContactNode,
    "goto": GotoNode,
    "exit": ExitNode,
}
Node = Annotated[
    SendEmailNode | WaitNode | WaitForNode | BranchNode | SplitNode | UpdateContactNode | GotoNode | ExitNode,
    Field(discriminator="type"),
]
