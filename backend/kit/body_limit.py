"""Request bodies are bounded while they stream in, so that nobody fills the memory; the refusal is an ordinary 413."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.kit.error_handlers import error_response

MEGABYTE = 1024 * 1024


class BodyLimit:
    """ASGI middleware. `larger` gives single paths (exact) their own limit in bytes."""

    def __init__(self, app: ASGIApp, limit: int, larger: dict[str, int]) -> None:
        self.app = app
        self.limit = limit
        self.larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.larger.get(scope["path"], self.limit)
        if _declared_length(scope) > limit:
            response = error_response(413, "too_large", _message(limit), {"limit": limit})
            await response(scope, receive, send)
            return
        await self.app(scope, _counting(receive, limit), send)


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _counting(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, _message(limit))
        return message

    return counted


def _message(limit: int) -> str:
    return f"the request is larger than {limit // MEGABYTE} MB; send less at once"
