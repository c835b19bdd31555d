"""Addresses and ports of this computer, and one request to a Kafka broker, by hand.

That request tells whether it serves, which cluster it is, and what address it gives its clients.
"""

from __future__ import annotations

import contextlib
import errno
import random
import socket
import struct
import subprocess
from dataclasses import dataclass
from typing import Final

_METADATA: Final = 3
_VERSION: Final = 5
_HEADER: Final = struct.pack(">hhih7s", _METADATA, _VERSION, 1, 7, b"run.py ")
_NO_TOPICS: Final = struct.pack(">i?", 0, False)
_MOST_BYTES: Final = 1 << 20
_PORTS: Final = range(20_000, 32_000)  # below those that systems lend to outgoing connections


@dataclass(frozen=True, slots=True)
class Served:
    """What a broker that serves says of itself; ``advertised`` is the ``host:port`` that it tells clients."""

    cluster_id: str
    advertised: str


def ask(host: str, port: int, timeout_s: float = 2.0) -> Served | None:
    """A broker's answer; None while it knows no broker that serves, which is while it starts.

    Raises:
        OSError: nobody answers there in time, or who answers is no Kafka.
    """
    with socket.create_connection((host, port), timeout_s) as peer:
        body = _HEADER + _NO_TOPICS
        peer.sendall(struct.pack(">i", len(body)) + body)
        (size,) = struct.unpack(">i", _exactly(peer, 4))
        if not 0 < size < _MOST_BYTES:
            raise ConnectionError("no Kafka answers there")
        answer = _exactly(peer, size)
    try:
        return _parse(answer)
    except (struct.error, UnicodeDecodeError) as error:
        raise ConnectionError("no Kafka answers there") from error


def _exactly(peer: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        chunk = peer.recv(size - len(data))
        if not chunk:
            raise ConnectionError("the connection was closed")
        data += chunk
    return data


def _parse(answer: bytes) -> Served | None:
    """Correlation id, throttle time, brokers (id, host, port, rack), cluster id, controller id, topics."""
    (count,) = struct.unpack_from(">i", answer, 8)
    at = 12
    advertised = []
    for _ in range(count):
        at += 4
        host, at = _text(answer, at)
        (port,) = struct.unpack_from(">i", answer, at)
        _, at = _text(answer, at + 4)
        advertised.append(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    cluster_id, at = _text(answer, at)
    (controller,) = struct.unpack_from(">i", answer, at)
    return Served(cluster_id, advertised[0]) if advertised and controller >= 0 else None


def _text(answer: bytes, at: int) -> tuple[str, int]:
    (size,) = struct.unpack_from(">h", answer, at)
    end = at + 2 + max(size, 0)
    return answer[at + 2 : end].decode(), end


# --- this computer


def lan_address() -> str:
    """The address by which other computers most likely reach this one; 127.0.0.1 without a network."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing: the system only chooses the way, and so our address
        return str(probe.getsockname()[0])
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run(
            ["hostname", "-I"], capture_output=True, text=True, timeout=5, check=True
        ).stdout
        return next((text for text in said.split() if ":" not in text), "127.0.0.1")
    return "127.0.0.1"


def with_port(text: str, port: int) -> str:
    """``HOST`` or ``HOST:PORT`` as ``host:port``, an IPv6 address in brackets. Raises ValueError."""
    if text.count(":") > 1 and not text.startswith("["):
        text = f"[{text}]"
    host, colon, number = text.rpartition(":") if text.rfind(":") > text.rfind("]") else (text, "", "")
    if (
        not host
        or set(host) & set(" ,/\t")
        or (colon and not (number.isdecimal() and 0 < int(number) < 65536))
    ):
        raise ValueError(f"{text!r} is no HOST or HOST:PORT")
    if host in ("0.0.0.0", "[::]"):
        raise ValueError(f"{host} says where to listen, not where to be reached: give an address or a name")
    return f"{host}:{number or port}"


def split(address: str) -> tuple[str, int]:
    """``host:port`` in two, without brackets."""
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def free_port(host: str) -> int:
    """A port that nobody listens at, and that no outgoing connection is likely to take before a restart.

    Raises OSError as :func:`port_is_taken`.
    """
    while True:
        port = random.choice(_PORTS)
        if not port_is_taken(host, port):
            return port


def port_is_taken(host: str, port: int) -> bool:
    """True when another program listens there. Raises OSError: we may not, or ``host`` is not ours."""
    both = not host and socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both or ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family, dualstack_ipv6=both).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return True
        raise
    return False
