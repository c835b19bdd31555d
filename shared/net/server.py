"""The server of the socket protocol: thousands of connections in one thread (wire contract 1, B1).

It holds no rules of CENTRAL or of the engine: requests go out as events, answers come in by
:meth:`FrameServer.answer` from any thread.
"""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
import ssl
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Final

from shared.net.acceptor import Acceptor
from shared.net.events import Connected, Disconnected, Malformed, Requested, ServerEvent
from shared.net.peer import Peer, Unproved
from shared.net.sockets import SELECT_MAX, Waker, listen, raise_file_limit
from shared.protocol.connection import (
    Closed,
    CloseReason,
    ConnectionEvent,
    Fault,
    Opened,
    ProtocolError,
    Request,
    ServerConnection,
)

log = logging.getLogger(__name__)

EXCHANGE_TIMEOUT_S: Final = 3.0
"""A peer silent for so long inside an exchange is given up (wire contract 1)."""
ENQUIRY_TIMEOUT_S: Final = 10.0
"""A peer that has not said ENQ by then is given up."""
LINGER_S: Final = 1.0
"""How long a closed peer is given to read the last word."""
GIVES_WAY_S: Final = 15.0
"""A peer that has asked for nothing for so long is disconnected when its place is needed."""
PROVES_S: Final = 5.0
"""Who has not proved itself by then makes room for another one of its address."""
REPORT_PAUSE_S: Final = 1.0
REPORTS_A_PAUSE: Final = 20
"""Bad input that is told of all connections together in :data:`REPORT_PAUSE_S`: a flood may come by many."""
MAX_CONNECTIONS: Final = 20_000
MAX_UNPROVED: Final = 1_000
"""Connections of one address that have proved nothing yet."""
_TURN_S: Final = 0.2
_LOOK_AT_DEADLINES_S: Final = 0.05
_DEAF_S: Final = 0.5


