"""What the journey's hours say about a mail that wants to leave; `sending` works it out."""

from datetime import datetime
from typing import Literal, NamedTuple

Shut = Literal["send_window", "quiet_hours"]


class Held(NamedTuple):
    """A mail that may not leave now: until when (None: for ever), and what shuts it in."""

    until: datetime | None
    by: Shut
