"""Money and energy: exact arithmetic shared by every program (M4, wire contract 4).

Energy is an integer of watt-hours, money a :class:`~decimal.Decimal` of euros with two places, a price a
``Decimal`` of euros per kWh. No float ever takes part: panel, engine, driver and ticket agree to the cent.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from shared.runtime.text import shown, translate

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
MAX_PRICE = Decimal(1000)
"""Highest price accepted, EUR per kWh: a larger one is a typing mistake."""
MAX_ENERGY_WH = 10_000_000
"""Highest energy of one supply, Wh (10 MWh): more than any vehicle takes, far from any overflow."""
PRICE_PLACES = 4

_PRICE = re.compile(r"\d{1,4}(\.\d{1,4})?", re.ASCII)
_MONEY = re.compile(r"\d{1,12}\.\d{2}", re.ASCII)


def amount(energy_wh: int, price: Decimal) -> Decimal:
    """Cost in EUR of ``energy_wh`` Wh at ``price`` EUR/kWh, rounded half up to the cent (wire contract 4)."""
    return (Decimal(energy_wh) * price / 1000).quantize(CENT, ROUND_HALF_UP)


def parse_price(text: str) -> Decimal:
    """EUR per kWh from its decimal string, e.g. ``0.54``. Raises :class:`ValueError` with a sentence."""
    if _PRICE.fullmatch(text) and Decimal(text) <= MAX_PRICE:
        return Decimal(text)
    sentence = translate(
        "Money", "'{text}' is not a price; write EUR per kWh from 0 to {highest}, for example 0.54."
    )
    raise ValueError(sentence.format(text=shown(text, 40), highest=MAX_PRICE))


def price_text(price: Decimal) -> str:
    """Decimal string of a price as it travels: at least two places, no exponent (``0.4`` -> ``0.40``)."""
    short = price.normalize()
    places = max(2, -int(short.as_tuple().exponent))
    return f"{price:.{places}f}"


def parse_money(text: str) -> Decimal:
    """EUR from a decimal string with exactly two places. Raises :class:`ValueError` if it is not one."""
    if not _MONEY.fullmatch(text):
        sentence = translate("Money", "'{text}' is not an amount in EUR with two places.")
        raise ValueError(sentence.format(text=shown(text, 40)))
    return Decimal(text)


def money_text(value: Decimal) -> str:
    """Decimal string of an amount as it travels: two places (``6.19``)."""
    return f"{value:.2f}"
