"""Records on their way to Kafka: held until the journal has what they say, then signed and handed over."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from shared.messages import topics
from shared.messages.codec import encode
from shared.messages.records import MeterReading, Record
from shared.messages.signing import sign, verifies
from shared.messaging.events import OutRecord


@dataclass(frozen=True, slots=True)
class _Held:
    topic: str
    record: Record
    token: Hashable | None


@dataclass(slots=True)
class Outgoing:
    """Signs with the latest session key and hands to ``send`` (wire contract 4 and 6). Core's thread."""

    send: Callable[[OutRecord], None]
    cp_id: str | None = None
    keys: tuple[bytes, ...] = ()
    _held: list[_Held] = field(default_factory=list)

    def identified(self, cp_id: str, key: bytes) -> bool:
        """Take the id and key of an IDENTIFY; whether the key is new. The one before stays valid."""
        self.cp_id = cp_id
        if self.keys[:1] == (key,):
            return False
        self.keys = (key, *self.keys[:1])
        return True

    def verifies(self, topic: str, value: bytes, signature: bytes | None) -> bool:
        """Whether a record for this charging point is signed with one of the two valid keys."""
        return self.cp_id is not None and verifies(self.keys, topic, self.cp_id, value, signature)

    def durable(self, topic: str, record: Record, token: Hashable) -> None:
        """Hold a record that must arrive; ``token`` comes back in ``Delivered``."""
        self._held.append(_Held(topic, record, token))

    def reading(self, record: MeterReading) -> None:
        """Hold a reading; an older one that still waits is replaced, since only the newest matters."""
        self._held = [held for held in self._held if not isinstance(held.record, MeterReading)]
        self._held.append(_Held(topics.CP_EVENTS, record, None))

    def release(self) -> None:
        """Sign and hand over what is held. Without a key it is dropped: a report follows."""
        held, self._held = self._held, []
        if self.cp_id is None or not self.keys:
            return
        for one in held:
            value = encode(one.record)
            signature = sign(self.keys[0], one.topic, self.cp_id, value)
            headers = ((topics.SIGNATURE_HEADER, signature),)
            self.send(OutRecord(one.topic, self.cp_id, value, headers, one.token))
