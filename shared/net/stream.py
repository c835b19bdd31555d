"""What lies between a socket and the protocol: nothing, or TLS (wire contract 2).

Both kinds take and give bytes only, so that one loop drives either without blocking.
"""

from __future__ import annotations

import contextlib
import ssl
from typing import Protocol

_CHUNK = 65_536


class Stream(Protocol):
    """Turns what the socket received into plain bytes, and plain bytes into what it must send."""

    def receive(self, data: bytes) -> bytes:
        """The plain bytes in what the socket received. Raises :class:`ssl.SSLError` if TLS fails."""

    def receive_eof(self) -> None:
        """The socket is closed. Raises :class:`ssl.SSLError` if that is before TLS was agreed on."""

    def send(self, data: bytes) -> None:
        """Queue plain bytes."""

    def data_to_send(self) -> bytes:
        """What the socket must send; it is handed over once."""


class PlainStream:
    """No TLS: bytes pass as they are."""

    def __init__(self) -> None:
        self._output = bytearray()

    def receive(self, data: bytes) -> bytes:
        """``data``."""
        return data

    def receive_eof(self) -> None:
        """Nothing: there was nothing to agree on."""

    def send(self, data: bytes) -> None:
        """Queue ``data``."""
        self._output += data

    def data_to_send(self) -> bytes:
        """What was queued."""
        data = bytes(self._output)
        self._output.clear()
        return data


class TlsStream:
    """TLS over memory. A client begins at once; a server when the client's first bytes come."""

    def __init__(self, context: ssl.SSLContext, *, server_name: str | None = None) -> None:
        """``server_name``: the host whose certificate a client expects; None at the server's end."""
        self._input = ssl.MemoryBIO()
        self._output = ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._input, self._output, server_side=server_name is None, server_hostname=server_name
        )
        self._waiting = bytearray()
        self._shaken = False
        if server_name is not None:
            self._shake_hands()

    def receive(self, data: bytes) -> bytes:
        """The plain bytes in ``data``. Raises :class:`ssl.SSLError` if the peer has no TLS or no trust."""
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
        """Raises :class:`ssl.SSLError` before the end of the handshake: most likely the peer has no TLS."""
        if not self._shaken:
            raise ssl.SSLError("the peer closed before TLS was agreed on")

    def send(self, data: bytes) -> None:
        """Queue ``data``; it waits for the end of the handshake."""
        if not self._shaken:
            self._waiting += data
        elif data:
            self._tls.write(data)

    def data_to_send(self) -> bytes:
        """Encrypted bytes and the handshake's own."""
        return self._output.read()

    def _shake_hands(self) -> None:
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.do_handshake()
            self._shaken = True
            self.send(bytes(self._waiting))
            self._waiting.clear()


def server_stream(context: ssl.SSLContext | None) -> Stream:
    """A server's end, with TLS if there is a ``context``."""
    return PlainStream() if context is None else TlsStream(context)


def client_stream(context: ssl.SSLContext | None, host: str) -> Stream:
    """A client's end, with TLS if there is a ``context``; ``host`` must be what the certificate names."""
    return PlainStream() if context is None else TlsStream(context, server_name=host)
