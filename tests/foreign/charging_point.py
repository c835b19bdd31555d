"""A foreign charging point: monitor and engine in one, as the wire contract's page asks for, no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.foreign import wire
from tests.foreign.stream import Seen, Stream

STATUS_EACH_S = 1.0
REPEAT_FINISH_S = 2.0
RETRY_S = 0.3


@dataclass(slots=True)
class Supply:
    session_id: str
    driver_id: str
    price: str
    plugged: bool = False
    started_at: str = ""
    energy_wh: int = 0
    seq: int = 0


@dataclass(slots=True)
class Unconfirmed:
    fields: dict[str, Any]
    send_at: float


class Refused(Exception):
    """CENTRAL said REJECTED or PENDING: the answer's fields."""

    def __init__(self, answer: list[str]) -> None:
        super().__init__("#".join(answer))
        self.answer = answer


class ForeignChargingPoint:
    """Call :meth:`turn` often: it is the only thing that acts by itself."""

    def __init__(
        self, stream: Stream, central: tuple[str, int], cp_id: str,
        location: str = "", x: str = "", y: str = "",
    ) -> None:  # fmt: skip
        self.cp_id, self.location, self.x, self.y = cp_id, location, x, y
        self.secret = ""
        self.price = ""
        self.keys: list[bytes] = []  # the latest last
        self.link: wire.Dialogue | None = None
        self.has_engine = True  # False: it is a monitor alone
        self.connects = True  # by itself, after the first time
        self.health: tuple[str, ...] = ("OK",)
        self.supply: Supply | None = None
        self.stopped = False
        self.unconfirmed: dict[str, Unconfirmed] = {}
        self.commands: list[dict[str, Any]] = []
        self.forged = 0  # commands with a bad signature
        self.accepts: bool | None = True  # None: it says nothing to an authorisation
        self.answers_orders = True
        self.finishes_sent = 0
        self.wh_each_second = 0  # 0: readings only when a test says so
        self.address = central
        self._stream = stream
        self._due_status = self._due_retry = self._due_reading = 0.0
        stream.listeners.append(self._hear)

    # The monitor's part

    def connect(self) -> None:
        """Register (once), authenticate, say that all is well, report the engine's state."""
        self.link = wire.Dialogue(self.address)
        if not self.secret:
            self.register()
        self.authenticate()
        self.say_status()
        self.report()

    def register(self) -> None:
        answer = self._ask("REGISTER", self.cp_id, self.location, self.x, self.y)
        if answer[0] != "REGISTERED":
            raise Refused(answer)
        (self.secret,) = answer[1:]
        assert len(self.secret) == 64, self.secret

    def authenticate(self) -> None:
        answer = self._ask("AUTH", self.cp_id)
        if answer[0] != "CHALLENGE":
            raise Refused(answer)
        (nonce,) = answer[1:]
        assert len(nonce) == 32, nonce
        answer = self._ask("PROOF", wire.proof(self.secret, self.cp_id, nonce))
        if answer[0] != "ACCEPTED":
            raise Refused(answer)
        (self.price,) = answer[1:]
        self.keys = [*self.keys[-1:], wire.session_key(self.secret, self.cp_id, nonce)]

    def say_status(self) -> list[str]:
        return self._ask("STATUS", *self.health)

    def _ask(self, code: str, *fields: str) -> list[str]:
        assert self.link is not None
        return self.link.ask(code, *fields)

    def hang_up(self) -> None:
        """The monitor is gone (its engine goes on)."""
        self.connects = False
        if self.link is not None:
            self.link.close()
            self.link = None

    def turn(self, now: float) -> None:
        """What is due at ``now`` (monotonic seconds)."""
        try:
            self._turn_monitor(now)
        except (OSError, wire.Closed):
            if self.link is not None:
                self.link.socket.close()
            self.link, self._due_retry = None, now + RETRY_S
        if self.wh_each_second and self.supply and self.supply.plugged and now >= self._due_reading:
            self._due_reading = now + 1.0
            self.read(self.supply.energy_wh + self.wh_each_second)
        for finish in list(self.unconfirmed.values()):
            if now >= finish.send_at:
                finish.send_at = now + REPEAT_FINISH_S
                self.finishes_sent += 1
                self.send(finish.fields)

    def _turn_monitor(self, now: float) -> None:
        if self.link is None:
            if self.connects and self.secret and now >= self._due_retry:
                self.link = wire.Dialogue(self.address)
                self.authenticate()
                self._due_status = now
        elif now >= self._due_status:
            self._due_status = now + STATUS_EACH_S
            if self.say_status()[0] == "REAUTH":
                self.authenticate()

    # The engine's part

    @property
    def state(self) -> str:
        if self.health[0] == "KO":
            return "FAULTED"
        if self.supply is not None:
            return "SUPPLYING" if self.supply.plugged else "RESERVED"
        return "STOPPED" if self.stopped else "IDLE"

    def send(self, fields: dict[str, Any], topic: str = "ev.cp-events", **changes: Any) -> None:
        """A signed record of this CP. ``changes``: ``sig`` or ``key``, to do it wrong."""
        value = changes.get("value", wire.encoded(fields))
        key = changes.get("key", self.cp_id)
        sig = changes.get("sig", wire.signature(self.keys[-1], topic, key, value))
        self._stream.send(topic, key, value, sig)

    def report(self, order_id: str | None = None) -> None:
        session = self.supply.session_id if self.supply else None
        self.send(wire.record("engine_state", state=self.state, session_id=session, order_id=order_id))

    def _hear(self, seen: Seen) -> None:
        if not self.has_engine or seen.topic != "ev.commands" or seen.key != self.cp_id or not self.keys:
            return
        good = [wire.signature(key, seen.topic, seen.key, seen.value) for key in self.keys]
        if seen.headers.get("sig") not in good:
            self.forged += 1
            return
        known = {command["id"] for command in self.commands}
        self.commands.append(seen.fields)
        if seen.fields["id"] not in known or seen.fields["type"] in ("stop", "resume", "report"):
            getattr(self, "_do_" + seen.fields["type"])(seen.fields)

    def commanded(self, kind: str) -> list[dict[str, Any]]:
        return [command for command in self.commands if command["type"] == kind]

    def _do_authorise(self, command: dict[str, Any]) -> None:
        session_id = command["session_id"]
        if self.accepts is None:
            return
        reason = None
        if self.health[0] == "KO":
            reason = "fault"
        elif self.supply is not None and self.supply.session_id != session_id:
            reason = "busy"
        elif not self.accepts:
            reason = "out of cable"
        elif self.supply is None:
            self.supply = Supply(session_id, command["driver_id"], command["price"])
        self.send(
            wire.record(
                "authorisation_answered", session_id=session_id, accepted=reason is None, reason=reason
            )
        )

    def _do_cancel(self, command: dict[str, Any]) -> None:
        if self.supply and self.supply.session_id == command["session_id"] and not self.supply.plugged:
            self.supply = None

    def _do_stop(self, command: dict[str, Any]) -> None:
        if self.answers_orders:
            self.stopped = True
            if self.supply and self.supply.plugged:
                self.finish("stopped")
            self.supply = None
            self.report(command["order_id"])

    def _do_resume(self, command: dict[str, Any]) -> None:
        if self.answers_orders:
            self.stopped = False
            self.report(command["order_id"])

    def _do_report(self, command: dict[str, Any]) -> None:
        self.report(command["order_id"])

    def _do_finish_confirmed(self, command: dict[str, Any]) -> None:
        self.unconfirmed.pop(command["session_id"], None)

    # What a person does at it

    def plug(self) -> None:
        assert self.supply is not None and not self.supply.plugged
        self.supply.plugged, self.supply.started_at = True, wire.timestamp()
        self.send(
            wire.record(
                "charging_started", session_id=self.supply.session_id, started_at=self.supply.started_at
            )
        )

    def reading(self, energy_wh: int, seq: int, **changes: Any) -> dict[str, Any]:
        assert self.supply is not None
        amount = wire.money(energy_wh, self.supply.price)
        fields = wire.record(
            "meter_reading", session_id=self.supply.session_id, seq=seq, power_w=36000,
            energy_wh=energy_wh, amount=amount,
        )  # fmt: skip
        return {**fields, **changes}

    def read(self, energy_wh: int) -> None:
        """The meter shows ``energy_wh`` now."""
        assert self.supply is not None
        self.supply.seq += 1
        self.supply.energy_wh = energy_wh
        self.send(self.reading(energy_wh, self.supply.seq))

    def finish(self, reason: str = "unplugged") -> dict[str, Any]:
        """End the supply; its report is sent by :meth:`turn` until CENTRAL confirms it."""
        assert self.supply is not None
        supply, self.supply = self.supply, None
        fields = wire.record(
            "charging_finished", session_id=supply.session_id, reason=reason, started_at=supply.started_at,
            ended_at=wire.timestamp(), energy_wh=supply.energy_wh,
            amount=wire.money(supply.energy_wh, supply.price),
        )  # fmt: skip
        self.unconfirmed[supply.session_id] = Unconfirmed(fields, 0.0)
        return fields

    def close(self) -> None:
        self._stream.listeners.remove(self._hear)
        self.hang_up()
