"""What the monitor's core needs from outside, as protocols, so that it needs neither sockets nor files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

SECRETS_KEPT: Final = 8
"""Secrets that a monitor keeps; beyond, the one that was of use longest ago goes."""


class RequestPort(Protocol):
    """One link's client: takes a request from any thread without blocking, answers by an event."""

    def request(self, token: int, text: str, timeout: float) -> None:
        """Send ``text``; ``Answered`` or ``Failed`` comes for ``token`` within ``timeout`` seconds."""


class SecretStore(Protocol):
    """Where the secrets of this CP outlive the process, the one to try first at the front."""

    def load(self) -> tuple[bytes, ...]:
        """The secrets that are kept. Raises ``UserError`` if they cannot be read."""

    def prepare(self) -> None:
        """Return when :meth:`save` has room on the disk. Raises ``UserError`` if nothing can be written."""

    def save(self, secrets: Sequence[bytes]) -> None:
        """Return when all of them are safe on the disk. Raises ``UserError`` if they cannot be."""
