"""How wide the columns of a table are, and whether it stays on one page: for :mod:`memoria_typesetting`."""

from __future__ import annotations

import re
from collections.abc import Sequence

PORTRAIT, LANDSCAPE = 100.0, 190.0
"""Characters of a table's type in a line."""
MONO_WIDTH = 1.12
"""A character of code is so much wider than one of text."""
UNBROKEN = 24
"""A piece of code of so few characters is not broken in a table."""
WHOLE_ROWS, WHOLE_TEXT, WHOLE_AT_MOST = 7, 1000, 14
"""A table of so few rows, or so few characters in not too many, stays on one page."""


def stays_whole(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the table is small enough to be moved to the next page rather than broken."""
    characters = sum(len(cell) for row in rows for cell in row)
    return len(rows) <= WHOLE_ROWS or (len(rows) <= WHOLE_AT_MOST and characters <= WHOLE_TEXT)


def widths(rows: Sequence[Sequence[str]], total: float) -> list[str]:
    """Widths of the columns of a table that has room for ``total`` characters in a line.

    What never breaks fits, code breaks little, and long texts share the rest.
    """
    least, wanted = [], []
    for column in zip(*rows, strict=True):
        lines = [(line, "`" in line) for cell in column for line in cell.split("<br>")]
        sizes = [len(_plain(line)) * (MONO_WIDTH if code else 1.0) for line, code in lines]
        chunks = [
            len(part) * (MONO_WIDTH if code else 1.0)
            for line, code in lines
            for word in _plain(line).split(" ")
            for part in (re.split(r"(?<=[/_.:#=,-])", word) if code and len(word) > UNBROKEN else [word])
        ]
        least.append(max(chunks) + 3)
        is_code = sum(code for _, code in lines) > len(lines) / 2
        mean = sum(sizes) / len(sizes)
        usual = max(sizes) * 0.9 if is_code else (mean * max(sizes)) ** 0.5
        most = total * (0.6 if len(rows[0]) < 4 else 0.5 if is_code else 0.3)
        wanted.append(min(max(*chunks, usual) + 3, most))
    if sum(wanted) < total * 0.75:  # a small table is as wide as its texts
        return [f"{width / total * 110:.1f}%" for width in wanted[:-1]] + ["1fr"]
    share = _shared(wanted, least, total)
    return [f"{width:.1f}fr" for width in share]


def _shared(wanted: Sequence[float], least: Sequence[float], total: float) -> list[float]:
    """``wanted`` scaled to ``total``, with none below its ``least``."""
    fixed: dict[int, float] = {}
    while True:
        free = total - sum(fixed.values())
        scale = free / sum(width for number, width in enumerate(wanted) if number not in fixed)
        low = [n for n, width in enumerate(wanted) if n not in fixed and width * scale < least[n]]
        if not low or len(low) + len(fixed) == len(wanted):
            return [fixed.get(number, width * scale) for number, width in enumerate(wanted)]
        fixed |= {number: least[number] for number in low}


def _plain(cell: str) -> str:
    return re.sub(r"[*`]|\[|\]\([^)]*\)", "", cell)
