"""Refusals of the lists room."""

from backend.kit.errors import Conflict, NotFound


class ListNotFound(NotFound):
    """There is no such list."""

    code = "list_not_found"


class ListNameTaken(Conflict):
    """Another list has this name."""

    code = "list_name_taken"
