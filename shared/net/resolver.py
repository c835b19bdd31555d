"""Names to addresses without holding up a loop that may have to stop."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from shared.net.errors import LinkError, LinkReason


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address to connect to, as :mod:`socket` wants it."""

    family: int
    address: tuple[str, int]


class Resolution:
    """One look-up, on a thread of its own if ``host`` is a name.

    The system's look-up cannot be interrupted. Whoever waits for it may leave; the thread is a daemon, so it
    holds up no exit. ``on_done`` runs on that thread.
    """

    def __init__(self, host: str, port: int, on_done: Callable[[], None]) -> None:
        self._host = host
        self._port = port
        self._on_done = on_done
        self._endpoints: list[Endpoint] = []
        self._failure: LinkError | None = None
        self._finished = threading.Event()
        if is_number(host):
            self._look_up()
        else:
            threading.Thread(target=self._look_up, name=f"resolve {host}", daemon=True).start()

    @property
    def finished(self) -> bool:
        """Whether :meth:`result` may be called."""
        return self._finished.is_set()

    def result(self) -> list[Endpoint]:
        """The addresses, best first. Raises :class:`~shared.net.errors.LinkError` (``unknown_host``)."""
        if self._failure is not None:
            raise self._failure
        return self._endpoints

    def _look_up(self) -> None:
        try:
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
            endpoints = (
                Endpoint(family, (str(address[0]), self._port)) for family, _, _, _, address in found
            )
            self._endpoints = list(dict.fromkeys(endpoints))
        except (OSError, UnicodeError) as error:
            self._failure = LinkError(LinkReason.UNKNOWN_HOST, str(error))
        self._finished.set()
        self._on_done()


def is_number(host: str) -> bool:
    """Whether ``host`` is an IP address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
