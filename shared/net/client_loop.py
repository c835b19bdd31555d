"""The monitor's link to a server: stays connected by itself, takes requests from other threads (D6)."""

from __future__ import annotations

import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shared.net.client import EXCHANGE_TIMEOUT_S, FrameClient, Interrupted
from shared.net.errors import LinkError, LinkReason
from shared.net.events import Answered, Failed, LinkDown, LinkEvent, LinkUp
from shared.protocol.frames import encode_frame

CONNECT_TIMEOUT_S: Final = 2.0
RECONNECT_S: Final = 0.5
"""Pause before another attempt."""

_IDLE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Command:
    """A request and until when (monotonic seconds) its answer is wanted."""

    token: object
    text: str
    deadline: float


class ClientLoop:
    """Keeps a link with ``host:port`` and exchanges requests and answers over it, one at a time, in order.

    ``on_event`` gets every :data:`~shared.net.events.LinkEvent` on the thread of :meth:`run`; it must not
    block. Each request gets exactly one ``Answered`` or ``Failed`` while :meth:`run` lives. A request without
    answer in time breaks the link, also one that came too late to be sent (this process was suspended):
    a late answer must not meet the next request, and ``LinkDown`` always follows ``Failed``.
    """

    def __init__(
        self,
        host: str,
        port: int,
        on_event: Callable[[LinkEvent], None],
        *,
        tls: ssl.SSLContext | None = None,
        connect_timeout: float = CONNECT_TIMEOUT_S,
    ) -> None:
        """``connect_timeout`` in seconds, for one attempt over all addresses of the name."""
        self._on_event = on_event
        self._connect_timeout = connect_timeout
        self._client = FrameClient(host, port, tls, on_wake=self._woken)
        self._commands: deque[_Command] = deque()
        self._stop = threading.Event()
        self._up = False
        self._told: LinkReason | None = None

    def request(self, token: object, text: str, timeout: float = EXCHANGE_TIMEOUT_S) -> None:
        """Give a request, to be answered within ``timeout`` seconds from now. Any thread; never blocks.

        ``token`` comes back in ``Answered`` or ``Failed``; without a link it fails at once. Raises
        :class:`~shared.protocol.frames.FrameTooLarge` if ``text`` does not fit.
        """
        encode_frame(text)  # here the caller sees its mistake
        self._commands.append(_Command(token, text, time.monotonic() + timeout))
        self._client.wake()

    def wake(self) -> None:
        """Make :meth:`run` look at ``stop`` at once. Any thread."""
        self._client.wake()

    def run(self, stop: threading.Event) -> None:
        """Stay connected until ``stop``, then end with EOT. Blocks; one thread; once."""
        self._stop = stop
        try:
            while not stop.is_set():
                self._link()
                self._pause(RECONNECT_S)
        except Interrupted:
            pass
        finally:
            self._up = False
            self._client.close()
            self._fail_all(LinkReason.CLOSED)

    def _link(self) -> None:
        try:
            self._client.connect(self._connect_timeout)
            self._up = True
            self._told = None
            self._on_event(LinkUp())
            while True:
                self._serve()
                self._client.watch(_IDLE_S)
        except LinkError as error:
            self._up = False
            self._fail_all(error.reason)
            if error.reason is not self._told:
                self._told = error.reason
                self._on_event(LinkDown(error.reason, error.detail))

    def _serve(self) -> None:
        while self._commands:
            command = self._commands.popleft()
            try:
                text = self._client.request(command.text, command.deadline - time.monotonic())
            except LinkError as error:
                self._on_event(Failed(command.token, error.reason))
                raise
            except Interrupted:
                self._on_event(Failed(command.token, LinkReason.CLOSED))
                raise
            self._on_event(Answered(command.token, text))

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._client.pause(until - time.monotonic())

    def _woken(self) -> None:
        """A stop or a request, noticed inside a call of the client that waits."""
        if self._stop.is_set():
            raise Interrupted
        if not self._up:
            self._fail_all(self._told or LinkReason.CLOSED)

    def _fail_all(self, reason: LinkReason) -> None:
        while self._commands:
            self._on_event(Failed(self._commands.popleft().token, reason))
