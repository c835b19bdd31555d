"""A lasting address, and records that outlive an end, for the broker in memory: a relay before it.

The broker (``embedded``) chooses its own port and forgets all when it ends. The relay listens where it is
told, passes every request on, and puts itself in the answers that name a broker. What changes the broker it
writes down, in the order in which that happens and before the answer leaves; a new broker is told all of it
again, so each record has its place again. Who was not answered before a kill asks again, as with any Kafka.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import threading
import uuid
from pathlib import Path
from typing import BinaryIO, Final

from kafka.protocol.metadata import MetadataResponse
from kafka.protocol.producer import ProduceRequest

from shared.runtime.addresses import parse_address

HOST: Final = "127.0.0.1"
MOST_BYTES: Final = 128 * 1024 * 1024
"""A longer file is given up: the next start is that of an empty Kafka, and of another cluster."""
_PRODUCE, _METADATA = 0, 3
_LONGEST: Final = 128 * 1024 * 1024
_AT_ONCE: Final = 200
_BAD: Final = (OSError, ValueError, IndexError, struct.error)
"""What a connection ends by: one side did, or what came is no request."""


class LastingBroker:
    """Serves ``port`` of 127.0.0.1 for the broker at ``behind``; the file ``records`` holds what it is told.

    Raises :class:`OSError`: the port is taken, or the file cannot be used.
    """

    def __init__(self, behind: str, port: int, records: Path) -> None:
        self._behind = parse_address(behind)
        self._order = threading.Lock()
        self._known: set[bytes] = set()
        self._path, self.port = records, port
        with records.open("a+b") as file:
            file.seek(0)
            head = _frame(file)
            self._cluster = head[4:].decode() or str(uuid.uuid4())
            file.truncate(self._restore(file, len(head)))
            if not head:
                file.write(struct.pack(">i", len(self._cluster)) + self._cluster.encode())
        self._file: BinaryIO | None = records.open("ab")
        self._listener = socket.create_server((HOST, port))

    def serve(self) -> None:
        """Take connections, each with a thread of its own, until the process ends."""
        while True:
            client, _ = self._listener.accept()
            threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _restore(self, file: BinaryIO, whole: int) -> int:
        """Tell the broker all that was written down; where that ends, without what a kill left unfinished."""
        with self._connect() as server, server.makefile("rb") as says:
            while requests := [frame for _ in range(_AT_ONCE) if (frame := _frame(file))]:
                server.sendall(b"".join(requests))
                for request in requests:
                    whole += len(request)
                    _frame(says)
        return whole

    def _connect(self) -> socket.socket:
        server = socket.create_connection((self._behind.host, self._behind.port))
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return server

    def _relay(self, client: socket.socket) -> None:
        """One request after the other, until one of both ends."""
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with client, contextlib.suppress(*_BAD), self._connect() as server:
            asks, says = client.makefile("rb"), server.makefile("rb")
            while request := _frame(asks):
                client.sendall(self._pass_on(request, server, says))

    def _pass_on(self, request: bytes, server: socket.socket, says: BinaryIO) -> bytes:
        kind, version = struct.unpack_from(">hh", request, 4)
        if kind not in (_PRODUCE, _METADATA):
            server.sendall(request)
            return _frame(says)
        with self._order:
            server.sendall(request)
            if kind == _PRODUCE and not ProduceRequest.decode(request, version, True, True).acks:
                return b""  # who wants no word gets no promise
            answer = _frame(says)
            self._write_down(kind, request)
        return self._relocated(answer, version) if kind == _METADATA else answer

    def _write_down(self, kind: int, request: bytes) -> None:
        """All that makes records, and once what makes topics."""
        if self._file is None or request[12:] in self._known:
            return
        if kind == _METADATA:
            self._known.add(request[12:])
        with contextlib.suppress(OSError):
            self._file.write(request)
            self._file.flush()
            if self._file.tell() <= MOST_BYTES:
                return
        self._file = None
        os.truncate(self._path, 0)

    def _relocated(self, answer: bytes, version: int) -> bytes:
        """``answer`` with our address and cluster."""
        said = MetadataResponse.decode(answer, version, header=True, framed=True)
        for broker in said.brokers:
            broker.host, broker.port = HOST, self.port
        said.cluster_id = self._cluster
        return bytes(said.encode(header=True, framed=True))


def _frame(stream: BinaryIO) -> bytes:
    """The next request or answer, with its length before it; empty at the end, or where it is not whole."""
    head = stream.read(4)
    size = int.from_bytes(head, "big")
    body = stream.read(size) if len(head) == 4 and size <= _LONGEST else b""
    return head + body if body and len(body) == size else b""
