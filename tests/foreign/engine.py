"""A foreign engine's socket: the server that a monitor asks each second (wire contract 1 and 3)."""

from __future__ import annotations

import contextlib
import socket

from tests.foreign import wire


class ForeignEngineServer:
    """Serves one monitor at a time. Call :meth:`turn` often: it is the only thing that acts."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self._parser = wire.Parser()
        self._last_answer = b""
        self.silent = False
        self.state = "IDLE"
        self.fault = ""  # not empty: HEALTH is answered KO
        self.cp_id = ""  # whom it serves once a monitor has said so
        self.key = b""
        self.price = ""
        self.asked: list[list[str]] = []
        self.open()

    def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._listener.setblocking(False)
        self._port = self._listener.getsockname()[1]

    @property
    def port(self) -> int:
        return self._port

    def close(self) -> None:
        """As if it died."""
        for opened in (self._client, self._listener):
            if opened is not None:
                opened.close()
        self._client = self._listener = None

    def turn(self, now: float) -> None:
        if self._listener is None or self.silent:
            return
        with contextlib.suppress(BlockingIOError):
            client, _ = self._listener.accept()
            if self._client is not None:
                self._client.close()
            client.setblocking(False)
            self._client, self._parser = client, wire.Parser()
        if self._client is None:
            return
        try:
            received = self._client.recv(65536)
        except BlockingIOError:
            return
        except ConnectionResetError:
            received = b""
        tokens = self._parser.feed(received)
        if not received or wire.EOT in tokens:
            self._client.close()
            self._client = None
            return
        for token in tokens:
            self._client.sendall(self._reply(token))

    def _reply(self, token: wire.Frame | int) -> bytes:
        if token == wire.ENQ:
            return bytes([wire.ACK])
        if token == wire.NACK:
            return self._last_answer
        if not isinstance(token, wire.Frame):
            return b""
        if not token.whole:
            return bytes([wire.NACK])
        request = wire.unpacked(token.data)
        self.asked.append(request)
        self._last_answer = wire.framed(self._answer(request))
        return bytes([wire.ACK]) + self._last_answer

    def _answer(self, request: list[str]) -> bytes:
        if request[0] == "IDENTIFY":
            cp_id, key, price = request[1:]
            if self.cp_id not in ("", cp_id):
                return wire.packed("REJECTED", "other_cp")
            self.cp_id, self.key, self.price = cp_id, bytes.fromhex(key), price
            return wire.packed("IDENTIFIED", self.state)
        if request[0] == "HEALTH" and request[1:] in (["UP"], ["DOWN"]):
            return wire.packed("KO", self.fault) if self.fault else wire.packed("OK", self.state)
        return wire.packed("REJECTED", "bad_request")

    def healths(self) -> list[str]:
        return [request[1] for request in self.asked if request[0] == "HEALTH"]
