"""What others cause to be said: at a pace that they cannot raise, with how often it was not said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Generic, TypeVar

from shared.runtime.text import translate

Message = TypeVar("Message")
TOLD_OF_ONE, TOLD_OF_ALL = 5, 50
"""How often each kind is said in a second: of one charging point or key, and in all."""


class Told(Generic[Message]):
    """Lets some messages of each kind through in a second, and counts the others. One thread."""

    def __init__(self) -> None:
        self._since_mono = float("-inf")
        self._times: Counter[tuple[str, str | None]] = Counter()
        self._unsaid: dict[str, tuple[Message, int]] = {}

    def may_say(self, kind: str, who: str, message: Message) -> bool:
        """Whether to say ``message`` of ``who`` now; else :meth:`over` counts it."""
        if self._times[kind, None] < TOLD_OF_ALL and self._times[kind, who] < TOLD_OF_ONE:
            self._times.update(((kind, None), (kind, who)))
            return True
        self._unsaid[kind] = message, self._unsaid.get(kind, (message, 0))[1] + 1
        return False

    def over(self, now: float) -> Iterator[tuple[Message, int]]:
        """When a second is over: the last of each kind that was not said, and how many there were."""
        if now - self._since_mono >= 1.0:
            self._since_mono = now
            self._times.clear()
            yield from self._unsaid.values()
            self._unsaid.clear()


def with_more(text: str, count: str) -> str:
    """The sentence ``text`` for ``count`` messages; "" stands for one."""
    if count in ("", "1"):
        return text
    return translate("Told", "{text} ({count} like this)").format(text=text, count=count)
