"""Texts for people: translation and figures, in the language of the user (English or Spanish).

English is the source language. Every text goes through :func:`translate`, which returns it as it is until a
catalogue is installed; so programs without a window and tests need no Qt. The language is set once, at
start, before other threads run; reading it is safe from any thread.

Figures are grouped the way of the language. Energy always has three places, money two, so that ``10.312`` is
never read as ten thousand.
"""

from __future__ import annotations

import locale
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

Language = Literal["es", "en"]
Translator = Callable[[str, str], str]

LANGUAGES: Final[tuple[Language, ...]] = ("es", "en")

LONGEST_SHOWN: Final = 400
"""Characters of a text of others that are shown; longer sentences of our own are not made."""
_SPANISH = re.compile(r"es([^a-z]|$)|spanish")
_NO_LANGUAGE = re.compile(r"(C|POSIX)(\.|$)")
_POINTS: Final = {"es": str.maketrans(".,", ",."), "en": {}}


class _State:
    """The one language and catalogue of this process."""

    translator: Translator | None = None
    language: Language = "en"


def translate(context: str, text: str) -> str:
    """``text`` in the user's language; ``context`` groups texts in the catalogue (its class or window).

    Call it with literal strings only and not inside an f-string, or Qt's ``lupdate`` does not find them;
    fill placeholders after it:
    ``translate("Panel", "{count} rejected").format(count=n)``.
    """
    return _State.translator(context, text) if _State.translator is not None else text


def install(translator: Translator, language: Language | None = None) -> None:
    """Use ``translator(context, text)`` from now on, and ``language`` for figures if it is given.

    Main thread, before the others start.
    """
    _State.translator = translator
    if language is not None:
        use_language(language)


def use_language(language: Language) -> None:
    """Write figures the way of ``language`` from now on. Main thread, before the others start."""
    _State.language = language


def language_from(argv: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The user's language: ``--lang``, else the environment, else the system's; Spanish or else English.

    It reads ``argv`` before the argument parser does, whose own texts are in that language already. A value
    of ``--lang`` that is none of :data:`LANGUAGES` is left for the parser to refuse.
    """
    for index, word in enumerate(argv):
        following = argv[index + 1] if index + 1 < len(argv) else ""
        asked = following if word == "--lang" else word.removeprefix("--lang=")
        for language in LANGUAGES:
            if word.startswith("--lang") and asked == language:
                return language
    name = next((environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(key)), "")
    names = [name]
    if not _NO_LANGUAGE.match(name) and environ.get("LANGUAGE"):
        names = environ["LANGUAGE"].split(":")  # the user's list; the first that we have counts
    elif not name and sys.platform in ("win32", "darwin"):
        names = [locale.getlocale()[0] or ""]
    ours = (one.lower() for one in names if _SPANISH.match(one.lower()) or one.lower().startswith("en"))
    return "es" if _SPANISH.match(next(ours, "")) else "en"


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    """``text``, which others made, for a screen, a terminal or a line of the log.

    What steers a terminal, ends a line, is not seen or turns the order of letters stands as ``\\x1b`` or
    ``\\u202e``; what is longer than ``longest`` is cut.
    """
    visible = text[: longest + 1]
    if not visible.isprintable():
        visible = "".join(char if char.isprintable() else _escaped(char) for char in visible)
    return visible if len(visible) <= longest else visible[: longest - 1] + "…"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()


def format_number(value: Decimal | int, places: int, group: str = ",") -> str:
    """``value`` with exactly ``places`` decimals, rounded half up: ``1,010.3``, in Spanish ``1.010,3``."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:{group}f}".translate(_POINTS[_State.language])


def counted(count: int, one: str, many: str) -> str:
    """``one`` or ``many``, with ``count`` in its place: ``1 ticket``, ``2 tickets``."""
    return (one if count == 1 else many).replace("{count}", str(count))


def format_money(amount: Decimal) -> str:
    """EUR with two places: ``6.19 €``, in Spanish ``6,19 €``."""
    return f"{format_number(amount, 2)} €"


def format_energy(energy_wh: int) -> str:
    """Wh as kWh with three places: ``10.312 kWh``."""
    return f"{format_number(Decimal(energy_wh) / 1000, 3)} kWh"


def format_power(power_w: int) -> str:
    """W as kW with one place: ``21.8 kW``."""
    return f"{format_number(Decimal(power_w) / 1000, 1)} kW"


def format_price(price: Decimal | str) -> str:
    """EUR per kWh, two places or as many as it has: ``0.54 €/kWh``."""
    value = Decimal(price)
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return f"{format_number(value, places, '')} €/kWh"


def format_duration(seconds: float) -> str:
    """Whole seconds as ``00:28:12``; hours grow past 99."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def format_age(seconds: float) -> str:
    """How long ago, with its two largest units: ``2 min 14 s ago``, in Spanish ``hace 2 min 14 s``."""
    whole = max(0, int(seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if days:
        return translate("Age", "{days} d {hours} h ago").format(days=days, hours=hours % 24)
    if hours:
        return translate("Age", "{hours} h {minutes} min ago").format(hours=hours, minutes=minutes % 60)
    if minutes:
        return translate("Age", "{minutes} min {seconds} s ago").format(minutes=minutes, seconds=whole % 60)
    return translate("Age", "{seconds} s ago").format(seconds=whole)


def format_span(seconds: float, units: int = 2) -> str:
    """How long, with its largest ``units`` (1 or 2): ``14 s``, ``2 min 14 s``, ``3 h 5 min``. The same in
    every language."""
    whole = max(0, int(seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    parts = [f"{days} d", f"{hours % 24} h", f"{minutes % 60} min", f"{whole % 60} s"]
    first = 0 if days else 1 if hours else 2 if minutes else 3
    return " ".join(parts[first : first + units])
