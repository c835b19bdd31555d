"""The wire contract, from its document alone: frames, fields, proofs, signatures, records.

Nothing here comes from the product's code, so that a fault which its two ends share shows itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import re
import socket
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import reduce
from operator import xor
from typing import Any

STX, ETX, EOT, ENQ, ACK, NACK = 0x02, 0x03, 0x04, 0x05, 0x06, 0x15
MAX_DATA = 4096
SILENCE_S = 3.0  # a peer silent for so long inside an exchange is given up


def escaped(field: str) -> str:
    """``%``, ``#`` and what is below 0x20 as %XX (section 1)."""
    return re.sub(r"[%#\x00-\x1f]", lambda found: f"%{ord(found[0]):02X}", field)


def unescaped(field: str) -> str:
    return re.sub(r"%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), field)


def packed(code: str, *fields: str) -> bytes:
    return "#".join([code, *map(escaped, fields)]).encode()


def unpacked(data: bytes) -> list[str]:
    code, *fields = data.decode().split("#")
    return [code, *map(unescaped, fields)]


def lrc(data: bytes) -> int:
    return reduce(xor, data, 0)


def framed(data: bytes) -> bytes:
    return bytes([STX, *data, ETX, lrc(data)])


@dataclass(frozen=True, slots=True)
class Frame:
    data: bytes
    whole: bool  # its LRC is right


class Parser:
    """Bytes, split or joined anywhere, to frames and control bytes."""

    def __init__(self) -> None:
        self._frame: bytearray | None = None

    def feed(self, received: bytes) -> list[Frame | int]:
        found: list[Frame | int] = []
        for byte in received:
            if self._frame is None:
                if byte == STX:
                    self._frame = bytearray()
                else:
                    found.append(byte)
            elif self._frame[-1:] == bytes([ETX]):
                data = bytes(self._frame[:-1])
                found.append(Frame(data, lrc(data) == byte))
                self._frame = None
            else:
                self._frame.append(byte)
        return found


class Closed(Exception):
    """The other end sent EOT, closed, or did not want to begin."""


class Dialogue:
    """The client's end of a socket: ENQ, then request and answer by turns. Raises Closed and TimeoutError."""

    def __init__(self, address: tuple[str, int], timeout: float = SILENCE_S) -> None:
        self._parser = Parser()
        self._waiting: list[Frame | int] = []
        self.socket = socket.create_connection(address, timeout=timeout)
        try:
            self.socket.sendall(bytes([ENQ]))
            if self.next() != ACK:
                raise Closed("not served")
        except BaseException:
            self.socket.close()
            raise

    def next(self, timeout: float = SILENCE_S) -> Frame | int:
        """The next frame or control byte."""
        deadline = time.monotonic() + timeout
        while not self._waiting:
            self.socket.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                received = self.socket.recv(65536)
            except ConnectionResetError as error:
                raise Closed("reset") from error
            if not received:
                raise Closed("closed")
            self._waiting = self._parser.feed(received)
        token = self._waiting.pop(0)
        if token == EOT:
            raise Closed("EOT")
        return token

    def send(self, raw: bytes) -> None:
        try:
            self.socket.sendall(raw)
        except OSError as error:
            raise Closed(str(error)) from error

    def ask(self, code: str, *fields: str) -> list[str]:
        return self.ask_raw(packed(code, *fields))

    def ask_raw(self, data: bytes) -> list[str]:
        """Send ``data`` in a frame; the answer's code and fields."""
        for _ in range(4):
            self.send(framed(data))
            if self.next() == ACK:
                return self.answer()
        self.close()
        raise Closed("four times NACK")

    def answer(self) -> list[str]:
        answer = self.next()
        assert isinstance(answer, Frame) and answer.whole, answer
        self.send(bytes([ACK]))
        return unpacked(answer.data)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.sendall(bytes([EOT]))
        self.socket.close()


def proof(secret: str, cp_id: str, nonce: str) -> str:
    return _mac(bytes.fromhex(secret), f"auth|{cp_id}|{nonce}".encode()).hex()


def session_key(secret: str, cp_id: str, nonce: str) -> bytes:
    return _mac(bytes.fromhex(secret), f"session|{cp_id}|{nonce}".encode())


def signature(key: bytes, topic: str, record_key: str, value: bytes) -> bytes:
    return _mac(key, f"{topic}|{record_key}|".encode() + value).hex().encode()


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def timestamp(seconds_from_now: float = 0.0) -> str:
    moment = datetime.now(UTC) + timedelta(seconds=seconds_from_now)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_id() -> str:
    return str(uuid.uuid4())


def record(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "id": new_id(), "at": timestamp(), **fields}


def encoded(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode()


def money(energy_wh: int, price: str) -> str:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(energy_wh) / 1000 * Decimal(price)
        return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
