"""What mails point at: open pixel, click redirect, opt-out. Public, signed, and never an API error to a reader.

Only GET is recorded: scanners ask with HEAD. Only POST opts out: scanners ask with GET.
"""

import logging
from base64 import b64decode
from collections import OrderedDict
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from backend.engagement import pages, repository, service
from backend.engagement.service import Visitor
from backend.engagement.verdict import HitKind
from backend.kit.db import transaction
from backend.kit.state import AppState
from backend.kit.web import State, request_ip

log = logging.getLogger(__name__)
router = APIRouter(tags=["tracking"])

PIXEL: Final = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
NO_STORE: Final = {"Cache-Control": "no-store, max-age=0", "Pragma": "no-cache", "Referrer-Policy": "no-referrer"}
GONE: Final[dict[int | str, dict[str, Any]]] = {
    404: {"description": "not one of our links, or its mail is gone", "content": {"text/html": {}}}
}
GONE_HEAD: Final[dict[int | str, dict[str, Any]]] = {404: {"description": GONE[404]["description"]}}
_LINKS_KEPT: Final = 10_000
_links: OrderedDict[tuple[str, int], str] = OrderedDict()


@router.get("/t/o/{token}.gif", response_class=Response, responses={200: {"content": {"image/gif": {}}}})
async def open_pixel(token: str, request: Request, state: State, background: BackgroundTasks) -> Response:
    """The open pixel; always an image, whatever the token says."""
    read = service.signer(state.settings).read(token)
    if read is not None and read.kind == "open":
        await _record(state, request, background, read.message_id, "opened", None)
    return _pixel()


@router.head("/t/o/{token}.gif", response_class=Response)
async def head_open_pixel(token: str) -> Response:
    """Answered, never recorded."""
    return _pixel()


@router.get("/t/c/{token}", status_code=307, response_class=Response, responses=GONE)
async def follow_link(
    token: str,
    request: Request,
    state: State,
    background: BackgroundTasks,
    u: Annotated[str, Query(max_length=16_000)] = "",
) -> Response:
    """To the link's target; the click is kept first."""
    target = await _target(state, token, u)
    if target is None:
        return HTMLResponse(pages.gone_page(_locale(request)), 404, NO_STORE)
    url, message_id = target
    await _record(state, request, background, message_id, "clicked", url)
    return RedirectResponse(url, 307, NO_STORE)


@router.head("/t/c/{token}", status_code=307, response_class=Response, responses=GONE_HEAD)
async def head_link(
    token: str, request: Request, state: State, u: Annotated[str, Query(max_length=16_000)] = ""
) -> Response:
    """The same answer, never recorded."""
    target = await _target(state, token, u)
    return RedirectResponse(target[0], 307, NO_STORE) if target else Response(None, 404, NO_STORE)


@router.get("/u/{token}", response_class=HTMLResponse, responses=GONE)
async def unsubscribe_page(token: str, request: Request, state: State, background: BackgroundTasks) -> HTMLResponse:
    """Asks whether to opt out; changes nothing."""
    read = service.signer(state.settings).read(token)
    if read is None or read.kind != "unsubscribe":
        return HTMLResponse(pages.gone_page(_locale(request)), 404, NO_STORE)
    if read.message_id.int == 0:
        return HTMLResponse(pages.test_page(_locale(request)), headers=NO_STORE)
    async with transaction(state.sessions) as session:
        reader = await service.reader_of(session, read.message_id)
    if reader is None:
        return HTMLResponse(pages.gone_page(_locale(request)), 404, NO_STORE)
    await _record(state, request, background, read.message_id, "unsubscribe_viewed", None)
    page = pages.done_page if reader.stopped else pages.confirm_page
    return HTMLResponse(page(reader.email, reader.locale, reader.sender), headers=NO_STORE)


@router.head("/u/{token}", response_class=Response, responses=GONE_HEAD)
async def head_unsubscribe(token: str, state: State) -> Response:
    """Whether the link is ours; changes and records nothing."""
    read = service.signer(state.settings).read(token)
    return Response(None, 200 if read is not None and read.kind == "unsubscribe" else 404, NO_STORE)


@router.post("/u/{token}", response_class=HTMLResponse, responses=GONE)
async def unsubscribe(token: str, request: Request, state: State) -> HTMLResponse:
    """Opts out at once: one click in a mail program (RFC 8058) or the page's button. No cookie, login or redirect."""
    read = service.signer(state.settings).read(token)
    if read is None or read.kind != "unsubscribe":
        return HTMLResponse(pages.gone_page(_locale(request)), 404, NO_STORE)
    if read.message_id.int == 0:
        return HTMLResponse(pages.test_page(_locale(request)), headers=NO_STORE)
    reader = await service.unsubscribe(
        state.sessions, read.message_id, now=state.clock(), new_id=state.new_id, clock=state.clock
    )
    if reader is None:
        return HTMLResponse(pages.gone_page(_locale(request)), 404, NO_STORE)
    return HTMLResponse(pages.done_page(reader.email, reader.locale, reader.sender), headers=NO_STORE)


async def _record(
    state: AppState, request: Request, background: BackgroundTasks, message_id: UUID, kind: HitKind, url: str | None
) -> None:
    """Keeps the hit before the answer, its consequences after it. A reader gets the answer even when keeping fails."""
    try:
        new = await service.record_hit(
            state.sessions, message_id, kind, _visitor(request, state), url=url, now=state.clock(), new_id=state.new_id
        )
    except Exception:
        log.exception("a hit on message %s could not be kept", message_id)
        return
    if new:
        background.add_task(service.apply_safely, state.sessions, message_id, state.clock)


async def _target(state: AppState, token: str, url: str) -> tuple[str, UUID] | None:
    read = service.signer(state.settings).read(token, url)
    if read is None or read.kind not in ("click", "dynamic"):
        return None
    if read.kind == "dynamic":
        return (url, read.message_id) if url.lower().startswith(("http://", "https://")) else None
    key = (state.settings.database_url, read.link or 0)
    if key not in _links:
        async with transaction(state.sessions) as session:
            stored = await repository.link_url(session, key[1])
        if stored is None:
            return None
        _links[key] = stored
        if len(_links) > _LINKS_KEPT:
            _links.popitem(last=False)
    return _links[key], read.message_id


def _visitor(request: Request, state: AppState) -> Visitor:
    ip = request_ip(request)
    purpose = (
        request.headers.get("sec-purpose", "") + request.headers.get("purpose", "") + request.headers.get("x-moz", "")
    )
    return Visitor(
        ip=ip,
        agent=request.headers.get("user-agent", ""),
        prefetch="prefetch" in purpose.lower(),
        local=service.is_local(ip, state.settings),
    )


def _locale(request: Request) -> str:
    """The language of somebody we cannot tell by a contact."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "ja"


def _pixel() -> Response:
    return Response(PIXEL, media_type="image/gif", headers=NO_STORE)
