"""Whether a TCP port lets anybody in: each answer has a remedy of its own."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

_LEAST_S: Final = 0.05


class Door(Enum):
    """What a port says to who knocks."""

    OPEN = "open"
    CLOSED = "closed"
    """Its computer says that nothing listens there."""
    SILENT = "silent"
    """Nobody says anything: a firewall, or a computer that is not there."""
    UNREACHABLE = "unreachable"
    """The network says that there is no way; so do some firewalls."""


_TELLING: Final = (Door.CLOSED, Door.SILENT, Door.UNREACHABLE)


def knock(places: Iterable[tuple[int, Any]], timeout_s: float) -> Door:
    """Connect to each of ``places``, a family and an address of :mod:`socket`, until one is open.

    Blocks at most ``timeout_s`` for all of them. Of several that are not open
    the one counts that tells most: that no way leads to an IPv6 address says nothing of the program.
    """
    tried = list(places)
    deadline = time.monotonic() + timeout_s
    found: list[Door] = []
    for left, (family, address) in zip(range(len(tried), 0, -1), tried, strict=True):
        now = time.monotonic()
        door = _knock(family, address, (deadline - now) / left)
        if door is Door.OPEN:
            return door
        found.append(door)
    return min(found, key=_TELLING.index, default=Door.UNREACHABLE)


def _knock(family: int, address: Any, timeout_s: float) -> Door:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as knocking:
            knocking.settimeout(max(_LEAST_S, timeout_s))
            knocking.connect(address)
    except TimeoutError:
        return Door.SILENT
    except ConnectionRefusedError:
        return Door.CLOSED
    except (OSError, OverflowError):
        return Door.UNREACHABLE
    return Door.OPEN
