"""Where the effects of the driver's core go, and how its parts speak to people."""

from __future__ import annotations

from math import inf
from typing import Protocol

from shared.messages import records as r
from shared.messaging.events import OutRecord
from shared.runtime.told import Severity


class Ports(Protocol):
    """The world outside the core. None of these may block."""

    def send(self, record: OutRecord) -> None:
        """To Kafka."""

    def publish(self, view: object) -> None:
        """To the window (a view of ``views.py``) and the log (a ``Message``)."""

    def reply(self, value: object) -> None:
        """One JSON answer on the console."""


class Send(Protocol):
    """Sends a record: with a ``token`` it must arrive, without one not after the monotonic ``until``."""

    def __call__(
        self, record: r.RequestRecord, key: str, *, token: object = None, until: float = inf
    ) -> None: ...


class Say(Protocol):
    """Notes a message for people; ``code`` names its sentence in ``texts.py``."""

    def __call__(self, code: str, severity: Severity, **values: str) -> None: ...
