"""One connection to a server of the socket protocol, with calls that wait (wire contract 1)."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import selectors
import socket
import ssl
import time
from collections.abc import Callable
from typing import Final

from shared.net.errors import LinkError, LinkReason
from shared.net.resolver import Endpoint, resolve
from shared.net.sockets import SmallSelector, Waker, tune
from shared.net.stream import Stream, TlsStream, send_waiting
from shared.protocol.connection import Answer, ClientConnection, Closed, CloseReason, Fault

log = logging.getLogger(__name__)

EXCHANGE_TIMEOUT_S: Final = 3.0
"""How long an answer may take (wire contract 1)."""

_CHUNK: Final = 65_536
_REASONS: Final = {
    CloseReason.ENDED: LinkReason.CLOSED,
    CloseReason.LOST: LinkReason.CLOSED,
    CloseReason.LOCAL: LinkReason.CLOSED,
    CloseReason.REFUSED: LinkReason.NACK,
    CloseReason.NACKED: LinkReason.NACK,
    CloseReason.OVERSIZED: LinkReason.PROTOCOL,
    CloseReason.UNEXPECTED: LinkReason.PROTOCOL,
    CloseReason.NOISE: LinkReason.PROTOCOL,
    CloseReason.SILENT: LinkReason.TIMEOUT,
}


class Interrupted(Exception):
    """Raised by the ``on_wake`` of a :class:`FrameClient` to leave a call that waits."""


class FrameClient:
    """A client of ``host:port``; one thread. After :class:`~shared.net.errors.LinkError` it is closed.

    ``on_wake`` is called whenever :meth:`wake` was, from inside the call that waits.
    """

    def __init__(
        self,
        host: str,
        port: int,
        tls: ssl.SSLContext | None = None,
        *,
        on_wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._host = host
        self._port = port
        self._tls = tls
        self._on_wake = on_wake
        self._waker = Waker()
        self._selector = SmallSelector()
        self._selector.register(self._waker.fileno(), selectors.EVENT_READ)
        self._socket: socket.socket | None = None
        self._connection = ClientConnection()
        self._stream = Stream()
        self._output = bytearray()
        self._answers: list[str] = []

    def connect(self, timeout: float = EXCHANGE_TIMEOUT_S) -> None:
        """Connect and be admitted (ENQ, ACK) within ``timeout`` seconds, trying each address of the name.

        Raises :class:`~shared.net.errors.LinkError`.
        """
        self._hang_up()
        deadline = time.monotonic() + timeout
        endpoints = self._resolve(deadline)
        failure = LinkError(LinkReason.UNKNOWN_HOST, self._host)
        for left, endpoint in zip(range(len(endpoints), 0, -1), endpoints, strict=True):
            now = time.monotonic()
            try:
                self._connect_to(endpoint, now + (deadline - now) / left)
                return
            except LinkError as error:
                failure = error
        raise failure

    def request(self, text: str, timeout: float = EXCHANGE_TIMEOUT_S) -> str:
        """Send a request and wait up to ``timeout`` seconds for its answer; with none left it is not sent.

        Raises :class:`~shared.net.errors.LinkError`; :class:`~shared.protocol.frames.FrameTooLarge` if
        ``text`` does not fit, with the link as it was.
        """
        if self._socket is None:
            raise LinkError(LinkReason.CLOSED, "not connected")
        if timeout <= 0:
            self._hang_up()
            raise LinkError(LinkReason.TIMEOUT, "its time was over before it was sent")
        self._connection.send_request(text)
        deadline = time.monotonic() + timeout
        while not self._answers:
            self._exchange(deadline)
        with contextlib.suppress(LinkError):  # the answer counts even if its ACK finds nobody
            self._flush()
        return self._answers.pop()

    def watch(self, timeout: float) -> None:
        """Wait ``timeout`` seconds, or until :meth:`wake`, with no request in flight.

        Raises :class:`~shared.net.errors.LinkError` as soon as the server closes, or if it has before.
        """
        if self._socket is None:
            raise LinkError(LinkReason.CLOSED, "not connected")
        if self._wait(time.monotonic() + timeout) & selectors.EVENT_READ:
            self._receive()

    def pause(self, timeout: float) -> None:
        """Wait ``timeout`` seconds, or until :meth:`wake`, while not connected."""
        self._wait(time.monotonic() + timeout)

    def wake(self) -> None:
        """Call ``on_wake`` from the call that waits, now or the next one. Any thread."""
        self._waker.wake()

    def close(self) -> None:
        """End with EOT if it is connected, and free everything. The client cannot be used again."""
        self._hang_up()
        self._selector.close()
        self._waker.close()

    def __enter__(self) -> FrameClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _resolve(self, deadline: float) -> list[Endpoint]:
        found = resolve(self._host, self._port)
        found.add_done_callback(lambda _: self._waker.wake())
        while not found.done():
            if time.monotonic() >= deadline:
                raise LinkError(LinkReason.UNKNOWN_HOST, f"no answer about {self._host}")
            self._wait(deadline)
        return found.result()

    def _connect_to(self, endpoint: Endpoint, deadline: float) -> None:
        self._connection = ClientConnection()
        self._output.clear()
        try:
            self._socket = socket.socket(endpoint[0], socket.SOCK_STREAM)
            tune(self._socket)
            self._selector.register(self._socket, selectors.EVENT_WRITE)
            code = self._socket.connect_ex(endpoint[1])
            if code not in (0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)):
                raise OSError(code, os.strerror(code))
            while not self._wait(deadline):
                if time.monotonic() >= deadline:
                    raise TimeoutError("no answer to the connection")
            code = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                raise OSError(code, os.strerror(code))
        except (OSError, OverflowError) as error:
            self._hang_up()
            raise _link_error(error) from None
        self._open(deadline)

    def _open(self, deadline: float) -> None:
        try:
            # The certificate must name the host, if the context asks for that.
            self._stream = TlsStream(self._tls, server_name=self._host) if self._tls else Stream()
        except (ssl.SSLError, ValueError) as error:
            self._hang_up()
            raise LinkError(LinkReason.TLS, str(error)) from None
        self._connection.start()
        try:
            while not self._connection.ready:
                self._exchange(deadline)
        except LinkError as error:
            if error.reason is not LinkReason.TIMEOUT:
                raise
            raise LinkError(LinkReason.SILENT, error.detail) from None

    def _exchange(self, deadline: float) -> None:
        """One step: send what waits, receive what comes. Raises LinkError after ``deadline``."""
        self._flush()
        if self._wait(deadline) & selectors.EVENT_READ:
            self._receive()
        elif time.monotonic() >= deadline:
            self._connection.give_up()
            self._hang_up()
            raise LinkError(LinkReason.TIMEOUT, "the peer is silent")

    def _wait(self, deadline: float) -> int:
        """What the socket is ready for: 0 after ``deadline`` or a wake-up."""
        found = 0
        woken = False
        for key, ready in self._selector.select(max(0.0, deadline - time.monotonic())):
            if key.fileobj is self._socket:
                found = ready
            else:
                woken = True
        if woken:
            self._waker.drain()
            self._on_wake()
        return found

    def _receive(self) -> None:
        assert self._socket is not None
        try:
            data = self._socket.recv(_CHUNK)
            plain = self._stream.receive(data) if data else b""
            if not data:
                self._stream.receive_eof()
        except (BlockingIOError, InterruptedError):
            return
        except ssl.SSLError as error:
            self._flush()  # the alert tells the server why
            self._hang_up()
            raise LinkError(LinkReason.TLS, str(error)) from None
        except OSError as error:
            self._hang_up()
            raise LinkError(LinkReason.CLOSED, str(error)) from None
        events = self._connection.receive_data(plain) if data else self._connection.receive_eof()
        for event in events:
            match event:
                case Answer(text):
                    self._answers.append(text)
                case Fault(damage):
                    log.warning("Bad input from %s: %s", self._host, damage)
                case Closed(reason):
                    self._hang_up()
                    if self._answers:
                        return  # a server may end right after its answer
                    raise LinkError(_REASONS[reason], f"{self._host}: {reason}")

    def _flush(self) -> None:
        if self._socket is None:
            return
        try:
            send_waiting(self._stream, self._connection.data_to_send(), self._output, self._socket)
        except OSError as error:
            self._hang_up()
            raise LinkError(LinkReason.CLOSED, str(error)) from None
        interest = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._output else 0)
        self._selector.modify(self._socket, interest)

    def _hang_up(self) -> None:
        if self._socket is None:
            return
        self._connection.close()
        gone, self._socket = self._socket, None
        self._selector.unregister(gone)
        with gone, contextlib.suppress(OSError, ssl.SSLError):
            self._stream.send(self._connection.data_to_send())
            gone.send(bytes(self._output) + self._stream.data_to_send())


def _link_error(error: OSError | OverflowError) -> LinkError:
    if isinstance(error, ConnectionRefusedError):
        return LinkError(LinkReason.REFUSED, str(error))
    if isinstance(error, TimeoutError):
        return LinkError(LinkReason.TIMEOUT, str(error))
    return LinkError(LinkReason.UNREACHABLE, str(error))
