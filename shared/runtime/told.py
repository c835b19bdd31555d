"""What people are told: messages that a core makes, and log and window read (texts.py has the sentences).

What others cause is said at a pace that they cannot raise, with how often it was not said.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shared.runtime.clock import Instant
from shared.runtime.text import shown, translate

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


def with_more(text: str, count: str) -> str:
    """The sentence ``text`` for ``count`` messages; "" stands for one."""
    if count in ("", "1"):
        return text
    return translate("Told", "{text} ({count} like this)").format(text=text, count=count)
