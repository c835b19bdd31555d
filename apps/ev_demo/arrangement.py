"""Where the windows of a network go on a screen, so that each can be seen and found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from apps.ev_demo.network import Geometry, Kind

DEMO: Final = "demo"
TITLE: Final = 34
"""Height left for the title bar that the system draws, pixels."""
MARGIN: Final = 4
SIZES: Final[Mapping[Kind, tuple[int, int]]] = {
    Kind.ENGINE: (780, 640),
    Kind.MONITOR: (700, 620),
    Kind.DRIVER: (900, 640),
}
"""Windows of these kinds need about so much to show all that they have, logical pixels."""


def arrange(screen: Geometry, windows: Sequence[tuple[str, Kind]]) -> Mapping[str, Geometry]:
    """Place and size of each window by its key, on ``screen`` (x, y, width, height); the demo's is ``demo``.

    CENTRAL and the demo stand in the left half, whole. The others are too many for that: they are a cascade
    in the right half, in the order of their start, so that every title bar is seen and a click brings its
    window to the front.
    """
    x, y, width, height = screen
    half, upper = width // 2, height * 60 // 100
    placed = {
        "central": _inside((x, y, half, upper)),
        DEMO: _inside((x, y + upper, half, height - upper)),
    }
    cascade = [(key, kind) for key, kind in windows if kind in SIZES]
    steps = max(1, len(cascade) - 1)
    highest = min(height, max(size[1] for size in SIZES.values()))
    for number, (key, kind) in enumerate(cascade):
        wide, high = (min(size, room) for size, room in zip(SIZES[kind], (half, height), strict=True))
        left = x + half + (width - half - wide) * number // steps
        top = y + (height - highest) * number // steps
        placed[key] = _inside((left, top, wide, high))
    return placed


def _inside(place: Geometry) -> Geometry:
    """``place`` without the title bar and frame: a window's geometry is that of its inside."""
    x, y, width, height = place
    return x + MARGIN, y + TITLE, width - 2 * MARGIN, height - TITLE - MARGIN
