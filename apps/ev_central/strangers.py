"""Charging points that ``ev.network`` knows and this CENTRAL does not (wire contract 7).

Drivers would see them for ever. So they are removed at the start, but not while another CENTRAL, whose they
may be, is heard; and loudly if the database is empty: perhaps it is the wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.ev_central.state import Network, enrolled
from apps.ev_central.views import Severity

LISTENS_S = 5.0
"""After so long another CENTRAL has been heard, if there is one: its heart beats each second."""
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
        self._remove_at = 0.0

    def network_read(self, event: NetworkRead) -> None:
        """What ``ev.network`` knew when this CENTRAL started."""
        self._known, self._remove_at = event.cp_ids, self._net.now.mono + LISTENS_S
        if self._was_empty and self._known:
            self._say("database_empty", "bad", self._known)

    def tick(self) -> None:
        """Remove them when it is time."""
        net = self._net
        if not self._known or net.now.mono < self._remove_at or not net.kafka_up:
            return
        strangers = self._known - {cp.cp_id for cp in enrolled(net.cps.values())}
        self._known = frozenset()
        if strangers and not net.hears_another():
            for cp_id in strangers:
                net.retire(cp_id)
            self._say("strangers_removed", "warning", strangers)

    def _say(self, code: str, severity: Severity, cp_ids: frozenset[str]) -> None:
        names = sorted(cp_ids)
        more = ["..."] if len(names) > _NAMED else []
        where, count = self._net.store.where, str(len(names))
        self._net.say(
            "CENTRAL", code, severity, count=count, names=", ".join(names[:_NAMED] + more), where=where
        )
