"""Sockets as the loops need them: listening on every family, keep-alive, file limits, a way to be woken."""

from __future__ import annotations

import contextlib
import errno
import selectors
import socket
import sys
from typing import Final

from shared.net.errors import cannot_listen, port_taken

BACKLOG: Final = 1024
_BUFFER: Final = 16_384
"""Bytes that the system may keep for a connection each way (Linux takes twice that): frames are small, and
what a peer sends faster than it is read shall wait at the peer."""
_KEEPALIVE_S: Final = (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3))

SmallSelector: Final[type[selectors.BaseSelector]] = getattr(
    selectors, "PollSelector", selectors.SelectSelector
)
"""For a handful of sockets: no file descriptor of its own, and no limit of 1024 where poll exists."""


SELECT_MAX: Final = 512 if sys.platform == "win32" else 1024
"""What ``select()`` watches at most: so many sockets on Windows, file numbers below it elsewhere."""


class Waker:
    """A socket that other threads make readable, to wake a loop that waits in a selector."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def fileno(self) -> int:
        """What the loop watches."""
        return self._reader.fileno()

    def wake(self) -> None:
        """Make it readable. Any thread, also after :meth:`close`."""
        with contextlib.suppress(OSError):  # full: it is readable already; closed: nobody waits
            self._writer.send(b"\0")

    def drain(self) -> None:
        """Make it quiet again. The loop's thread."""
        with contextlib.suppress(OSError):
            while len(self._reader.recv(4096)) == 4096:
                pass

    def close(self) -> None:
        """Free both ends."""
        self._reader.close()
        self._writer.close()


def tune(connected: socket.socket) -> None:
    """Small frames at once, and a peer that vanished in silence noticed in about 11 s."""
    connected.setblocking(False)
    with contextlib.suppress(OSError):
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE_S:
        if hasattr(socket, name):
            with contextlib.suppress(OSError):
                connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on ``port`` of ``host``: all its addresses, or for "" every interface.

    With port 0 the system chooses a free one, and one address is listened on. Raises
    :class:`~shared.net.errors.PortTaken` and :class:`~shared.net.errors.CannotListen`.
    """
    if not host and socket.has_dualstack_ipv6():
        with contextlib.suppress(_NoSuchAddress):
            return [_listen_on(socket.AF_INET6, ("::", port), host, port, both_families=True)]
    sockets: list[socket.socket] = []
    missing = ""
    try:
        for family, address in _addresses(host, port):
            try:
                sockets.append(_listen_on(family, address, host, port))
            except _NoSuchAddress as error:
                missing = str(error)
            if sockets and port == 0:
                break
    except BaseException:
        for listening in sockets:
            listening.close()
        raise
    if not sockets:
        raise cannot_listen(host, port, missing)
    return sockets


class _NoSuchAddress(Exception):
    """This computer has no such address; another of the same name may serve."""


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    if not host:
        return [(socket.AF_INET, ("0.0.0.0", port))]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise cannot_listen(host, port, getattr(error, "strerror", None) or str(error)) from None
    unique = dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found)
    return [(family, (name, port)) for family, name in unique]


def _listen_on(
    family: socket.AddressFamily,
    address: tuple[str, int],
    host: str,
    port: int,
    *,
    both_families: bool = False,
) -> socket.socket:
    try:
        listening = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise _NoSuchAddress(error.strerror) from None
    try:
        if sys.platform == "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(not both_families))
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):  # what is accepted inherits them
            listening.setsockopt(socket.SOL_SOCKET, option, _BUFFER)
        listening.bind(address)
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise port_taken(port) from None
        if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            raise _NoSuchAddress(error.strerror) from None
        raise cannot_listen(host, port, error.strerror or str(error)) from None
    return listening


def raise_file_limit() -> None:
    """Let this process hold as many sockets as the system allows it at most (each is a file)."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):  # macOS refuses an unlimited one
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def file_limit(selector: selectors.BaseSelector) -> float:
    """The file number from which on ``selector`` watches none or the system gives none, which is the lowest
    free one each time."""
    if sys.platform == "win32":
        return float("inf")
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    given = float("inf") if soft == resource.RLIM_INFINITY else soft
    return min(given, SELECT_MAX) if isinstance(selector, selectors.SelectSelector) else given
