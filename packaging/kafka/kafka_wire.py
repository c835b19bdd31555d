"""One request to a Kafka broker, by hand: does it serve, who is it, and what address does it tell clients?"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import Final

_METADATA: Final = 3
_VERSION: Final = 5
_HEADER: Final = struct.pack(">hhih7s", _METADATA, _VERSION, 1, 7, b"run.py ")
_NO_TOPICS: Final = struct.pack(">i?", 0, False)
_MOST_BYTES: Final = 1 << 20


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
