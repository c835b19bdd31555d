"""Charging points that ``ev.network`` knows and this CENTRAL does not (wire contract 7).

Drivers would see them for ever. So they are removed at the start, but not while another CENTRAL, whose they
may be, is heard; and loudly if the database is empty: perhaps it is the wrong one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from apps.ev_central.state import Network, enrolled
from shared.domain.ids import is_cp_id
from shared.messages import topics
from shared.messages.codec import BadRecord, decode
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import (
    BEGINNING,
    ConsumerEvent,
    LinkDown,
    LinkUp,
    Place,
    Positioned,
    RawRecord,
    Records,
)
from shared.messaging.options import OptionValue
from shared.runtime.clock import from_wire, now
from shared.runtime.told import Severity

LISTENS_S = 5.0
"""After so long another CENTRAL has been heard, if there is one: its heart beats each second."""
DEAF_S = 2.0
"""After a pause of that length in listening it begins anew."""
QUIET_S = 2.0
"""The end is where for so long nothing more was waiting."""
MOST = 100_000
_NAMED = 12


@dataclass(frozen=True, slots=True)
class NetworkRead:
    """``ev.network`` was read to its end: the ids that it knows."""

    cp_ids: frozenset[str]


class Strangers:
    """Those that wait to be removed; core thread only."""

    def __init__(self, net: Network) -> None:
        self._net = net
        self._was_empty = not enrolled(net.cps.values())
        self._known: frozenset[str] = frozenset()
        self._listens_since = self._ticked_mono = float("-inf")

    def network_read(self, event: NetworkRead) -> None:
        """What ``ev.network`` knew when this CENTRAL started."""
        self._known, self._listens_since = event.cp_ids, self._net.now.mono
        if self._was_empty and self._known:
            self._say("database_empty", "bad", self._known)

    def tick(self) -> None:
        """Look for other CENTRALs, and remove when it is time. Only called while others can be heard."""
        net, mono = self._net, self._net.now.mono
        if net.centrals.turned(mono):
            if net.centrals.since is None:
                net.say("CENTRAL", "other_central_gone", "good")
            else:
                net.say("CENTRAL", "other_central", "bad", network=topics.network())
        if mono - self._ticked_mono > DEAF_S:
            self._listens_since = mono
        self._ticked_mono = mono
        if not self._known or mono - self._listens_since < LISTENS_S:
            return
        strangers = self._known - {cp.cp_id for cp in enrolled(self._net.cps.values())}
        self._known = frozenset()
        if strangers and not self._net.hears_another():
            for cp_id in strangers:
                self._net.retire(cp_id)
            self._say("strangers_removed", "warning", strangers)

    def _say(self, code: str, severity: Severity, cp_ids: frozenset[str]) -> None:
        names = ", ".join([*sorted(cp_ids)[:_NAMED], *(["..."] if len(cp_ids) > _NAMED else [])])
        where = self._net.store.where
        self._net.say("CENTRAL", code, severity, count=str(len(cp_ids)), names=names, where=where)


class NetworkReader:
    """Reads ``ev.network`` once, tells :class:`NetworkRead`, and ends. A loop of its own: a year's records
    in that topic must neither stand before requests nor lie in memory."""

    def __init__(
        self, broker: str, options: Mapping[str, OptionValue], told: Callable[[NetworkRead], None]
    ) -> None:
        self._told = told
        self._since = now().utc
        self._known: set[str] = set()
        self._stop = threading.Event()
        self._behind: dict[Place, int] = {}
        self._busy_at = float("inf")
        self._loop = ConsumerLoop(broker, options, {topics.NETWORK: BEGINNING}, self.take)
        self.wake = self._loop.wake

    def run(self, stop: threading.Event) -> None:
        """Read until the end of the topic or ``stop``. Blocks."""
        self._stop = stop
        self._loop.run(stop)

    def take(self, event: ConsumerEvent) -> None:
        """Note the keys; the loop's thread."""
        mono = time.monotonic()
        if isinstance(event, Records):
            self._behind |= dict.fromkeys(event.positions, 0) | dict(event.behind)
            for raw in event.records:
                if not raw.value:
                    self._known.discard(raw.key or "")
                elif len(self._known) < MOST and is_cp_id(raw.key or "") and self._is_older(raw):
                    self._known.add(raw.key or "")
        if isinstance(event, Positioned):
            self._behind.clear()
            self._busy_at = mono
        elif isinstance(event, LinkDown) or any(self._behind.values()):
            self._busy_at = max(self._busy_at, mono)  # not before its first place
        elif isinstance(event, LinkUp | Records) and mono - self._busy_at >= QUIET_S:
            self._stop.set()
            self._told(NetworkRead(frozenset(self._known)))

    def _is_older(self, raw: RawRecord) -> bool:
        """Not what this CENTRAL itself has said since it started, by the same clock."""
        try:
            return from_wire(decode(raw.topic, raw.value).at) < self._since
        except BadRecord:
            return True
