"""Where the windows of a network go on a screen, so that all can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from apps.ev_demo.network import Geometry, Kind

FRAME = 34
"""Height left for the title bar that the system draws, pixels."""
DEMO = "demo"


def arrange(screen: Geometry, windows: Sequence[tuple[str, Kind]]) -> Mapping[str, Geometry]:
    """Place and size of each window by its key, on ``screen`` (x, y, width, height); the demo's is ``demo``.

    CENTRAL and the demo share the left; on the right are the engines, each with its monitor peeping out
    behind it, and below them the drivers.
    """
    x, y, width, height = screen
    left, upper = width * 46 // 100, height * 58 // 100
    right = (x + left, y, width - left)
    placed = {
        "central": _framed((x, y, left, upper)),
        DEMO: _framed((x, y + upper, left, height - upper)),
    }
    engines = [key for key, kind in windows if kind is Kind.ENGINE]
    monitors = [key for key, kind in windows if kind is Kind.MONITOR]
    drivers = [key for key, kind in windows if kind is Kind.DRIVER]
    engines_height = height * 66 // 100
    for keys, offset in ((monitors, 0), (engines, FRAME)):
        cells = _grid((right[0], right[1], right[2], engines_height), len(keys), columns=3)
        for key, cell in zip(keys, cells, strict=True):
            placed[key] = _framed((cell[0] + offset, cell[1] + offset, cell[2] - FRAME, cell[3] - FRAME))
    below = (right[0], y + engines_height, right[2], height - engines_height)
    for key, cell in zip(drivers, _grid(below, len(drivers), columns=3), strict=True):
        placed[key] = _framed(cell)
    return placed


def _grid(area: Geometry, count: int, columns: int) -> Iterable[Geometry]:
    x, y, width, height = area
    rows = max(1, -(-count // columns))
    for number in range(count):
        row, column = divmod(number, columns)
        yield (
            x + column * width // columns,
            y + row * height // rows,
            width // columns,
            height // rows,
        )


def _framed(cell: Geometry) -> Geometry:
    """``cell`` without the title bar: a window's geometry is that of its inside."""
    x, y, width, height = cell
    return x + 2, y + FRAME, max(160, width - 4), max(120, height - FRAME - 2)
