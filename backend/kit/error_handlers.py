"""Every refusal and failure in the one error format."""

import logging
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.exceptions import HTTPException

from backend.kit.errors import TabijiError

log = logging.getLogger(__name__)

HTTP_CODES: Final = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
}
DATA_ERROR_CLASS: Final = "22"
"""SQLSTATE class of values PostgreSQL cannot hold: NUL in a text, numbers out of range."""


def error_response(
    status: int, code: str, message: str, fields: dict[str, Any] | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """A response in the one error format."""
    body = {"error": {"code": code, "message": message, "fields": jsonable_encoder(fields or {})}}
    return JSONResponse(body, status_code=status, headers=headers)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TabijiError)
    headers = {"Retry-After": str(error.fields["retry_after"])} if "retry_after" in error.fields else None
    return error_response(error.status, error.code, error.message, error.fields, headers)


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = HTTP_CODES.get(error.status_code, "error")
    headers = dict(error.headers) if error.headers else None
    return error_response(error.status_code, code, str(error.detail), headers=headers)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields: dict[str, Any] = {}
    for problem in error.errors():
        path = ".".join(str(part) for part in problem["loc"][1:]) or str(problem["loc"][0])
        fields.setdefault(path, {"code": problem["type"], "message": problem["msg"]})
    return error_response(422, "validation_failed", "some values are missing or wrong; see fields", fields)


async def _database(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DBAPIError)
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if isinstance(error, IntegrityError):
        log.warning("constraint refused %s %s: %s", request.method, request.url.path, error.orig)
        return error_response(409, "conflict", "this contradicts what is stored; load it again and repeat")
    if state.startswith(DATA_ERROR_CLASS) or (not state and "invalid input for query argument" in str(error.orig)):
        return error_response(422, "validation_failed", "a value cannot be stored as it is (NUL, or out of range)")
    return await _unavailable(request, error)


async def _unavailable(request: Request, error: Exception) -> JSONResponse:
    log.error("database failed at %s %s: %r", request.method, request.url.path, error)
    message = "the database does not answer; try again in a few seconds"
    return error_response(503, "database_unavailable", message, {"retry_after": 5}, {"Retry-After": "5"})


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.exception("unexpected failure at %s %s", request.method, request.url.path, exc_info=error)
    return error_response(500, "internal_error", "something failed on our side; it has been logged")


def install_error_handlers(app: FastAPI) -> None:
    """Register all handlers on `app`."""
    app.add_exception_handler(TabijiError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(OSError, _unavailable)  # asyncpg: refused, reset, or a name that does not resolve
    app.add_exception_handler(Exception, _unexpected)
