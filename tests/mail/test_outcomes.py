"""Which refusals mean that nobody is there."""

import pytest

from backend.mail.outcomes import refused


@pytest.mark.parametrize(
    ("code", "reply", "phase", "kind", "hard"),
    [
        (550, "5.1.1 User unknown", "rcpt", "refused", True),
        (550, "5.1.2 bad domain", "rcpt", "refused", True),
        (551, "5.1.6 moved", "rcpt", "refused", True),
        (556, "5.1.10 null MX", "rcpt", "refused", True),
        (550, "No such user here", "rcpt", "refused", True),
        (550, "宛先不明", "rcpt", "refused", True),
        (550, "5.1.1 User unknown", "body", "refused", True),
        (550, "5.2.2 mailbox full", "rcpt", "refused", False),
        (552, "quota exceeded", "rcpt", "refused", False),
        (550, "5.7.1 blocked by policy", "rcpt", "refused", False),
        (554, "5.7.26 not authenticated", "data", "refused", False),
        (550, "5.7.515 access denied", "rcpt", "refused", False),
        (554, "spam detected: user unknown to us", "data", "refused", False),
        (550, "5.6.0 content", "data", "refused", False),
        (501, "5.1.7 bad sender", "mail", "refused", False),
        (550, "unknown user", "mail", "refused", False),
        (450, "4.1.1 greylisted", "rcpt", "deferred", False),
        (421, "4.7.0 slow down", "rcpt", "deferred", False),
        (452, "4.2.2 mailbox full", "rcpt", "deferred", False),
    ],
)
def test_only_a_dead_address_is_suppressed(code: int, reply: str, phase: str, kind: str, hard: bool) -> None:
    outcome = refused(code, reply, phase)
    assert (outcome.kind, outcome.hard) == (kind, hard)
