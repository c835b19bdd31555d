"""What is read of Kafka: decoded, key and signature looked at, and given to who carries it out (B2, B3)."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable

from apps.ev_central.charging import Charging
from apps.ev_central.charging_point import ChargingPoint
from apps.ev_central.clocks import Clocks
from apps.ev_central.rejected import Rejected, Unknown
from apps.ev_central.state import Network
from shared.domain.ids import is_driver_id
from shared.messages import records as r
from shared.messages import topics
from shared.messages.codec import BadRecord, decode
from shared.messages.signing import verifies
from shared.messaging.events import RawRecord
from shared.runtime.text import translate
from shared.store.central_store import StoreError

BEATS_AT_ONCE = 16
"""Of many heartbeats that come together the newest: a flood of them is not worth the core's time."""

log = logging.getLogger(__name__)


class Records:
    """Takes records of ``ev.requests``, ``ev.cp-events`` and ``ev.heartbeat``; core thread only."""

    def __init__(self, net: Network, charging: Charging, clocks: Clocks) -> None:
        self._net = net
        self._charging = charging
        self._clocks = clocks

    def hear(self, records: Iterable[RawRecord]) -> None:
        """Heartbeats on our topics: our own, and perhaps another CENTRAL's (wire contract 7)."""
        for raw in [raw for raw in records if raw.topic == topics.HEARTBEAT][-BEATS_AT_ONCE:]:
            with contextlib.suppress(BadRecord):
                record = decode(raw.topic, raw.value)
                if isinstance(record, r.CentralAlive):
                    self._net.centrals.heard(str(record.instance), self._net.now.mono)
                    if str(record.instance) == self._net.instance:
                        self._clocks.kafka_stamped(raw.timestamp_ms)

    def take(self, raw: RawRecord) -> None:
        """Carry out one record; one that breaks a rule is counted and shown with it (B2)."""
        who = raw.key or "?"
        try:
            if raw.key is None:
                raise Rejected(translate("Rule", "the key is missing or no UTF-8"))
            record = decode(raw.topic, raw.value, raw.raw_key)
            if raw.topic == topics.CP_EVENTS:
                self._cp_event(raw, raw.key, record)
            else:
                self._request(raw, raw.key, record)
        except (Rejected, BadRecord) as error:
            # What only the other CENTRAL knows is no fault.
            if not (isinstance(error, Unknown) and self._net.hears_another()):
                self._net.reject(who, str(error))
        except StoreError:
            raise
        except Exception:
            log.exception("a record of %s could not be handled", who)
            self._net.reject(who, translate("Rule", "internal error, see the log"))

    def _cp_event(self, raw: RawRecord, key: str, record: r.AnyRecord) -> None:
        cp = self._net.cps.get(key)
        if cp is None or not cp.takes_part:
            raise Unknown(translate("Rule", "unknown charging point"))
        self._verify(cp, raw, key)
        if isinstance(record, r.MeterReading | r.EngineStateReported):
            self._clocks.engine_said(cp, record.at)
        self._charging.engines.take(cp, record)

    def _request(self, raw: RawRecord, key: str, record: r.AnyRecord) -> None:
        if isinstance(record, r.SyncRequested | r.ChargeRequested) and not is_driver_id(record.driver_id):
            raise Rejected(translate("Rule", "driver_id is no driver's id"))
        if isinstance(record, r.SyncRequested):
            if key != record.driver_id:
                raise Rejected(translate("Rule", "the key is not the driver's id"))
            self._charging.sync.requested(record)
            return
        if not isinstance(record, r.ChargeRequested | r.ChargeCancelled):
            raise Rejected(translate("Rule", "no request"))
        if key != record.cp_id:
            raise Rejected(translate("Rule", "the key is not the charging point's id"))
        at_the_cp = isinstance(record, r.ChargeRequested) and record.origin == "cp"
        signed = any(name == topics.SIGNATURE_HEADER for name, _ in raw.headers)
        if at_the_cp or (signed and isinstance(record, r.ChargeCancelled)):
            cp = self._net.cps.get(record.cp_id)
            if cp is None:
                raise Unknown(translate("Rule", "unknown charging point"))
            self._verify(cp, raw, key)
        if isinstance(record, r.ChargeRequested):
            self._charging.requests.requested(record)
        else:
            self._charging.requests.cancelled(record)

    def genuine(self, raw: RawRecord) -> bool:
        """Whether an engine that is known here signed it."""
        cp = self._net.cps.get(raw.key or "")
        with contextlib.suppress(Rejected):
            if cp is not None:
                self._verify(cp, raw, cp.cp_id)
                return True
        return False

    @staticmethod
    def _verify(cp: ChargingPoint, raw: RawRecord, key: str) -> None:
        signature = dict(raw.headers).get(topics.SIGNATURE_HEADER)
        if signature is None:
            raise Rejected(translate("Rule", "missing signature"))
        if not verifies(cp.row.keys, raw.topic, key, raw.value, signature):
            raise Rejected(translate("Rule", "bad signature"))