class FrameServer:
    """Listens, talks the protocol, and hands requests over.

    ``on_event`` gets every :data:`ServerEvent` on the thread of :meth:`run`; it must not block. ``accepts``
    is asked on the same thread at each ENQ: False says NACK and closes. With ``tls`` every connection is TLS.
    ``proves`` tells by the last answer to a peer, on the same thread, whether it has proved who it is: of
    those that have not, the oldest gives way when all ``max_connections`` places are taken, and of one
    address there are ``max_unproved`` at most.
    :meth:`answer`, :meth:`close` and :meth:`wake` may be called on any thread and never block.
    """

    def __init__(
        self,
        host: str,
        port: int,
        on_event: Callable[[ServerEvent], None],
        *,
        accepts: Callable[[], bool] = lambda: True,
        proves: Callable[[str], bool] = lambda answer: False,
        max_connections: int = MAX_CONNECTIONS,
        max_unproved: int = MAX_UNPROVED,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._on_event = on_event
        self._accepts = accepts
        self._proves = proves
        self._max_unproved = max_unproved
        self._tls = tls
        self._waker = Waker()
        self._commands: deque[tuple[int, str | None]] = deque()
        self._listening: list[socket.socket] = []
        self._peers: dict[int, Peer] = {}  # who asked for something last stands last
        self._timed: dict[int, Peer] = {}
        self._open = 0
        self._ids = count(1)
        self._unproved = Unproved()
        self._selector: selectors.BaseSelector = selectors.DefaultSelector()
        by_select = sys.platform == "win32" and isinstance(self._selector, selectors.SelectSelector)
        self._max_connections = min(max_connections, SELECT_MAX - 16) if by_select else max_connections
        self._acceptor = Acceptor(self._selector, secret=tls is not None)
        self._deaf_until: dict[socket.socket, float] = {}
        self._look_at_deadlines = 0.0
        self._next_reports = 0.0
        self._reports_left = REPORTS_A_PAUSE

    @property
    def open_connections(self) -> int:
        """Connections that said ENQ and are not over. Exact on the thread of :meth:`run` (in ``accepts``)."""
        return self._open

    def bind(self) -> int:
        """Listen; the port in use. Before :meth:`run`, on the thread that can tell the user.

        Raises :class:`~shared.net.errors.PortTaken` and :class:`~shared.net.errors.CannotListen`.
        """
        raise_file_limit()
        self._listening = listen(self._host, self._port)
        self._port = int(self._listening[0].getsockname()[1])
        return self._port

    def answer(self, connection_id: int, text: str) -> None:
        """Answer the request of ``connection_id``; nothing happens if it is gone. Any thread."""
        self._commands.append((connection_id, text))
        self._waker.wake()

    def close(self, connection_id: int) -> None:
        """End ``connection_id`` with EOT after the answers given so far. Any thread."""
        self._commands.append((connection_id, None))
        self._waker.wake()

    def wake(self) -> None:
        """Make :meth:`run` look at ``stop`` at once. Any thread."""
        self._waker.wake()

    def release(self) -> None:
        """Free the port and everything else; :meth:`run` does it at its end. For a server that never ran."""
        for listening in self._listening:
            listening.close()
        self._listening.clear()
        self._acceptor.close()
        self._selector.close()
        self._waker.close()

    def run(self, stop: threading.Event) -> None:
        """Serve until ``stop``; then every connection ends with EOT. Blocks; one thread.

        Raises what :meth:`bind` raises if that was not called.
        """
        if not self._listening:
            self.bind()
        self._selector.register(self._waker.fileno(), selectors.EVENT_READ)
        for listening in self._listening:
            self._selector.register(listening, selectors.EVENT_READ)
        try:
            while not stop.is_set():
                self._turn()
            self._end_all()
        finally:
            for peer in list(self._peers.values()):
                self._forget(peer)
            self.release()

    def _turn(self) -> None:
        for key, ready in self._ready():
            if isinstance(key.data, Peer):
                if key.data.id in self._peers:  # else it gave way to another one in this very turn
                    self._serve(key.data, ready)
            elif key.fd == self._waker.fileno():
                self._waker.drain()
            elif isinstance(key.fileobj, socket.socket):
                self._accept(key.fileobj)
        self._obey()
        now = time.monotonic()
        if now >= self._look_at_deadlines:
            self._look_at_deadlines = now + _LOOK_AT_DEADLINES_S
            self._expire(now)
            self._listen_again(now)

    def _ready(self) -> list[tuple[selectors.SelectorKey, int]]:
        """What can be read and written; a selector that fails costs the newest connection, not the server."""
        try:
            return self._selector.select(_TURN_S)
        except (OSError, ValueError) as error:  # select() says only here that it watches no more
            self._acceptor.say_crowded(f"this system cannot watch so many ({error})")
            newest = max(self._peers.values(), key=lambda peer: peer.id, default=None)
            if newest is None:
                time.sleep(_DEAF_S)
            else:
                self._end(newest)
            return []

    def _obey(self) -> None:
        while self._commands:
            connection_id, text = self._commands.popleft()
            peer = self._peers.get(connection_id)
            if peer is None or peer.connection.closed:
                continue
            if text is None:
                self._dispatch(peer, peer.connection.close())
            else:
                self._answer(peer, text)
            self._after_io(peer)

    def _answer(self, peer: Peer, text: str) -> None:
        self._unproved.note(peer, proved=self._proves(text))
        try:
            peer.connection.send_answer(text)
        except (ProtocolError, ValueError):
            log.exception("No answer to %s can be sent; it is disconnected", peer.address)
            self._dispatch(peer, peer.connection.close())

    def _accept(self, listening: socket.socket) -> None:
        for connected, address in self._acceptor.accept(listening):
            if not self._has_place(connected, address.host):
                continue
            served = self._acceptor.welcome(connected)
            peer = Peer(next(self._ids), served, address, ServerConnection(self._accepts), self._tls)
            try:
                self._selector.register(served, peer.interest, peer)
            except (OSError, ValueError) as error:
                self._acceptor.turn_away(served, f"this system cannot watch so many ({error})")
                continue
            self._peers[peer.id] = peer
            self._unproved.note(peer, proved=False)
            self._set_deadline(peer, time.monotonic() + ENQUIRY_TIMEOUT_S)
        if self._acceptor.helpless:
            self._selector.unregister(listening)
            self._deaf_until[listening] = time.monotonic() + _DEAF_S

    def _has_place(self, connected: socket.socket, host: str) -> bool:
        """Whether there is one for ``connected``, by another one's end if need be; else it is refused."""
        if self._unproved.count(host) >= self._max_unproved and not self._free_one_of(host):
            why = f"{self._max_unproved} connections of {host} have not proved themselves"
            self._acceptor.turn_away(connected, why)
            return False
        crowded = len(self._peers) >= self._max_connections or self._acceptor.is_scarce(connected)
        if crowded and not self._free_a_place():
            self._acceptor.turn_away(connected, "the greatest number of connections is open")
            return False
        return True

    def _free_one_of(self, host: str) -> bool:
        """End the connection of ``host`` that has proved nothing for the longest time, if that is long."""
        peer = self._unproved.oldest(host)
        if peer is None or time.monotonic() - peer.unproved_since < PROVES_S:
            return False
        self._end(peer)
        return True

    def _free_a_place(self) -> bool:
        """End the oldest connection without proof, else the one that asked for nothing for long."""
        peer = self._unproved.oldest()
        if peer is None:
            peer = next(iter(self._peers.values()), None)
            if peer is None or time.monotonic() - peer.asked_at < GIVES_WAY_S:
                return False
        self._end(peer)
        return True

    def _end(self, peer: Peer) -> None:
        self._dispatch(peer, peer.connection.close())
        peer.flush()
        self._forget(peer)

    def _listen_again(self, now: float) -> None:
        for listening in [each for each, until in self._deaf_until.items() if now >= until]:
            del self._deaf_until[listening]
            self._selector.register(listening, selectors.EVENT_READ)

    def _serve(self, peer: Peer, ready: int) -> None:
        if ready & selectors.EVENT_READ:
            data = peer.read()
            if data == b"":
                self._lose(peer)
                return
            if data and not peer.connection.closed:
                self._feed(peer, data)
        self._after_io(peer)

    def _feed(self, peer: Peer, data: bytes) -> None:
        try:
            plain = peer.stream.receive(data)
        except ssl.SSLError as error:
            self._report(peer, f"no TLS: {error.reason}")
            self._dispatch(peer, peer.connection.close())
        else:
            self._dispatch(peer, peer.connection.receive_data(plain))

    def _dispatch(self, peer: Peer, events: list[ConnectionEvent]) -> None:
        for event in events:
            match event:
                case Opened():
                    peer.connected = True
                    self._open += 1
                    self._on_event(Connected(peer.id, peer.address))
                case Request(text):
                    peer.asked_at = time.monotonic()
                    self._peers[peer.id] = self._peers.pop(peer.id)
                    self._on_event(Requested(peer.id, text))
                case Fault(damage):
                    self._report(peer, str(damage))
                case Closed(reason):
                    self._report_end(peer, reason)

    def _report(self, peer: Peer, reason: str) -> None:
        peer.faults += 1
        now = time.monotonic()
        if now >= self._next_reports:
            self._next_reports, self._reports_left = now + REPORT_PAUSE_S, REPORTS_A_PAUSE
        if now >= peer.next_report and self._reports_left:
            self._reports_left -= 1
            peer.next_report = now + REPORT_PAUSE_S
            self._on_event(Malformed(peer.id, peer.address, reason, peer.faults))
            peer.faults = 0

    def _report_end(self, peer: Peer, reason: CloseReason) -> None:
        log.debug("%s: %s", peer.address, reason)
        if peer.connected:
            peer.connected = False
            self._open -= 1
            self._on_event(Disconnected(peer.id, reason))

    def _after_io(self, peer: Peer) -> None:
        """Send what waits, then see what the peer is waited for."""
        if not peer.flush():
            self._lose(peer)
            return
        if self._selector.get_key(peer.socket).events != peer.interest:
            self._selector.modify(peer.socket, peer.interest, peer)
        now = time.monotonic()
        if peer.connection.closed:
            if not peer.ending:
                peer.ending = True
                self._set_deadline(peer, now + LINGER_S)
            peer.say_no_more()
        elif peer.connected:
            waited_for = peer.connection.waiting_for_peer or peer.output
            self._set_deadline(peer, now + EXCHANGE_TIMEOUT_S if waited_for else None)

    def _set_deadline(self, peer: Peer, deadline: float | None) -> None:
        peer.deadline = deadline
        if deadline is None:
            self._timed.pop(peer.id, None)
        else:
            self._timed[peer.id] = peer

    def _expire(self, now: float) -> None:
        for peer in [
            peer for peer in self._timed.values() if peer.deadline is not None and peer.deadline <= now
        ]:
            if peer.ending:
                self._forget(peer)
            else:
                self._dispatch(peer, peer.connection.give_up())
                self._after_io(peer)

    def _lose(self, peer: Peer) -> None:
        self._dispatch(peer, peer.connection.receive_eof())
        self._forget(peer)

    def _end_all(self) -> None:
        for peer in list(self._peers.values()):
            self._dispatch(peer, peer.connection.close())
            self._after_io(peer)

    def _forget(self, peer: Peer) -> None:
        self._peers.pop(peer.id, None)
        self._timed.pop(peer.id, None)
        self._unproved.note(peer, proved=True)
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(peer.socket)
        peer.socket.close()
