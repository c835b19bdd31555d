"""What the monitor's core needs from outside, as protocols, so that it needs neither sockets nor files."""

from __future__ import annotations

from typing import Protocol


class RequestPort(Protocol):
    """One link's client: takes a request from any thread without blocking, answers by an event."""

    def request(self, token: int, text: str, timeout: float) -> None:
        """Send ``text``; ``Answered`` or ``Failed`` comes for ``token`` within ``timeout`` seconds."""


class SecretStore(Protocol):
    """Where the secret of this CP outlives the process."""

    def load(self) -> bytes | None:
        """The secret, None if there is none. Raises ``UserError`` if it cannot be read."""

    def prepare(self) -> None:
        """Return when :meth:`save` has room on the disk. Raises ``UserError`` if nothing can be written."""

    def save(self, secret: bytes) -> None:
        """Return when the secret is safe on the disk. Raises ``UserError`` if it cannot be."""
