"""Refusals about long work."""

from backend.kit.errors import Conflict, NotFound


class OperationNotFound(NotFound):
    """No such operation."""

    code = "operation_not_found"


class OperationFinished(Conflict):
    """It is over already and cannot be cancelled."""

    code = "operation_finished"
