"""What the parts of the engine's core share: links, records, supplies, and a way to tell people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from apps.ev_cp_e.ledger import Ledger
from apps.ev_cp_e.links import LinkStates
from apps.ev_cp_e.outgoing import Outgoing
from apps.ev_cp_e.views import EngineMessage, Severity
from shared.runtime.clock import Instant
from shared.runtime.text import shown
from shared.runtime.told import Told


@dataclass(slots=True)
class Context:
    """One for each engine, owned by the core's thread. ``announce`` is told every message at once."""

    links: LinkStates
    outgoing: Outgoing
    ledger: Ledger
    announce: Callable[[EngineMessage], None]
    new_messages: list[EngineMessage] = field(default_factory=list)
    told: Told[EngineMessage] = field(default_factory=Told)

    @property
    def ready(self) -> bool:
        """Whether records can be signed and their answers will be read (wire contract 6, Places)."""
        return bool(self.outgoing.keys) and self.links.kafka.alive

    def say(self, now: Instant, code: str, severity: Severity, **values: str) -> None:
        """Tell people; ``code`` and ``values`` make the sentence in :mod:`apps.ev_cp_e.texts`."""
        shown_values = tuple((name, shown(text)) for name, text in values.items())
        message = EngineMessage(now.utc, code, severity, shown_values)
        if code != "malformed" or self.told.may_say(code, "", message):
            self._tell(message)

    def say_more(self, now: Instant) -> None:
        """Say how much of what others caused was not said, once its second is over."""
        for message, count in self.told.over(now.mono):
            self._tell(replace(message, values=(*message.values, ("more", str(count)))))

    def _tell(self, message: EngineMessage) -> None:
        self.announce(message)
        self.new_messages.append(message)
