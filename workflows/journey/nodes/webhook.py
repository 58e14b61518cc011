"""webhook: call another system and, if wanted, keep fields of its answer for later steps.

An answer that says "not now", or none at all, is a durable wait here with an attempt count, as with mails.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from workflows.journey.events import Event, Tick
from workflows.journey.nodes.base import AGAIN, STAY, Act, BaseNode, Decision, Fail, Hold, Pass, Port, Visit
from workflows.journey.nodes.notify import SecretId, WebAddress
from workflows.journey.team import CallResult, CallWebhook

MAX_ATTEMPTS: Final = 8
RETRY_AFTER: Final = timedelta(minutes=15)
"""When a deferral names no time."""
NOT_NOW: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the call is made again later."""
STATUS: Final = "status"
"""The result's field that is always there: the HTTP status, None when there was no answer."""
ResultName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
JsonPath = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""Keys and list indexes with dots between them: `data.items.0.id`."""
_PORTS: Final = (Port("done"), Port("failed", required=False))


class WebhookNode(BaseNode):
    """Leaves by `done` after an answer of 2xx, else by `failed` (open: the journey ends, saying why)."""

    type: Literal["webhook"]
    url: WebAddress | None = None
    method: Literal["POST", "PUT"] = "POST"
    secret: SecretId | None = None
    """The stored secret that signs the call."""
    data: Mapping[ResultName, Annotated[str, StringConstraints(max_length=1000)]] = Field(
        default_factory=dict[str, str], max_length=20
    )
    """Values sent besides those about the contact; texts that may name fields as mails do."""
    take: Mapping[ResultName, JsonPath] = Field(default_factory=dict[str, str], max_length=10)
    """Fields of the JSON answer that later steps may read as `steps.<this step>.<name>`."""

    def ports(self) -> tuple[Port, ...]:
        return _PORTS

    def enter(self, visit: Visit) -> Decision:
        if not self.url:
            return Fail("url_missing", {})
        what = (self.method, self.url, self.secret, self.data, self.take)
        return Act(CallWebhook(visit.key, visit.node or "", *what, visit.attempt or 1))

    def resume(self, visit: Visit, event: Event) -> Decision:
        if isinstance(event, CallResult) and visit.phase == "acting":
            return self._answered(visit, event)
        if not isinstance(event, Tick):
            return super().resume(visit, event)
        if visit.phase == "waiting" and visit.due is not None and visit.at < visit.due:
            return STAY
        return self.enter(visit)

    def _answered(self, visit: Visit, answer: CallResult) -> Decision:
        detail: dict[str, Any] = {STATUS: answer.status, "attempt": visit.attempt}
        if answer.outcome == "held":
            return AGAIN
        if answer.outcome == "deferred" and visit.attempt < MAX_ATTEMPTS:
            why = {"reason": answer.reason or "deferred"}
            retry_at = answer.retry_at or answer.at + RETRY_AFTER
            return Hold(retry_at, detail | why, None, "deferred", visit.attempt + 1)
        result = {STATUS: answer.status, **answer.fields}
        if answer.outcome == "done":
            return Pass("done", detail, "called", result=result)
        return Pass("failed", detail | {"reason": answer.reason or answer.outcome}, "call_failed", result=result)
