"""What the parts of the engine's core share: links, records, supplies, and a way to tell people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from apps.ev_cp_e.ledger import Ledger
from apps.ev_cp_e.links import LinkStates
from apps.ev_cp_e.outgoing import Outgoing
from shared.runtime.clock import Instant
from shared.runtime.told import Message, Severity, Voice


@dataclass(slots=True)
class Context:
    """One for each engine, owned by the core's thread. ``announce`` is told every message at once."""

    links: LinkStates
    outgoing: Outgoing
    ledger: Ledger
    announce: Callable[[Message], None]
    new_messages: list[Message] = field(default_factory=list)
    voice: Voice = field(init=False)

    def __post_init__(self) -> None:
        self.voice = Voice(self._tell, ("malformed",))

    @property
    def ready(self) -> bool:
        """Whether records can be signed and their answers will be read (wire contract 6, Places)."""
        return bool(self.outgoing.keys) and self.links.kafka.alive

    def say(self, now: Instant, code: str, severity: Severity, **values: str) -> None:
        """Tell people; ``code`` and ``values`` make the sentence in :mod:`apps.ev_cp_e.texts`."""
        self.voice.say(now, "", code, severity, **values)

    def _tell(self, message: Message) -> None:
        self.announce(message)
        self.new_messages.append(message)
