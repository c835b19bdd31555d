"""Accepting connections without ever spinning: when files or places are short, peers are told so."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import socket
from typing import Any, Final

from shared.net.sockets import tune
from shared.protocol.frames import Control
from shared.runtime.addresses import Address

log = logging.getLogger(__name__)

_A_TURN: Final = 256
_OUT_OF_FILES: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class Acceptor:
    """Takes new connections from listening sockets. The server's thread only."""

    def __init__(self, *, secret: bool) -> None:
        """``secret``: connections are TLS, where no NACK can be said before the handshake."""
        self._secret = secret
        # With this file given back for a moment, a peer can be told when the system has no more.
        self._spare_file: int | None = os.open(os.devnull, os.O_RDONLY)
        self._crowded = False

    def accept(self, listening: socket.socket, room: int) -> list[tuple[socket.socket, str]]:
        """The connections that wait, tuned and with their address for people; at most ``room`` of them.

        Those beyond are turned away with NACK.
        """
        welcome: list[tuple[socket.socket, str]] = []
        for _ in range(_A_TURN):
            try:
                connected, address = listening.accept()
            except BlockingIOError:
                break
            except OSError as error:
                if error.errno not in _OUT_OF_FILES:
                    continue  # that peer has gone before it was accepted
                self._say_crowded(f"the system gives no more files; raise their limit ({error.strerror})")
                if not self._turn_away_with_spare_file(listening):
                    break
                continue
            if len(welcome) < room:
                self._crowded = False
                tune(connected)
                welcome.append((connected, _for_people(address)))
            else:
                self._say_crowded("the greatest number of connections is open")
                self._turn_away(connected)
        return welcome

    def close(self) -> None:
        """Free the spare file."""
        if self._spare_file is not None:
            os.close(self._spare_file)
            self._spare_file = None

    def _turn_away_with_spare_file(self, listening: socket.socket) -> bool:
        """Whether a peer was turned away."""
        self.close()
        try:
            self._turn_away(listening.accept()[0])
        except OSError:
            return False
        finally:
            with contextlib.suppress(OSError):
                self._spare_file = os.open(os.devnull, os.O_RDONLY)
        return True

    def _turn_away(self, connected: socket.socket) -> None:
        with connected, contextlib.suppress(OSError):
            connected.setblocking(False)
            if not self._secret:
                connected.send(Control.NACK.data)
            connected.shutdown(socket.SHUT_WR)
            connected.recv(64)  # its ENQ: unread input would reset the connection, NACK and all

    def _say_crowded(self, why: str) -> None:
        if not self._crowded:
            self._crowded = True
            log.warning("New connections are refused: %s", why)


def _for_people(address: Any) -> str:
    return str(Address(str(address[0]).removeprefix("::ffff:"), int(address[1])))
