"""The engine's end of the link with its monitor: who it is, whether it works (wire contract 3; M3, M11)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from apps.ev_cp_e.context import Context
from apps.ev_cp_e.station import Station
from shared.net import events as net
from shared.protocol.engine_dialogue import (
    BadRequest,
    Health,
    HealthKo,
    HealthOk,
    Identified,
    Identify,
    RefusalReason,
    Rejected,
    parse_request,
)
from shared.runtime.clock import Instant
from shared.runtime.text import translate

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class MonitorSide:
    """Answers the monitor's requests. Core's thread; ``answer`` and ``drop`` do not block.

    ``bound`` is the id that is served for the life of this process, from the journal if an end of that
    charging point is owed.
    """

    context: Context
    station: Station
    remembered_cp: str | None
    bound: str | None
    answer: Callable[[int, str], None]
    drop: Callable[[int], None]
    price: Decimal | None = None
    _refused: set[str] = field(default_factory=set)

    def handle(self, event: net.ServerEvent, now: Instant) -> bool:
        """Take one event of the socket; whether the engine has a new key."""
        match event:
            case net.Requested(connection_id=connection, text=text):
                return self._requested(connection, text, now)
            case net.Disconnected(connection_id=connection, reason=reason):
                _log.info("monitor connection %s closed: %s", connection, reason)
                if connection == self.context.links.connection:
                    self.context.links.monitor_left()
            case net.Malformed(reason=reason):
                self.context.say(now, "malformed", "warning", reason=reason)
        return False

    def _requested(self, connection: int, text: str, now: Instant) -> bool:
        try:
            request = parse_request(text)
        except BadRequest as error:
            self.context.say(now, "malformed", "warning", reason=str(error))
            self.answer(connection, Rejected(RefusalReason.BAD_REQUEST).to_text())
            return False
        if isinstance(request, Identify):
            return self._identify(connection, request, now)
        self._health(connection, request, now)
        return False

    def _identify(self, connection: int, request: Identify, now: Instant) -> bool:
        links = self.context.links
        if self.bound not in (None, request.cp_id):
            if request.cp_id not in self._refused:
                self._refused.add(request.cp_id)
                self.context.say(now, "other_cp", "bad", other=request.cp_id, cp=str(self.bound))
            self.answer(connection, Rejected(RefusalReason.OTHER_CP).to_text())
            return False
        if links.connection not in (None, connection):
            if not links.accepts_monitor(now.mono):
                self.answer(connection, Rejected(RefusalReason.DUPLICATE_MONITOR).to_text())
                return False
            self.drop(links.connection)
        if self.bound is None:
            self.bound = request.cp_id
            self.station.serve(request.cp_id, same_as_before=self.remembered_cp in (None, request.cp_id))
        links.monitor_spoke(connection, now)
        if self.context.outgoing.cp_id is None or self.price != request.price:
            self.context.say(now, "identified", "good", cp=request.cp_id, price=str(request.price))
        self.price = request.price
        new_key = self.context.outgoing.identified(request.cp_id, request.session_key)
        self.answer(connection, Identified(self.station.state).to_text())
        return new_key

    def _health(self, connection: int, request: Health, now: Instant) -> None:
        links = self.context.links
        if connection == links.connection:
            links.monitor_spoke(connection, now)
            links.monitor_says(request.central_up)
        if self.station.healthy:
            self.answer(connection, HealthOk(self.station.state).to_text())
        else:
            self.answer(
                connection, HealthKo(translate("Engine", "fault simulated at the charging point")).to_text()
            )
