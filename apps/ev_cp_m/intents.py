"""What a person can ask of a monitor. Immutable, handled by the core."""

from __future__ import annotations

from shared.core.intents import Intent as Intent
from shared.core.intents import ShowStatus as ShowStatus


class AskAgain(Intent):
    """Ask CENTRAL again now instead of at the end of the wait, for whoever has just mended the cause."""
