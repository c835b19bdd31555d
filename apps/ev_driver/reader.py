"""From raw Kafka records to those that concern this driver, each once (B2, B3)."""

from __future__ import annotations

from shared.messages import codec, topics
from shared.messages import records as r
from shared.messaging.events import RawRecord
from shared.runtime.text import translate

REMEMBERED = 4096
"""Ids of notices that are remembered: many times what CENTRAL may send again after a crash."""


class RecordReader:
    """Decodes and filters; remembers the ids of the latest notices."""

    def __init__(self, driver_id: str) -> None:
        self._driver_id = driver_id
        self._known: dict[str, None] = {}

    def read(self, raw: RawRecord) -> r.AnyRecord | None:
        """The record; None if it is another driver's or was read before (a ``session_state`` may be).

        Raises :class:`~shared.messages.codec.BadRecord` with the rule that it breaks.
        """
        if raw.topic == topics.NOTICES and raw.key != self._driver_id:
            return None
        record = codec.decode(raw.topic, raw.value, raw.raw_key)
        if raw.topic != topics.NOTICES:
            return record
        if isinstance(record, r.Ticket) and record.driver_id != self._driver_id:
            raise codec.BadRecord(translate("Rule", "the key is not the driver's id"))
        # How a supply stands is news each time that CENTRAL says it, and applied twice it is one.
        return record if isinstance(record, r.SessionState) or self._is_new(record.id) else None

    def _is_new(self, record_id: str) -> bool:
        if record_id in self._known:
            return False
        self._known[record_id] = None
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]
        return True
