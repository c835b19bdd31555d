"""What people are told: messages that a core makes, and log and window read (texts.py has the sentences).

What others cause is said at a pace that they cannot raise, with how often it was not said.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shared.runtime.clock import Instant
from shared.runtime.text import shown, translate
from shared.runtime.words import (
    clock_right_text,
    clock_text,
    filled,
    one_central_text,
    suspended_text,
    two_centrals_text,
)

Severity = Literal["good", "info", "warning", "bad"]
TOLD_OF_ONE, TOLD_OF_ALL = 5, 50
"""How often each kind is said in a second: of one charging point or key, and in all."""
WHO_SHOWN = 40
"""Characters of a record's key that are shown."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something that happened. ``code`` names its sentence, ``values`` are the words in it; ``who`` says it,
    "" where only one does."""

    at: datetime
    who: str
    code: str
    severity: Severity
    values: tuple[tuple[str, str], ...] = ()

    def log(self, log: logging.Logger, sentence: str) -> None:
        """Write it as ``sentence``: without a window that is where people read."""
        level = logging.WARNING if self.severity in ("warning", "bad") else logging.INFO
        log.log(level, "%s", sentence)


class Voice:
    """Hands messages to ``tell``; of those with a code ``of_others`` some each second, and counts the rest.

    One thread.
    """

    def __init__(self, tell: Callable[[Message], None], of_others: Container[str] = ()) -> None:
        self._tell = tell
        self._of_others = of_others
        self._since_mono = float("-inf")
        self._times: Counter[tuple[str, str | None]] = Counter()
        self._unsaid: dict[str, tuple[Message, int]] = {}

    def say(self, now: Instant, who: str, code: str, severity: Severity, /, **values: str) -> None:
        """Tell a message; what others may have had a part in is cut and made visible here."""
        visible = tuple((name, shown(text)) for name, text in values.items())
        message = Message(now.utc, shown(who, WHO_SHOWN), code, severity, visible)
        of_all, of_one = (code, None), (code, message.who)
        if code not in self._of_others:
            self._tell(message)
        elif self._times[of_all] < TOLD_OF_ALL and self._times[of_one] < TOLD_OF_ONE:
            self._times.update((of_all, of_one))
            self._tell(message)
        else:
            self._unsaid[code] = message, self._unsaid.get(code, (message, 0))[1] + 1

    def say_more(self, now: Instant) -> None:
        """When a second is over: the last of each kind that was not said, and how many there were."""
        if now.mono - self._since_mono >= 1.0:
            self._since_mono = now.mono
            self._times.clear()
            for message, count in self._unsaid.values():
                self._tell(replace(message, values=(*message.values, ("more", str(count)))))
            self._unsaid.clear()


Values = Mapping[str, str]
_OF_ALL_APPS: dict[str, Callable[[Values], str]] = {
    "suspended": lambda values: suspended_text(values["seconds"]),
    "clock_wrong": lambda values: clock_text(int(values["ahead_s"])),
    "clock_right": lambda _: clock_right_text(),
    "other_central": lambda values: two_centrals_text(values["network"]),
    "other_central_gone": lambda _: one_central_text(),
}


def sentence_of(
    code: str,
    values: Values,
    sentences: Mapping[str, Callable[[], str]],
    reasons: Mapping[str, Callable[[str], str]],
    others: Mapping[str, Callable[[Values], str]],
) -> str:
    """What ``code`` says: its text in ``sentences`` with ``values`` in it, the reason in the words of
    ``reasons``; or what ``others`` make. An unknown code comes back with its values, lest it get lost."""
    if code in sentences:
        text = filled(sentences[code](), values, reasons.get(code))
    elif make := others.get(code, _OF_ALL_APPS.get(code)):
        text = make(values)
    else:
        return f"{code} {values}" if values else code
    if values.get("more", "1") == "1":
        return text
    return translate("Told", "{text} ({count} like this)").format(text=text, count=values["more"])
