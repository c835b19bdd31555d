"""Words that every window shares when something is gone: since when, for how long, that it is tried again.

Plain Python, any thread, once the language is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import floor
from typing import Final

from shared.runtime.clock import Instant
from shared.runtime.text import translate

_BOTH_CLOCKS_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Outage:
    """What a banner says: ``text``, empty when all is well, since when, and whether it is ``grave``."""

    text: str = ""
    since_mono: float = 0.0
    grave: bool = True

    @classmethod
    def of(
        cls, gone: Sequence[tuple[float, str]], works: str, cause: str, now: Instant, grave: bool = True
    ) -> Outage:
        """What is ``gone``: since when each, seconds of the monotonic clock, and its text with ``{time}``."""
        if not gone:
            return cls()
        said = [text.format(time=format_since(now.mono - since, now.utc)) for since, text in gone]
        text = outage_text(" · ".join(said) + ".", works, cause)
        return cls(text, min(since for since, _ in gone), grave)


def format_since(age_s: float, now: datetime) -> str:
    """When something was that is ``age_s`` seconds old at ``now`` (UTC): the local time, with the day if it
    was another one."""
    # Cut off as in the messages; two clocks are read, so that a whole second may come out a bit too small.
    moment = datetime.fromtimestamp(floor(now.timestamp() - age_s + _BOTH_CLOCKS_S), UTC).astimezone()
    return f"{moment:%H:%M:%S}" if moment.date() == now.astimezone().date() else f"{moment:%d/%m %H:%M:%S}"


def outage_text(gone: str, works: str, cause: str = "") -> str:
    """What a banner says: what is gone and why, what still works, and that it is tried again."""
    again = translate("Links", "Trying again.")
    # Sentences of the links say it too; once is enough.
    return " ".join(part for part in (gone, without_again(cause), works, again) if part)


def without_again(sentence: str) -> str:
    """A sentence of a link without its last words, that it is tried again."""
    return sentence.replace(translate("Links", "Trying again."), "").strip()
