"""Which arm or variant a contact gets: a hash of (seed, enrollment, node), so the answer never changes on a retry."""

from collections.abc import Sequence
from hashlib import blake2b


def draw(seed: str, enrollment: str, node: str) -> int:
    """64 evenly spread bits, the same for the same three names on every machine and for ever."""
    return int.from_bytes(blake2b(f"{seed}\0{enrollment}\0{node}".encode(), digest_size=8).digest())


def choose(seed: str, enrollment: str, node: str, weights: Sequence[int]) -> int:
    """Index of the arm drawn in proportion to `weights`; arms of weight 0 are never drawn.

    When all weights are 0, which lint refuses, the answer is the first arm.
    """
    ticket = draw(seed, enrollment, node) * sum(weights) >> 64
    for index, weight in enumerate(weights):
        if ticket < weight:
            return index
        ticket -= weight
    return 0
