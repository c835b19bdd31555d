"""One connection of the server: its socket, what lies on it, and what waits to be sent."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import time
from typing import Final

from shared.net.stream import Stream, TlsStream, send_waiting
from shared.protocol.connection import ServerConnection
from shared.runtime.addresses import Address

MAX_OUTPUT: Final = 65_536
"""Bytes that wait for a peer that does not read; above it is given up."""

_CHUNK: Final = 4_096
"""Bytes taken of a peer in one turn: who sends at full speed waits for the others' turns."""


class Peer:
    """A connection and its socket. The server's thread only."""

    def __init__(
        self,
        connection_id: int,
        connected: socket.socket,
        address: Address,
        connection: ServerConnection,
        tls: ssl.SSLContext | None,
    ) -> None:
        self.id = connection_id
        self.socket = connected
        self.host = address.host
        self.address = str(address)
        self.connection = connection
        self.stream = Stream() if tls is None else TlsStream(tls)
        self.output = bytearray()
        self.deadline: float | None = None
        self.asked_at = time.monotonic()  # it may take a while to ask for something the first time
        self.connected = False
        self.unproved_since = self.asked_at
        self.ending = False
        self.faults = 0
        self.next_report = 0.0
        self._said_all = False

    @property
    def interest(self) -> int:
        """What the selector should watch for."""
        return selectors.EVENT_READ | (selectors.EVENT_WRITE if self.output else 0)

    def read(self) -> bytes | None:
        """What came; empty if the peer has gone, None if nothing came after all."""
        try:
            return self.socket.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            return b""

    def flush(self) -> bool:
        """Send what can be sent. False if the peer has gone or leaves too much unread."""
        try:
            send_waiting(self.stream, self.connection.data_to_send(), self.output, self.socket)
        except OSError:
            return False
        return len(self.output) <= MAX_OUTPUT

    def say_no_more(self) -> None:
        """Once all is sent, close our half only.

        Closing a socket with unread input resets it, and the peer would never read the last word.
        """
        if not self.output and not self._said_all:
            self._said_all = True
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)


class Unproved:
    """Connections whose peers have not proved who they are, those without proof the longest first."""

    def __init__(self) -> None:
        self._all: dict[int, Peer] = {}
        self._of_host: dict[str, dict[int, Peer]] = {}

    def note(self, peer: Peer, *, proved: bool) -> None:
        """What ``peer`` is from now on. One that is over counts as proved: it is of no interest here."""
        if not proved and peer.id not in self._all:
            peer.unproved_since = time.monotonic()
            self._all[peer.id] = self._of_host.setdefault(peer.host, {})[peer.id] = peer
        elif proved and self._all.pop(peer.id, None) is not None:
            self._of_host[peer.host].pop(peer.id)
            if not self._of_host[peer.host]:
                del self._of_host[peer.host]

    def count(self, host: str) -> int:
        """How many there are of one address."""
        return len(self._of_host.get(host, ()))

    def oldest(self, host: str | None = None) -> Peer | None:
        """The one without proof the longest, of all or of one address."""
        return next(iter((self._all if host is None else self._of_host.get(host, {})).values()), None)
