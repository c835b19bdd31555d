"""Rules of CENTRAL for monitors: enrolment, authentication, signs of life (M1, M2, D1).

The socket server hands over one request of one connection; the answer is collected in the network's
outgoing box. Answers that promise something (a secret, a key) leave after the commit that holds it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from apps.ev_central.charging import Charging
from apps.ev_central.charging_point import Asker, ChargingPoint
from apps.ev_central.state import Network
from shared.protocol import central_dialogue as dialogue
from shared.protocol.proof import new_nonce, new_secret, session_key, verify
from shared.runtime.text import shown
from shared.store.rows import CpRow, Enrolment

ALIVE_S = 2.5
"""A monitor that was silent for longer is gone (D1 gives 3 s, the sweep needs some of it)."""
PENDING_S = 5
"""When a monitor whose enrolment waits for the operator shall ask again."""
MAX_ENROLMENTS = 20_000
"""Charging points that are kept in all, however they came."""
MAX_ASKERS = 8
"""Monitors that wait for the operator under one id."""
ASKS_NO_MORE_S = 60.0
"""A monitor without a connection that has not asked for so long has gone."""
MAX_PENDING = 1_000
"""Enrolments that wait for the operator; anybody can ask, and each is kept."""
PLACE_MAX = 255
"""Characters that are kept of where a charging point stands."""
ENROLMENT_POLICIES = ("open", "approve", "closed")

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of the codes; none that looks like another."""

Reason = dialogue.RefusalReason


@dataclass(slots=True)
class _Peer:
    """One connection: its address, what it asked to prove, who it proved to be, what it enrolled, its key.

    ``cp_id``: it speaks for that one while that has this connection. ``keys_before``: its two keys before.
    """

    address: str
    asked: str | None = None
    nonce: str | None = None
    cp_id: str | None = None
    enrolled: str | None = None
    key: str | None = None
    keys_before: tuple[str | None, str | None] = (None, None)
    opened_for: str | None = None


