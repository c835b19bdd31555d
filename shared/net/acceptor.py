"""Accepting connections without ever spinning: when files are short, peers are told so."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import selectors
import socket
import time
from collections.abc import Iterator
from typing import Any, Final

from shared.net.sockets import file_limit, tune
from shared.protocol.frames import Control
from shared.runtime.addresses import Address

log = logging.getLogger(__name__)

_A_TURN: Final = 256
_SAY_AGAIN_S: Final = 10.0
_OUT_OF_FILES: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_NO_FILES: Final = "the system gives no more files; raise their limit ({why})"
_KEPT_FREE: Final = 16
"""Files that no connection may take: the database, the log and Kafka need some at any time."""


class Acceptor:
    """Takes new connections from listening sockets. The server's thread only."""

    def __init__(self, selector: selectors.BaseSelector, *, secret: bool) -> None:
        """``selector`` is to watch them. ``secret``: they are TLS, where no NACK can be said before the
        handshake."""
        self._selector = selector
        self._secret = secret
        # With this file given back for a moment, a peer can be told when the system has no more.
        self._spare_file: int | None = os.open(os.devnull, os.O_RDONLY)
        self._crowded = False
        self._say_again_at = float("-inf")
        self.helpless = False
        """Peers wait that can neither be served nor turned away: to listen on would turn in a circle."""

    def accept(self, listening: socket.socket) -> Iterator[tuple[socket.socket, Address]]:
        """The connections that wait, with their address; without a file for one it gets NACK."""
        self.helpless = False
        for _ in range(_A_TURN):
            try:
                connected, address = listening.accept()
            except BlockingIOError:
                break
            except OSError as error:
                if error.errno not in _OUT_OF_FILES:
                    continue  # that peer has gone before it was accepted
                self.say_crowded(_NO_FILES.format(why=error.strerror))
                if not self._turn_away_with_spare_file(listening):
                    self.helpless = True
                    break
                continue
            yield connected, _address(address)

    def is_scarce(self, connected: socket.socket) -> bool:
        """Whether ``connected`` has one of the files that are kept for others than connections."""
        return connected.fileno() >= file_limit(self._selector) - _KEPT_FREE

    def welcome(self, connected: socket.socket) -> socket.socket:
        """``connected``, ready to be served, in the lowest file that is free now."""
        if self.is_scarce(connected):
            with connected:
                connected = connected.dup()
        self._crowded = False  # when it is crowded again, that is news
        tune(connected)
        return connected

    def turn_away(self, connected: socket.socket, why: str) -> None:
        """There is no place for this one; ``why`` is for the log, if not files are what is short."""
        if self.is_scarce(connected):
            why = _NO_FILES.format(why=os.strerror(errno.EMFILE))
        self.say_crowded(why)
        self._refuse(connected)

    def close(self) -> None:
        """Free the spare file."""
        if self._spare_file is not None:
            os.close(self._spare_file)
            self._spare_file = None

    def _turn_away_with_spare_file(self, listening: socket.socket) -> bool:
        """Whether a peer was turned away."""
        self.close()
        try:
            self._refuse(listening.accept()[0])
        except OSError:
            return False
        finally:
            with contextlib.suppress(OSError):
                self._spare_file = os.open(os.devnull, os.O_RDONLY)
        return True

    def _refuse(self, connected: socket.socket) -> None:
        with connected, contextlib.suppress(OSError):
            connected.setblocking(False)
            if not self._secret:
                connected.send(Control.NACK.data)
            connected.shutdown(socket.SHUT_WR)
            connected.recv(64)  # its ENQ: unread input would reset the connection, NACK and all

    def say_crowded(self, why: str) -> None:
        """Say in the log that connections are refused, once and not for each."""
        now = time.monotonic()
        if not self._crowded and now >= self._say_again_at:
            self._crowded, self._say_again_at = True, now + _SAY_AGAIN_S
            log.warning("New connections are refused: %s", why)


def _address(address: Any) -> Address:
    return Address(str(address[0]).removeprefix("::ffff:"), int(address[1]))
