"""One call: signed, pinned to a judged address, bounded in time and size, never redirected."""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

import httpx
import orjson

from backend.webhooks.addresses import Refused, resolve
from workflows.journey.nodes.webhook import NOT_NOW
from workflows.journey.team import Scalar

TIMEOUT_S: Final = 10.0
MAX_ANSWER: Final = 64 * 1024
SHOWN: Final = 200
"""Characters kept of a text taken from an answer."""
MAX_RETRY_AFTER: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a call. `again`: it may be repeated later; `status` is None when there was no answer."""

    ok: bool
    again: bool = False
    status: int | None = None
    reason: str | None = None
    body: Any = None
    retry_after: timedelta | None = None


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """`t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over `<t>.<body>`, so that an old call cannot be sent again later."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


class Caller:
    """Makes calls; one a process."""

    def __init__(self, *, allow_private: bool, timeout_s: float = TIMEOUT_S) -> None:
        self._allow_private = allow_private
        self._timeout_s = timeout_s
        # One connection a call: pinned to an address, those of two names behind it would be shared, and the certificate
        # that was checked is the other one's.
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=0)
        self._client = httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=timeout_s, limits=limits)

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def call(
        self, method: str, url: str, content: Mapping[str, Any], *, delivery: str, at: datetime, secret: str | None
    ) -> Answered:
        """Send `content` as JSON. Never raises but for cancellation: what failed is an answer with its reason."""
        body = orjson.dumps(content)
        try:
            async with asyncio.timeout(self._timeout_s):
                target = await resolve(url, allow_private=self._allow_private)
                headers = {
                    "Host": target.host_header,
                    "Content-Type": "application/json",
                    "Accept-Encoding": "identity",
                    "User-Agent": "Tabiji-Webhook/1",
                    "Tabiji-Delivery": delivery,
                }
                if secret is not None:
                    headers["Tabiji-Signature"] = signature(secret, int(at.timestamp()), body)
                extensions = {"sni_hostname": target.host}
                sending = self._client.stream(method, target.url, content=body, headers=headers, extensions=extensions)
                async with sending as response:
                    return _judge(response, await _read(response))
        except Refused as refused:
            return Answered(False, again=refused.code == "name_unknown", reason=refused.code)
        except TimeoutError:
            return Answered(False, again=True, reason="timed_out")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            timed_out = isinstance(error, httpx.TimeoutException)
            return Answered(False, again=True, reason="timed_out" if timed_out else "unreachable")


async def _read(response: httpx.Response) -> bytes | None:
    """The body; None when it is larger than anybody needs."""
    kept = bytearray()
    async for piece in response.aiter_raw():
        kept += piece
        if len(kept) > MAX_ANSWER:
            return None
    return bytes(kept)


def _judge(response: httpx.Response, raw: bytes | None) -> Answered:
    status = response.status_code
    if 200 <= status < 300:
        if raw is None:
            return Answered(False, status=status, reason="answer_too_large")
        return Answered(True, status=status, body=_json(raw))
    if 300 <= status < 400:
        return Answered(False, status=status, reason="redirected")
    again = status in NOT_NOW
    return Answered(False, again, status, f"status_{status}", None, _retry_after(response) if again else None)


def _json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw) if raw else None
    except orjson.JSONDecodeError:
        return None


def _retry_after(response: httpx.Response) -> timedelta | None:
    """Seconds named by the receiver; dates are left aside."""
    named = response.headers.get("retry-after", "")
    return min(timedelta(seconds=int(named)), MAX_RETRY_AFTER) if named.isascii() and named.isdigit() else None


def taken(body: Any, wanted: Mapping[str, str]) -> dict[str, Scalar]:
    """The chosen fields of a JSON answer: plain values, texts cut; None for what is not there or not plain."""
    return {name: _plain(_at(body, path)) for name, path in wanted.items()}


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        if isinstance(value, dict):
            value = cast("dict[str, Any]", value).get(key)
        elif isinstance(value, list) and key.isascii() and key.isdigit():
            listed = cast("list[Any]", value)
            value = listed[int(key)] if int(key) < len(listed) else None
        else:
            return None
    return value


def _plain(value: Any) -> Scalar:
    if isinstance(value, str):
        return value.replace("\0", "")[:SHOWN]
    return value if isinstance(value, (bool, int, float)) and abs(value) < 2**53 else None