class MonitorDesk:
    """Answers monitors; core thread only."""

    def __init__(self, net: Network, charging: Charging, most: int = MAX_ENROLMENTS) -> None:
        self._net = net
        self._charging = charging
        self._most = most
        self._full = False
        self._peers: dict[int, _Peer] = {}
        self._heard: dict[str, ChargingPoint] = {}  # whose monitor was heard the longest ago first
        self.pending = {cp.cp_id for cp in net.cps.values() if cp.row.enrolment is Enrolment.PENDING}

    # events of the server

    def connected_from(self, connection: int, address: str) -> None:
        """A connection of ``address``, host and port, may ask from now on."""
        self._peers[connection] = _Peer(address.rpartition(":")[0])

    def requested(self, connection: int, text: str) -> None:
        """One request of a monitor."""
        peer = self._peers.setdefault(connection, _Peer(f"?{connection}"))
        try:
            request = dialogue.parse_request(text)
        except dialogue.BadRequest as error:
            self._net.say("CENTRAL", "bad_request", "warning", rule=str(error))
            self._answer(connection, dialogue.Rejected(Reason.BAD_REQUEST))
            return
        answer: dialogue.Answer
        if isinstance(request, dialogue.Register):
            answer = self._register(connection, peer, request)
        elif isinstance(request, dialogue.Auth):
            answer = self._auth(peer, request.cp_id)
        elif isinstance(request, dialogue.Proof):
            answer = self._proof(connection, peer, request.mac)
        else:
            answer = self._status(connection, peer, request)
        self._answer(connection, answer)

    def disconnected(self, connection: int) -> None:
        """A connection is closed: its charging point is DISCONNECTED at once (D1)."""
        peer = self._peers.pop(connection, None)
        if peer is None:
            return
        self._take_back(connection, peer)
        cp = self._net.cps.get(peer.cp_id or "")
        if cp is not None and cp.connection == connection:
            self._lose(cp)

    def _take_back(self, connection: int, peer: _Peer) -> None:
        """What waited for its commit was never said, and its monitor has gone.

        It may ask for its secret again, and a key that nobody has pushes out none that is in use.
        """
        out = self._net.out
        unsaid = [text for number, text in out.answers if number == connection]
        out.answers = [answer for answer in out.answers if answer[0] != connection]
        for text in unsaid:
            enrols = text.startswith("REGISTERED")
            cp = self._net.cps.get((peer.enrolled if enrols else peer.cp_id) or "")
            if cp is None:
                continue
            if enrols:
                cp.row.reopened, cp.row.opened_for = True, peer.opened_for
            elif cp.row.key_latest == peer.key:
                cp.row.key_latest, cp.row.key_before = peer.keys_before
            elif cp.row.key_before == peer.key:
                cp.row.key_before = peer.keys_before[0]
            self._net.store.put_cp(cp.row)

    def sweep(self) -> None:
        """Monitors that fell silent with their connection open (suspended, cable pulled)."""
        limit = self._net.now.mono - ALIVE_S
        while self._heard:
            cp = next(iter(self._heard.values()))
            if cp.seen_mono is not None and cp.seen_mono >= limit:
                return
            del self._heard[cp.cp_id]
            if cp.speaking and cp.connection is not None:
                cp.speaking, cp.disconnected_mono = False, self._net.now.mono
                self._charging.supplies.refresh(cp)

    def _hear(self, cp: ChargingPoint) -> None:
        cp.seen_mono = self._net.now.mono
        if cp.cp_id == self._net.watched:
            self._net.changed_cps.add(cp.cp_id)
        self._heard.pop(cp.cp_id, None)
        self._heard[cp.cp_id] = cp

    def _lose(self, cp: ChargingPoint) -> None:
        cp.connection, cp.speaking, cp.disconnected_mono = None, False, self._net.now.mono
        self._charging.supplies.refresh(cp)

    def _answer(self, connection: int, answer: dialogue.Answer) -> None:
        promises = isinstance(answer, dialogue.Registered | dialogue.Accepted)
        waiting = self._net.out.answers if promises else self._net.out.prompt
        waiting.append((connection, answer.to_text()))

    # requests

    def _register(self, connection: int, peer: _Peer, request: dialogue.Register) -> dialogue.Answer:
        net = self._net
        cp = net.cps.get(request.cp_id)
        if cp is not None and self._is_open_for(cp, connection, peer):
            return self._enrol(peer, cp, request)
        if cp is not None and cp.row.enrolment is Enrolment.REVOKED:
            return dialogue.Rejected(Reason.REVOKED)
        if cp is not None and cp.row.enrolment is not Enrolment.PENDING:
            return dialogue.Rejected(Reason.ENROLMENT_REFUSED)
        if request.cp_id in net.damaged:
            net.say(request.cp_id, "row_damaged", "bad")
            return dialogue.Rejected(Reason.ENROLMENT_REFUSED)
        if net.policy == "closed":
            net.say(request.cp_id, "enrolment_closed", "warning")
            return dialogue.Rejected(Reason.ENROLMENT_CLOSED)
        if cp is None and self._is_full():
            return dialogue.Rejected(Reason.ENROLMENT_CLOSED)
        if cp is None and net.policy == "approve" and len(self.pending) >= MAX_PENDING:
            return dialogue.Pending(dialogue.PENDING_MAX_S)  # nothing is kept of it
        if cp is None:
            place = shown(request.location, PLACE_MAX)
            row = CpRow(request.cp_id, place, request.x, request.y, Enrolment.PENDING)
            cp = net.cps[request.cp_id] = ChargingPoint(row, since_mono=net.now.mono)
            if net.policy == "approve":
                self.pending.add(cp.cp_id)
                net.store.put_cp(row)
                self._charging.supplies.refresh(cp)
        if net.policy == "approve":
            return self._wait(cp, connection, peer)
        return self._enrol(peer, cp, request)

    def _is_open_for(self, cp: ChargingPoint, connection: int, peer: _Peer) -> bool:
        """A yes is for the address that asked under the code, and its connection while that lives."""
        if not cp.row.reopened or cp.row.opened_for not in (None, peer.address):
            return False
        lives = cp.opened_connection in self._peers
        return cp.row.opened_for is None or not lives or cp.opened_connection == connection

    def _is_full(self) -> bool:
        """Whether there are as many charging points as may be; said once, until there is room again."""
        before, self._full = self._full, len(self._net.cps) >= self._most
        if self._full and not before:
            self._net.say("CENTRAL", "enrolments_full", "bad", most=str(self._most))
        return self._full

    def _wait(self, cp: ChargingPoint, connection: int, peer: _Peer) -> dialogue.Answer:
        """Let the monitor wait for the operator, under a code by which its window is known."""
        askers = self.asking(cp)
        mine = next((each for each in askers if each.connection == connection), None) or next(
            (one for one in askers if one.connection not in self._peers and one.address == peer.address), None
        )
        if mine is None:
            if len(askers) >= MAX_ASKERS:
                return dialogue.Pending(dialogue.PENDING_MAX_S)
            mine = Asker("".join(secrets.choice(_LETTERS) for _ in range(dialogue.CODE_LENGTH)), peer.address)
            askers.append(mine)
            self._net.changed_cps.add(cp.cp_id)
            self._net.say(cp.cp_id, "enrolment_pending", "warning", shown=mine.code, address=peer.address)
        mine.connection, mine.asked_mono = connection, self._net.now.mono
        return dialogue.Pending(PENDING_S, mine.code)

    def asking(self, cp: ChargingPoint) -> list[Asker]:
        """Who waits for the operator as ``cp``; those that have gone are forgotten."""
        since = self._net.now.mono - ASKS_NO_MORE_S
        cp.askers = [each for each in cp.askers if each.connection in self._peers or each.asked_mono >= since]
        return cp.askers

    def _enrol(self, peer: _Peer, cp: ChargingPoint, request: dialogue.Register) -> dialogue.Answer:
        secret, row = new_secret(), cp.row
        peer.enrolled, peer.opened_for = cp.cp_id, row.opened_for
        row.location = shown(request.location, PLACE_MAX)
        row.x, row.y = request.x, request.y
        row.enrolment, row.secret = Enrolment.ENROLLED, secret.hex()
        self._reopen(cp, opened=False)
        row.key_latest = row.key_before = None  # the old secret is void, and what follows from it
        self._net.store.put_cp(row)
        self._net.audit(cp.cp_id, "enrolled")
        self._net.say(cp.cp_id, "enrolled", "good")
        self._void_proof(cp)
        return dialogue.Registered(secret)

    def _auth(self, peer: _Peer, cp_id: str) -> dialogue.Answer:
        cp = self._net.cps.get(cp_id)
        peer.asked = peer.nonce = None
        if cp is None or cp.row.secret is None:
            return dialogue.Rejected(Reason.UNKNOWN_CP)
        if cp.row.enrolment is Enrolment.REVOKED:
            return dialogue.Rejected(Reason.REVOKED)
        peer.asked, peer.nonce = cp_id, new_nonce()
        return dialogue.Challenge(peer.nonce)

    def _proof(self, connection: int, peer: _Peer, mac: str) -> dialogue.Answer:
        net = self._net
        cp, nonce = net.cps.get(peer.asked or ""), peer.nonce
        peer.asked = peer.nonce = None
        if cp is None or nonce is None or cp.row.secret is None:
            return dialogue.Rejected(Reason.NOT_AUTHENTICATED)
        if cp.row.enrolment is Enrolment.REVOKED:
            return dialogue.Rejected(Reason.REVOKED)
        secret = bytes.fromhex(cp.row.secret)
        if not verify(secret, cp.cp_id, nonce, mac):
            net.say(cp.cp_id, "bad_proof", "bad")
            return dialogue.Rejected(Reason.BAD_PROOF)
        alive = cp.seen_mono is not None and net.now.mono - cp.seen_mono <= ALIVE_S
        if cp.connection not in (None, connection) and alive:
            net.say(cp.cp_id, "duplicate_monitor", "bad")
            return dialogue.Rejected(Reason.DUPLICATE_MONITOR)
        self._accept(cp, connection, peer, session_key(secret, cp.cp_id, nonce))
        return dialogue.Accepted(net.price_of(cp))

    def _accept(self, cp: ChargingPoint, connection: int, peer: _Peer, key: bytes) -> None:
        mine = self._net.cps.get(peer.cp_id or "")
        if mine is not None and mine is not cp and mine.connection == connection:
            self._lose(mine)  # one connection speaks for one charging point
        peer.cp_id = cp.cp_id
        # The same living connection again: nothing was away.
        cp.speaking = cp.speaking and cp.connection == connection
        cp.connection = connection
        self._hear(cp)
        peer.key, peer.keys_before = key.hex(), (cp.row.key_latest, cp.row.key_before)
        cp.row.key_before, cp.row.key_latest = cp.row.key_latest, peer.key
        self._net.store.put_cp(cp.row)
        self._net.say(cp.cp_id, "authenticated", "good")
        self._charging.supplies.refresh(cp)

    def _status(self, connection: int, peer: _Peer, request: dialogue.Status) -> dialogue.Answer:
        net = self._net
        cp = net.cps.get(peer.cp_id or "")
        if cp is None or cp.connection != connection:
            return dialogue.Reauth(Reason.NOT_AUTHENTICATED)
        if cp.row.enrolment is Enrolment.REVOKED:
            self._lose(cp)
            return dialogue.Reauth(Reason.REVOKED)
        self._hear(cp)
        returned = request.ok and not (cp.speaking and cp.monitor_ok)
        if cp.monitor_says(request.ok, shown(request.reason)):
            self._charging.supplies.refresh(cp)
        if returned:
            self._charging.telling.ask_for_report(cp.cp_id)
        return dialogue.Ok()

    # orders of the operator

    def accept(self, cp: ChargingPoint, asker: Asker | None) -> None:
        """Open one enrolment, for ``asker`` if there is one."""
        self._reopen(cp, opened=True)
        if asker is not None:
            cp.row.opened_for, cp.opened_connection = asker.address, asker.connection
        self._decided(cp, "accepted")

    def refuse(self, cp_id: str, how: Enrolment) -> bool:
        """Refuse a pending enrolment (``REJECTED``), or make a secret void (``REVOKED``); False if there is
        none."""
        cp = self._net.cps.get(cp_id)
        if cp is None or (cp.row.enrolment is not Enrolment.PENDING and how is Enrolment.REJECTED):
            return False
        if cp.row.secret is None and how is Enrolment.REVOKED:
            return False
        cp.row.enrolment = how
        self._reopen(cp, opened=False)
        if cp.speaking:
            cp.speaking, cp.disconnected_mono = False, self._net.now.mono
        self._decided(cp, str(how))
        return True

    def _reopen(self, cp: ChargingPoint, *, opened: bool) -> None:
        """What was open before is not; who asked is answered."""
        cp.row.reopened, cp.row.opened_for, cp.opened_connection = opened, None, None
        if cp.row.enrolment is not Enrolment.PENDING:
            cp.askers.clear()
            self.pending.discard(cp.cp_id)

    def forget(self, cp: ChargingPoint) -> None:
        """It is no more: not here, not in the database, not in ``ev.network``. Its tickets stay."""
        net = self._net
        self._void_proof(cp)
        self.pending.discard(cp.cp_id)
        net.changed_cps.discard(cp.cp_id)
        net.gone_cps.add(cp.cp_id)
        del net.cps[cp.cp_id]
        net.store.drop_cp(cp.cp_id)
        net.retire(cp.cp_id)
        net.audit("operator", f"forgot {cp.cp_id}")
        net.say(cp.cp_id, "operator_forgot", "warning")

    def _decided(self, cp: ChargingPoint, what: str) -> None:
        self._net.store.put_cp(cp.row)
        self._net.audit("operator", f"{what} {cp.cp_id}")
        self._net.say(cp.cp_id, f"operator_{what}", "warning" if what != "accepted" else "good")
        self._charging.supplies.refresh(cp)

    def _void_proof(self, cp: ChargingPoint) -> None:
        """A new secret: whoever authenticated with the old one has to do it again."""
        cp.connection, cp.speaking = None, False
        self._charging.supplies.refresh(cp)
