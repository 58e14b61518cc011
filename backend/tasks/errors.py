"""Refusals of the tasks room."""

from backend.kit.errors import Conflict, Invalid, NotFound


class TaskNotFound(NotFound):
    """There is no such task."""

    code = "task_not_found"


class TaskClosed(Conflict):
    """The task is done or cancelled already; `fields` says when and how."""

    code = "task_closed"


class AssigneeNotFound(Invalid):
    """The account does not exist, or cannot sign in any more."""

    code = "assignee_not_found"


class TaskContactNotFound(NotFound):
    """There is no such contact."""

    code = "task_contact_not_found"
