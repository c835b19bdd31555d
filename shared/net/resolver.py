"""Names to addresses without holding up a loop that may have to stop."""

from __future__ import annotations

import ipaddress
import socket
import threading
from concurrent.futures import Future

from shared.net.errors import LinkError, LinkReason

Endpoint = tuple[int, tuple[str, int]]
"""Family and address to connect to, as :mod:`socket` wants them."""


def resolve(host: str, port: int) -> Future[list[Endpoint]]:
    """The addresses of ``host``, best first, or :class:`~shared.net.errors.LinkError` (``unknown_host``).

    The system's look-up of a name cannot be interrupted: it runs on a daemon thread, which holds up no exit,
    and whoever waits for it may leave.
    """
    future: Future[list[Endpoint]] = Future()
    if is_number(host):
        _look_up(host, port, future)
    else:
        thread = threading.Thread(
            target=_look_up, args=(host, port, future), name=f"resolve {host}", daemon=True
        )
        thread.start()
    return future


def _look_up(host: str, port: int, future: Future[list[Endpoint]]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        future.set_exception(LinkError(LinkReason.UNKNOWN_HOST, str(error)))
    else:
        future.set_result(
            list(dict.fromkeys((family, (str(address[0]), port)) for family, _, _, _, address in found))
        )


def is_number(host: str) -> bool:
    """Whether ``host`` is an IP address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
