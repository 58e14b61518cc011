"""Choosing ports: the wanted one if it is free, else another, and the caller says so."""

import socket
from typing import NamedTuple


class ChosenPort(NamedTuple):
    """A port that was free a moment ago; `moved` when the wanted one was taken."""

    number: int
    wanted: int

    @property
    def moved(self) -> bool:
        return self.number != self.wanted


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether this process could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def choose_port(wanted: int, *, taken: frozenset[int] = frozenset(), host: str = "127.0.0.1") -> ChosenPort:
    """The wanted port, else one of the next twenty, else any that the system gives."""
    for candidate in range(wanted, wanted + 20):
        if candidate not in taken and is_free(candidate, host):
            return ChosenPort(candidate, wanted)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return ChosenPort(probe.getsockname()[1], wanted)
