"""Where the effects of the driver's core go, and how its parts speak to people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Protocol

from shared.messages import records as r
from shared.messaging.events import OutRecord
from shared.runtime.told import Severity


@dataclass(frozen=True, slots=True)
class Ports:
    """The world outside the core. None of these may block.

    ``send`` goes to Kafka, ``publish`` to the window (a view of ``views.py``) and the log (a ``Message``),
    ``reply`` is one JSON answer on the console.
    """

    send: Callable[[OutRecord], None]
    publish: Callable[[object], None]
    reply: Callable[[object], None]


class Send(Protocol):
    """Sends a record: with a ``token`` it must arrive, without one not after the monotonic ``until``."""

    def __call__(
        self, record: r.RequestRecord, key: str, *, token: object = None, until: float = inf
    ) -> None: ...


class Say(Protocol):
    """Notes a message for people; ``code`` names its sentence in ``texts.py``."""

    def __call__(self, code: str, severity: Severity, **values: str) -> None: ...
