"""Everything the machine may ask about one contact and around it, as things are at the moment of the call.

`world.World` answers from data. Asking, instead of looking into data, is what lets a crowd find out which few things an
answer of the machine hung on (`remembered.py`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from workflows.journey.world import Calendar, EngagementKind, TaskSeen


class WorldView(Protocol):
    """Within one call of the machine the same question has the same answer; the four properties never change."""

    @property
    def zone(self) -> str: ...
    @property
    def organization_zone(self) -> str: ...
    @property
    def calendar(self) -> Calendar: ...
    @property
    def max_wait(self) -> timedelta | None: ...

    def fact(self, name: str) -> Any:
        """A fact by its field's name, None when there is none."""
        ...

    def reacted(self, of: str, kind: EngagementKind, link: str | None) -> bool:
        """Whether the contact reacted to the latest mail of a send node; with `link`, by a click on such an address."""
        ...

    def reacted_at(self, of: str, kind: EngagementKind, link: str | None) -> datetime | None:
        """When it did so first."""
        ...

    def machine_reacted_at(self, of: str, kind: EngagementKind) -> datetime | None:
        """When a mail scanner or a proxy opened or clicked."""
        ...

    def task(self, task: str) -> TaskSeen | None:
        """How a task stands that the enrollment waits for."""
        ...

    def choose(self, draw: str, node: str, weights: Sequence[int]) -> int:
        """Which of several the contact gets, in proportion to the weights; always the same for the same draw."""
        ...
