"""What lies between a socket and the protocol: nothing, or TLS (wire contract 2).

Both kinds take and give bytes only, so that one loop drives either without blocking.
"""

from __future__ import annotations

import contextlib
import socket
import ssl

_CHUNK = 65_536


class Stream:
    """No TLS: bytes pass as they are."""

    def __init__(self) -> None:
        self._plain = bytearray()

    def receive(self, data: bytes) -> bytes:
        """The plain bytes in what the socket received. Raises :class:`ssl.SSLError` if TLS fails."""
        return data

    def receive_eof(self) -> None:
        """The socket is closed. Raises :class:`ssl.SSLError` if that is before TLS was agreed on."""

    def send(self, data: bytes) -> None:
        """Queue plain bytes."""
        self._plain += data

    def data_to_send(self) -> bytes:
        """What the socket must send; it is handed over once."""
        data = bytes(self._plain)
        self._plain.clear()
        return data


class TlsStream(Stream):
    """TLS over memory. A client begins at once; a server when the client's first bytes come. What is sent
    waits for the end of the handshake; an end before it most likely means that the peer has no TLS."""

    def __init__(self, context: ssl.SSLContext, *, server_name: str | None = None) -> None:
        """``server_name``: the host whose certificate a client expects; None at the server's end."""
        super().__init__()
        self._input = ssl.MemoryBIO()
        self._output = ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._input, self._output, server_side=server_name is None, server_hostname=server_name
        )
        self._shaken = False
        if server_name is not None:
            self._shake_hands()

    def receive(self, data: bytes) -> bytes:
        self._input.write(data)
        if not self._shaken:
            self._shake_hands()
        plain = bytearray()
        if self._shaken:
            with contextlib.suppress(ssl.SSLWantReadError, ssl.SSLZeroReturnError):
                while chunk := self._tls.read(_CHUNK):
                    plain += chunk
        return bytes(plain)

    def receive_eof(self) -> None:
        if not self._shaken:
            raise ssl.SSLError("the peer closed before TLS was agreed on")

    def send(self, data: bytes) -> None:
        if not self._shaken:
            super().send(data)
        elif data:
            self._tls.write(data)

    def data_to_send(self) -> bytes:
        return self._output.read()

    def _shake_hands(self) -> None:
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.do_handshake()
            self._shaken = True
            self.send(super().data_to_send())


def send_waiting(stream: Stream, plain: bytes, output: bytearray, connected: socket.socket) -> None:
    """Send ``plain`` by ``stream`` after ``output``, which keeps what does not go now. Raises OSError."""
    stream.send(plain)
    output += stream.data_to_send()
    with contextlib.suppress(BlockingIOError, InterruptedError):
        while output:
            del output[: connected.send(output)]
