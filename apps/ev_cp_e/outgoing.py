"""Records on their way to Kafka: signed and handed over once the journal has what they promise of it."""

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
    waits: bool


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

    @property
    def waiting(self) -> bool:
        """Whether a record that must arrive waits for the journal."""
        return any(held.waits and held.token is not None for held in self._held)

    def durable(self, topic: str, record: Record, token: Hashable, *, waits: bool = True) -> None:
        """Hold a record that must arrive; ``token`` comes back in ``Delivered``.

        ``waits``: not before the next commit. Without it the record promises nothing of the journal.
        """
        self._held.append(_Held(topic, record, token, waits))

    def reading(self, record: MeterReading) -> None:
        """Hold a reading; an older one that still waits is replaced, since only the newest matters."""
        self._held = [held for held in self._held if not isinstance(held.record, MeterReading)]
        self._held.append(_Held(topics.CP_EVENTS, record, None, waits=True))

    def release(self, *, committed: bool) -> None:
        """Sign and hand over what is held; if not ``committed``, only what does not wait for the journal.

        Without a key it is dropped: a report follows.
        """
        held = self._held
        self._held = [one for one in held if one.waits and not committed]
        if self.cp_id is None or not self.keys:
            return
        for one in held:
            if one.waits and not committed:
                continue
            value = encode(one.record)
            signature = sign(self.keys[0], one.topic, self.cp_id, value)
            headers = ((topics.SIGNATURE_HEADER, signature),)
            self.send(OutRecord(one.topic, self.cp_id, value, headers, one.token))
