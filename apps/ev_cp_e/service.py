"""The engine of one charging point: all of its state and every rule (acceptance 3 and 4, wire contract 3 to 6).

Plain Python, no Qt, no I/O but the journal: :meth:`EngineService.handle` and :meth:`EngineService.tick` change the
state, :meth:`EngineService.flush` commits the journal and lets the effects out, in that order. One thread owns it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from apps.ev_cp_e import intents, views
from apps.ev_cp_e.ledger import Ledger, new_row
from apps.ev_cp_e.links import LinkStates
from apps.ev_cp_e.metering import RunningSupply
from apps.ev_cp_e.monitor_side import MonitorSide
from apps.ev_cp_e.outgoing import Outgoing
from apps.ev_cp_e.reports import Reports
from apps.ev_cp_e.requests import Requests
from shared.domain.engine import Activity, EngineMove, EngineState, engine_state, move
from shared.domain.money import ZERO, money_text, parse_price, price_text
from shared.domain.power import PowerCurve
from shared.domain.reasons import CancelReason, EndReason, Refusal
from shared.messages import records as r
from shared.messages import topics
from shared.messages.codec import BadRecord, decode
from shared.messaging import events as kafka
from shared.net import server as net
from shared.runtime.arguments import AutoTarget
from shared.runtime.clock import Instant, from_wire, to_wire
from shared.store.journal import Journal, JournalSupply

AUTO_PLUG_S = 1.0
"""``--auto`` plugs this long after the authorisation (M16)."""
_KNOWN_SESSIONS = 1000
_KNOWN_RECORDS = 5000
_REJECTIONS_SHOWN_S = 1.0
_PUBLISH_S = 0.1
