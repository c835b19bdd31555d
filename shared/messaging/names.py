"""Where a Kafka is: names, looked up without being held by name servers that do not answer, and its port."""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

from shared.runtime.doors import Door, knock

_DEADLINE_S: Final = 1.0
KNOCK_S: Final = 2.5 if sys.platform == "win32" else 0.3
"""How long a port may take to say yes or no, s: in a network of one room far less. Windows itself asks a
closed one again for 2 s."""


class Names:
    """Addresses of names, in bounded time. Any thread.

    ``getaddrinfo`` can take half a minute, and nothing interrupts it. So it runs in a thread of its own, one
    for each name at a time, and who waited in vain gets its answer at the next try. A name that was found
    once is known as long as its name server does not deny it.
    """

    def __init__(
        self, ask: Callable[..., list[Any]] = socket.getaddrinfo, deadline_s: float = _DEADLINE_S
    ) -> None:
        self._ask = ask
        self._deadline_s = deadline_s
        self._lock = threading.Lock()
        self._running: dict[tuple[str, int], threading.Event] = {}
        self._known: dict[tuple[str, int], list[Any]] = {}

    def look_up(self, host: str, port: int) -> list[Any]:
        """What ``getaddrinfo`` tells of a TCP port; empty: not found, or not yet. Never raises."""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return self._look_up((host, port))
        try:
            return self._ask(host, port, socket.AF_UNSPEC, socket.SOCK_STREAM)
        except OSError:  # fe80::1%eth1 without a network card eth1
            return []

    def _look_up(self, place: tuple[str, int]) -> list[Any]:
        with self._lock:
            done = self._running.get(place)
            if done is None:
                done = self._running[place] = threading.Event()
                name = f"name of {place[0]}"
                threading.Thread(target=self._find, args=(place, done), name=name, daemon=True).start()
        done.wait(self._deadline_s)
        with self._lock:
            return self._known.get(place, [])

    def _find(self, place: tuple[str, int], done: threading.Event) -> None:
        answer: list[Any] | None = None
        try:
            answer = self._ask(*place, socket.AF_UNSPEC, socket.SOCK_STREAM)
        except socket.gaierror as error:
            if error.errno != socket.EAI_AGAIN:  # that only says that no name server answered
                answer = []
        except (OSError, UnicodeError):
            answer = []
        finally:
            with self._lock:
                if answer is not None:
                    self._known[place] = answer
                del self._running[place]
            done.set()


names: Final = Names()
"""Of all Kafka clients of this process."""


def door_of(broker: str) -> Door | None:
    """What the port ``broker`` (host:port) says; None for a name that is unknown here, or not known yet."""
    host, _, port = broker.rpartition(":")
    places = names.look_up(host.strip("[]"), int(port))
    return knock(((place[0], place[4]) for place in places), KNOCK_S) if places else None
