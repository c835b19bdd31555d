"""A small honest monitor, from the wire contract alone: authenticates, identifies, speaks each second."""

from __future__ import annotations

import hashlib
import hmac
from itertools import count

from shared.net.events import Disconnected, Requested
from shared.protocol.connection import CloseReason
from tests.model.processes import CentralProcess, Clock, EngineProcess

GIVE_UP_S = 3.0
FIRST_STATUS_S = 0.9
AGAIN_S = 1.0
_connections = count(1)


class Monitor:
    """EV_CP_M of one charging point; ``secret`` is what its enrolment gave it."""

    def __init__(
        self, cp_id: str, secret: bytes, clock: Clock, central: CentralProcess, engine: EngineProcess
    ) -> None:
        self.cp_id = cp_id
        self.secret = secret
        self._clock = clock
        self._central = central
        self._engine = engine
        self.alive = False
        self.connection: int | None = None
        self.engine_connection: int | None = None
        self.start()

    def start(self) -> None:
        """A new process; it has its secret and nothing else."""
        if self.alive:
            return
        self.alive = True
        self._key: bytes | None = None
        self._price = "0.54"
        self._forget_central()
        self._forget_engine()

    def kill(self) -> None:
        """kill -9: both of its connections are closed by the system."""
        if self.alive:
            self.alive = False
            self._hang_up()
            if self.engine_connection is not None and self._engine.alive:
                self._leave_engine()

    def _leave_engine(self) -> None:
        from apps.ev_cp_e.service import FromServer

        assert self.engine_connection is not None
        self._engine.inbox.append(FromServer(Disconnected(self.engine_connection, CloseReason.LOST)))
        self.engine_connection = None

    def _hang_up(self) -> None:
        if self.connection is not None and self._central.alive:
            self._central.inbox.append(Disconnected(self.connection, CloseReason.LOST))
        self._forget_central()

    def reauthenticate(self) -> None:
        """Authenticate again on the same connection: a new session key."""
        if self.alive and self.connection is not None and self._waits_for is None:
            self._ask(f"AUTH#{self.cp_id}")

    def central_died(self) -> None:
        self._forget_central()

    def engine_died(self) -> None:
        self._forget_engine()

    def _forget_central(self) -> None:
        self.connection = None
        self._nonce = ""
        self._accepted = False
        self._reachable = False
        self._waits_for: str | None = None
        self._asked_mono = self._again_mono = float("-inf")
        self._status_mono = float("inf")
        self._said: str | None = None

    def _forget_engine(self) -> None:
        self.engine_connection = None
        self._identified: bytes | None = None
        self._offered: bytes | None = None
        self._health = ""

    # each second, and whenever an answer has come

    def look(self) -> None:
        """What is due now."""
        if not self.alive:
            return
        self._speak_to_engine()
        now = self._clock.mono
        if self._waits_for is not None:
            if now - self._asked_mono >= GIVE_UP_S:
                self._hang_up()
                self._again_mono = now + AGAIN_S
            return
        if self.connection is None:
            if self._central.alive and now >= self._again_mono:
                self.connection = next(_connections)
                self._reachable = True
                self._ask(f"AUTH#{self.cp_id}")
        elif self._accepted:
            self._status()
        elif now >= self._again_mono:
            self._ask(f"AUTH#{self.cp_id}")

    def _status(self) -> None:
        if self._engine.alive and self._key is not None and self._identified != self._key:
            word = "KO#not_identified"
        else:
            word = self._health if self._engine.alive and self._health else "KO#no_engine"
        settled = word != "KO#not_identified" and word != self._said
        if self._clock.mono >= self._status_mono or settled:
            self._status_mono = self._clock.mono + 1.0
            self._said = word
            self._ask(f"STATUS#{word}")

    def _speak_to_engine(self) -> None:
        if not self._engine.alive:
            return
        if self.engine_connection is None:
            self.engine_connection = next(_connections)
        if self._key is not None and self._identified != self._key:
            self._offered = self._key
            self._engine.ask(self.engine_connection, f"IDENTIFY#{self.cp_id}#{self._key.hex()}#{self._price}")
        central = self._reachable and self._central.alive
        self._engine.ask(self.engine_connection, f"HEALTH#{'UP' if central else 'DOWN'}")

    def _ask(self, text: str) -> None:
        assert self.connection is not None
        self._waits_for, self._asked_mono = text.partition("#")[0], self._clock.mono
        self._central.inbox.append(Requested(self.connection, text))

    # answers

    def central_answered(self, connection: int, text: str) -> None:
        if not self.alive or connection != self.connection:
            return
        self._waits_for = None
        code, _, rest = text.partition("#")
        if code == "CHALLENGE":
            self._nonce = rest
            self._ask(f"PROOF#{self._mac('auth')}")
        elif code == "ACCEPTED":
            self._key, self._price = bytes.fromhex(self._mac("session")), rest
            self._accepted, self._said = True, None
            self._status_mono = self._clock.mono + FIRST_STATUS_S
            self._speak_to_engine()
        elif code in ("REAUTH", "REJECTED"):
            self._accepted = False
            self._again_mono = self._clock.mono + AGAIN_S

    def _mac(self, purpose: str) -> str:
        text = f"{purpose}|{self.cp_id}|{self._nonce}".encode()
        return hmac.new(self.secret, text, hashlib.sha256).hexdigest()

    def engine_answered(self, connection: int, text: str) -> None:
        if not self.alive or connection != self.engine_connection:
            return
        code, _, rest = text.partition("#")
        if code == "IDENTIFIED":
            self._identified = self._offered
            self._health = "KO#fault" if rest == "FAULTED" else "OK"
        elif code == "OK":
            self._health = "OK"
        elif code == "KO":
            self._health = f"KO#{rest}"
        if code != "REJECTED" and self._accepted and self._waits_for is None:
            self._status()
