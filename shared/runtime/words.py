"""Sentences that all programs say of clocks, suspension and a second CENTRAL, in the user's language.

The words of states and reasons are in :mod:`shared.domain.words`. Any thread, once the language is set.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from decimal import Decimal

from shared.runtime.text import format_energy, format_money, format_price, format_span, translate


def filled(text: str, values: Mapping[str, str], reason_text: Callable[[str], str] | None = None) -> str:
    """``text`` with ``values`` in its places; figures (``energy_wh`` as ``energy``) as people read them."""
    made = dict(values)
    for name, value in values.items():
        if name.endswith("_wh"):
            made[name.removesuffix("_wh")] = format_energy(int(value))
        elif name.endswith("amount"):
            made[name] = format_money(Decimal(value))
        elif name == "price":
            made[name] = format_price(value)
        elif name == "reason" and reason_text is not None:
            made[name] = reason_text(value)
    return text.format(**made)


def suspended_text(seconds: str) -> str:
    """This program did not get to run for ``seconds``."""
    return translate(
        "Words", "This program stood still for {seconds} s (suspended); it catches up with what it missed."
    ).format(seconds=seconds)


def clock_text(ahead_s: int, whose: str = "") -> str:
    """Our clock is ``ahead_s`` s ahead of ``whose`` (CENTRAL; negative: behind), and what to do; 0: empty."""
    if ahead_s == 0:
        return ""
    if ahead_s < 0:
        text = translate(
            "Words",
            "The clock of this computer is {amount} behind {whose}'s: set the one that is wrong (for example:"
            " {command}).",
        )
    else:
        text = translate(
            "Words",
            "The clock of this computer is {amount} ahead of {whose}'s: set the one that is wrong (for"
            " example: {command}).",
        )
    whose = whose or translate("Words", "CENTRAL")
    return text.format(amount=format_span(abs(ahead_s)), whose=whose, command=set_clock_command())


def clock_detail(ahead_s: int) -> str:
    """The same in the few words that stand beside a link."""
    amount = format_span(abs(ahead_s))
    if ahead_s < 0:
        return translate("Words", "clock {amount} behind").format(amount=amount)
    return translate("Words", "clock {amount} ahead").format(amount=amount)


def clock_right_text(whose: str = "") -> str:
    """Our clock agrees with ``whose`` again."""
    text = translate("Words", "The clock of this computer agrees with {whose}'s again.")
    return text.format(whose=whose or translate("Words", "CENTRAL"))


def two_centrals_text(network: str) -> str:
    """Two CENTRALs on the topics of ``network``, and what to do."""
    return translate(
        "Words",
        "Another CENTRAL serves the network '{network}' too: two CENTRALs on the same topics contradict each "
        "other. End one, or start one of them and all its programs with a --network NAME of their own.",
    ).format(network=network)


def one_central_text() -> str:
    """The other one is gone."""
    return translate("Words", "No second CENTRAL is heard any more.")


def set_clock_command() -> str:
    """What sets a computer's clock by the network."""
    return "w32tm /resync" if sys.platform == "win32" else "timedatectl set-ntp true"
