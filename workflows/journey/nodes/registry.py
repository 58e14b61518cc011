"""Every node kind, one line each. A kind that is not here does not exist, and is refused by name."""

from typing import Annotated, Final

from pydantic import Field

from workflows.journey.nodes.assign import AssignNode
from workflows.journey.nodes.base import BaseNode
from workflows.journey.nodes.branch import BranchNode
from workflows.journey.nodes.create_task import CreateTaskNode
from workflows.journey.nodes.enroll import EnrollNode
from workflows.journey.nodes.exit import ExitNode
from workflows.journey.nodes.goto import GotoNode
from workflows.journey.nodes.notify import NotifyNode
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.nodes.split import SplitNode
from workflows.journey.nodes.update_contact import UpdateContactNode
from workflows.journey.nodes.wait import WaitNode
from workflows.journey.nodes.wait_for import WaitForNode
from workflows.journey.nodes.webhook import WebhookNode

KINDS: Final[dict[str, type[BaseNode]]] = {
    "send_email": SendEmailNode,
    "wait": WaitNode,
    "wait_for": WaitForNode,
    "branch": BranchNode,
    "split": SplitNode,
    "update_contact": UpdateContactNode,
    "create_task": CreateTaskNode,
    "assign": AssignNode,
    "notify": NotifyNode,
    "webhook": WebhookNode,
    "enroll": EnrollNode,
    "goto": GotoNode,
    "exit": ExitNode,
}
Node = Annotated[
    SendEmailNode
    | WaitNode
    | WaitForNode
    | BranchNode
    | SplitNode
    | UpdateContactNode
    | CreateTaskNode
    | AssignNode
    | NotifyNode
    | WebhookNode
    | EnrollNode
    | GotoNode
    | ExitNode,
    Field(discriminator="type"),
]
