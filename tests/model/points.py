"""Charging points as somebody else would write them, from the wire contract: what CENTRAL hears and says.

Monitor and engine in one, without a life of their own: they do what they are told, when they are told.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any

from shared.messages import topics
from shared.messaging.events import OutRecord, RawRecord
from shared.net.events import Disconnected, Requested
from shared.protocol.connection import CloseReason
from shared.runtime.clock import to_wire
from tests.model.kafka import Broker
from tests.model.processes import CentralProcess

_numbers = count(1)


def fresh_id() -> str:
    """The id of a record; which one it is matters to nobody."""
    return f"10000000-0000-4000-8000-{next(_numbers):012d}"


def cost(energy_wh: int, price: str) -> str:
    """Energy times price, half up to the cent (wire contract 4)."""
    exact = Decimal(energy_wh) * Decimal(price) / 1000
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):.2f}"


@dataclass
class Running:
    """A supply at the point."""

    session_id: str
    price: str
    started_at: str
    start_id: str = field(default_factory=fresh_id)
    seq: int = 0
    energy_wh: int = 0


class Point:
    """One charging point: its monitor's connection, its engine, and all that it ever said."""

    def __init__(self, cp_id: str, secret: bytes, central: CentralProcess, broker: Broker) -> None:
        self.cp_id = cp_id
        self._secret = secret
        self._central = central
        self._broker = broker
        self._connection: int | None = None
        self._nonce = ""
        self._keys: list[bytes] = []
        self._read: dict[tuple[str, int], int] = {}
        self._orders: set[str] = set()
        self._sessions: set[str] = set()
        self._sent: list[OutRecord] = []
        self.stopped = False
        self.reserved: dict[str, Any] | None = None
        self.running: Running | None = None
        self.owed: dict[str, dict[str, Any]] = {}
        self.ended: dict[str, dict[str, Any]] = {}

    # the monitor

    def connect(self) -> None:
        """A new connection, authenticated; a STATUS follows."""
        self.hang_up()
        self._connection = next(_numbers)
        self._ask(f"AUTH#{self.cp_id}")
        if self._nonce:
            self._ask(f"PROOF#{self._mac('auth')}")

    def hang_up(self) -> None:
        if self._connection is not None and self._central.alive:
            self._central.inbox.append(Disconnected(self._connection, CloseReason.LOST))
            self._central.run()
        self.forget_connection()

    def forget_connection(self) -> None:
        self._connection, self._nonce = None, ""

    def speaks(self) -> None:
        """What a monitor does each second, after its return too."""
        if self._connection is None:
            self.connect()
        self.status()

    def status(self, *, ok: bool = True) -> None:
        if self._connection is not None:
            self._ask("STATUS#OK" if ok else "STATUS#KO#fault")

    def _ask(self, text: str) -> None:
        assert self._connection is not None
        self._central.inbox.append(Requested(self._connection, text))
        self._central.run()

    def answered(self, connection: int, text: str) -> None:
        if connection != self._connection:
            return
        code, _, rest = text.partition("#")
        if code == "CHALLENGE":
            self._nonce = rest
        elif code == "ACCEPTED":
            self._keys = [bytes.fromhex(self._mac("session")), *self._keys[:1]]

    def _mac(self, purpose: str) -> str:
        text = f"{purpose}|{self.cp_id}|{self._nonce}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()

    # the engine

    def says(self, kind: str, *, topic: str = topics.CP_EVENTS, **fields: Any) -> None:
        """One record, signed with the latest key, at the broker."""
        body = {"type": kind, "id": fresh_id(), "at": to_wire(self._central.now.utc)} | fields
        value = json.dumps(body).encode()
        if not self._keys:
            return
        text = f"{topic}|{self.cp_id}|".encode() + value
        signature = hmac.new(self._keys[0], text, hashlib.sha256).hexdigest().encode()
        record = OutRecord(topic, self.cp_id, value, (("sig", signature),))
        if topic == topics.CP_EVENTS:
            self._sent.append(record)
        self._broker.store(record)

    def repeats(self, number: int) -> None:
        """The acknowledgements of the last ``number`` records were lost: they are sent again."""
        for record in self._sent[-number:] if number else ():
            self._broker.store(record)

    def forgets_sent(self) -> None:
        """All was acknowledged: nothing is sent again."""
        self._sent.clear()

    def finds_another_cluster(self) -> None:
        """Its place in the commands is lost: it says how things are."""
        self._read.clear()
        self.says_start()
        self.says_state()

    def says_state(self, *, session_id: str | None = None, order_id: str | None = None) -> None:
        named = self.running.session_id if self.running else (self.reserved or {}).get("session_id")
        word = "SUPPLYING" if self.running else "RESERVED" if self.reserved else "IDLE"
        self.says(
            "engine_state",
            state="STOPPED" if self.stopped else word,
            session_id=session_id or named,
            order_id=order_id,
        )

    def plugs(self) -> None:
        if self.reserved is not None:
            order, self.reserved = self.reserved, None
            at = to_wire(self._central.now.utc)
            self.running = Running(order["session_id"], order["price"], at)
            self.says_start()

    def says_start(self) -> None:
        if self.running is not None:
            fields = {"session_id": self.running.session_id, "started_at": self.running.started_at}
            self.says("charging_started", id=self.running.start_id, **fields)

    def meters(self, energy_wh: int) -> None:
        supply = self.running
        if supply is not None:
            supply.seq, supply.energy_wh = supply.seq + 1, supply.energy_wh + energy_wh
            self.says(
                "meter_reading",
                session_id=supply.session_id,
                seq=supply.seq,
                power_w=20_000,
                energy_wh=supply.energy_wh,
                amount=cost(supply.energy_wh, supply.price),
            )

    def ends(self, reason: str) -> None:
        supply, self.running = self.running, None
        if supply is not None:
            finish = {
                "id": fresh_id(),
                "session_id": supply.session_id,
                "reason": reason,
                "started_at": supply.started_at,
                "ended_at": to_wire(self._central.now.utc),
                "energy_wh": supply.energy_wh,
                "amount": cost(supply.energy_wh, supply.price),
            }
            self.owed[supply.session_id] = self.ended[supply.session_id] = finish
            self.says("charging_finished", **finish)

    def says_owed(self) -> None:
        for finish in self.owed.values():
            self.says("charging_finished", **finish)

    def dies(self) -> None:
        """The engine dies and comes back: it reads commands from now on, and says what it knows."""
        self.reserved = None
        self._sent.clear()
        self._sessions.clear()
        self._orders.clear()
        self._read = {place: log.end for place, log in self._broker.logs.items()}
        self.ends("engine_lost")
        self.says_state()

    def answers(self, *, accept: bool = True, limit: int = 10**9) -> None:
        """Read CENTRAL's commands, up to ``limit``, and answer them."""
        for command in self._commands(limit):
            self._answer(command, accept)

    def _commands(self, limit: int) -> list[dict[str, Any]]:
        found: list[RawRecord] = []
        for place, log in self._broker.logs.items():
            if place[0] == topics.COMMANDS:
                start = self._read.get(place, log.begin)
                start = start if log.begin <= start <= log.end else log.begin
                some = log.records[start - log.begin :][: limit - len(found)]
                self._read[place] = start + len(some)
                found += some
        return [json.loads(raw.value) for raw in found if raw.key == self.cp_id and self._verifies(raw)]

    def _verifies(self, raw: RawRecord) -> bool:
        text = f"{raw.topic}|{raw.key}|".encode() + raw.value
        macs = {hmac.new(key, text, hashlib.sha256).hexdigest().encode() for key in self._keys}
        return dict(raw.headers).get("sig") in macs

    def _answer(self, command: dict[str, Any], accept: bool) -> None:
        kind, session = command["type"], command.get("session_id")
        if kind == "authorise":
            self._authorised(command, accept)
        elif kind == "cancel" and self.reserved is not None and self.reserved["session_id"] == session:
            self.reserved = None
            self.says_state(session_id=session)
        elif kind in ("stop", "resume"):
            self._ordered(command)
        elif kind == "report":
            self.says_start()
            self.says_state(order_id=command["order_id"])
        elif kind == "finish_confirmed" and session in self.owed:
            ticket = {name: command[name] for name in ("reason", "ended_at", "energy_wh", "amount")}
            self.ended[session] = self.owed.pop(session) | ticket

    def _authorised(self, command: dict[str, Any], accept: bool) -> None:
        session = command["session_id"]
        if session in self._sessions:
            return
        self._sessions.add(session)
        free = self.reserved is None and self.running is None and not self.stopped
        if accept and free:
            self.reserved = command
        answer = accept and free
        self.says(
            "authorisation_answered",
            session_id=session,
            accepted=answer,
            reason=None if answer else "busy",
        )

    def _ordered(self, command: dict[str, Any]) -> None:
        session = self.running.session_id if self.running else (self.reserved or {}).get("session_id")
        if command["id"] not in self._orders:
            self._orders.add(command["id"])
            self.stopped = command["type"] == "stop"
            if self.stopped:
                self.reserved = None
                self.ends("stopped")
        self.says_state(session_id=session, order_id=command["order_id"])
