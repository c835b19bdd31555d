"""Every record that was sent, to be sent again: what anybody with access to Kafka has."""

from __future__ import annotations

from tests.foreign.network import Network
from tests.foreign.stream import Seen


class Tape:
    """Every record since it was made, as it was sent."""

    def __init__(self, net: Network) -> None:
        self._net = net
        self.seen: list[Seen] = []
        net.stream.listeners.append(self.seen.append)

    def close(self) -> None:
        self._net.stream.listeners.remove(self.seen.append)

    def of(self, topic: str, key: str, *kinds: str) -> list[Seen]:
        return [
            each for each in list(self.seen)
            if (each.topic, each.key) == (topic, key) and (not kinds or each.fields["type"] in kinds)
        ]  # fmt: skip

    def play(self, record: Seen, topic: str | None = None, key: str | None = None) -> None:
        """Send it again, word for word and with its signature."""
        to, under = topic or record.topic, key or record.key
        self._net.stream.send(to, under, record.value, record.headers.get("sig"))
