"""Where the windows of a network go on a screen, so that each can be seen and found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from apps.ev_demo.network import Geometry, Kind

DEMO: Final = "demo"
LEAST: Final[Mapping[str, tuple[int, int]]] = {
    Kind.CENTRAL: (960, 600),
    DEMO: (800, 400),
    Kind.ENGINE: (800, 640),
    Kind.MONITOR: (640, 600),
    Kind.DRIVER: (960, 600),
}
"""Windows of these kinds need about so much, frame included, to show what they have; logical pixels."""
_BESIDE: Final = LEAST[Kind.ENGINE][0] + LEAST[Kind.MONITOR][0]
_ABOVE: Final = LEAST[Kind.ENGINE][1] + LEAST[Kind.DRIVER][1]
_TILES: Final = ((0, 0, 56, 53), (56, 0, 100, 53), (0, 53, 100, 100))
"""Engine, monitor, and below both the driver."""


def arrange(
    screen: Geometry, windows: Sequence[tuple[str, Kind]], first: Sequence[str]
) -> Mapping[str, Geometry]:
    """x, y, width and height of the frame of each window by its key, the demo's by ``demo``. None leaves a
    ``screen`` of 1280x680 or more.

    CENTRAL stands above the demo at the left. At the right is the rest of ``first``, seen from the start: an
    engine, its monitor and a driver, side by side where there is room, else a cascade, which covers the right
    of CENTRAL where even that is too wide. All others, shown when asked, are a cascade of their own.
    """
    x, y, width, height = screen
    left = min(width, max(LEAST[Kind.CENTRAL][0], min(width // 2, width - _BESIDE)))
    upper = max(LEAST[Kind.CENTRAL][1], height * 58 // 100)
    whole = height - upper >= LEAST[DEMO][1]
    # Where the demo's window has no room below CENTRAL's, it stands before it, or behind.
    wide, lower = (left, height - upper) if whole else (LEAST[DEMO][0], height * 3 // 4)
    placed = {"central": (x, y, left, upper), DEMO: (x, y + height - lower, wide, lower)}
    seen, later = (
        [(key, LEAST[kind]) for key, kind in windows if key not in placed and (key in first) is chosen]
        for chosen in (True, False)
    )
    least = max((size[0] for _, size in (*seen, *later)), default=0)
    right = (x + min(left, max(0, width - least)), y, max(width - left, min(width, least)), height)
    if width - left >= _BESIDE and height >= _ABOVE and len(seen) == len(_TILES):
        for (key, _), tile in zip(seen, _TILES, strict=True):
            placed[key] = _part(right, tile)
    else:
        placed |= _cascade(right, seen)
    return placed | _cascade(right, later)


def _part(area: Geometry, tile: tuple[int, int, int, int]) -> Geometry:
    """The part of ``area`` between the edges ``tile`` (left, upper, right, lower), in hundredths."""
    x, y, width, height = area
    x1, y1, x2, y2 = (edge * size // 100 for edge, size in zip(tile, (width, height) * 2, strict=True))
    return x + x1, y + y1, x2 - x1, y2 - y1


def _cascade(area: Geometry, windows: Sequence[tuple[str, tuple[int, int]]]) -> dict[str, Geometry]:
    """Each lower than the one before and further to the right, so that some of each is seen, whichever comes
    up last."""
    x, y, width, height = area
    steps = max(1, len(windows) - 1)
    placed = {}
    for number, (key, least) in enumerate(windows):
        wide, high = min(least[0], width), min(least[1], height)
        right = (width - wide) * min(2 * number, steps) // steps
        place = x + right, y + (height - high) * number // steps
        placed[key] = (*place, wide, high)
    return placed
