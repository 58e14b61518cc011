"""What became of one delivery attempt, and whether a refusal means that the address is dead."""

import re
from dataclasses import dataclass
from typing import Final, Literal

SendKind = Literal["sent", "refused", "deferred", "unknown", "not_sent"]
BounceClass = Literal["address", "mailbox", "policy", "content", "temporary", "other"]

_ENHANCED: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_DEAD: Final = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "4.4"})
"""x.y of enhanced codes that mean: no such person or domain, now and for ever."""
_MAILBOX: Final = frozenset({"2.0", "2.1", "2.2", "2.3", "2.4", "3.1"})
_DEAD_TEXT: Final = re.compile(
    r"user unknown|unknown user|no such (user|mailbox|recipient|address)|(user|mailbox|recipient|account|address) "
    r"(is )?(not found|unknown|does not exist|doesn't exist|rejected: user)|invalid (recipient|mailbox|user)|"
    r"does not exist|no mailbox here|存在しません|宛先不明",
    re.I,
)
_POLICY_TEXT: Final = re.compile(
    r"spam|block|blacklist|denylist|policy|reputation|authenticat|dmarc|spf|dkim|"
    r"relay|rate limit|too many|greylist|filtered",
    re.I,
)


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """One attempt to hand a mail over.

    - `sent`: the server took it (`reply` is its answer).
    - `refused`: the server will never take it; `hard` when the address itself is dead and must be suppressed.
    - `deferred`: the server asks to try later (4yz).
    - `unknown`: the body was under way when the connection ended; it may have arrived. Never send it again by itself.
    - `not_sent`: no server, or lost before the body; nothing has left, trying again is safe.
    """

    kind: SendKind
    code: int | None = None
    reply: str = ""
    hard: bool = False
    bounce: BounceClass | None = None
    phase: str = ""


def classify(code: int, reply: str) -> BounceClass:
    """Why a server refused: enhanced code first, then text, then the basic code.

    5.2.2, 5.3.x, 5.4.x, 5.5.3, 5.6.x and 5.7.x do not mean a dead address: quota, policy, content, reputation.
    """
    if 400 <= code < 500:
        return "temporary"
    enhanced = _ENHANCED.search(reply)
    if enhanced is not None:
        detail = f"{enhanced[2]}.{enhanced[3]}"
        if detail in _DEAD and not (detail == "1.0" and _POLICY_TEXT.search(reply)):
            return "address"
        if detail in _MAILBOX:
            return "mailbox"
        return {"7": "policy", "6": "content"}.get(enhanced[2], "other")  # pyright: ignore[reportReturnType]
    if _DEAD_TEXT.search(reply):
        return "address"
    if _POLICY_TEXT.search(reply):
        return "policy"
    if code == 552:
        return "mailbox"
    return "other"


def refused(code: int, reply: str, phase: str) -> SendOutcome:
    """The outcome of a negative reply in a phase (mail, rcpt, data, body).

    Only a refusal of the recipient can prove the address dead: after DATA the content is judged as well.
    """
    if 400 <= code < 500:
        return SendOutcome("deferred", code, reply, bounce="temporary", phase=phase)
    bounce = classify(code, reply)
    hard = bounce == "address" and (phase == "rcpt" or _ENHANCED.search(reply) is not None) and phase != "mail"
    return SendOutcome("refused", code, reply, hard=hard, bounce=bounce, phase=phase)
