"""Refusals about companies."""

from backend.kit.errors import NotFound


class CompanyNotFound(NotFound):
    """No such company."""

    code = "company_not_found"
