"""A page of SVG: boxes, arrows and texts, for the diagrams of the memoria.

Lengths are pixels, the origin is at the top left. The same calls give the same bytes: a test compares what is
committed with what would be drawn now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

Point = tuple[float, float]

INK = "#17202A"
QUIET = "#5A6673"
LINE = "#8A97A5"
PAPER = "#FFFFFF"
FONT = "'Source Sans Pro', 'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif"
MONO = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
TEXT = 13.0
SMALL = 11.0
LEADING = 1.28
FILLS = {
    # Fill, edge, ink. The states have the colours of the windows.
    "programa": ("#E8F0FB", "#0B63CE", INK),
    "almacen": ("#FFF4E5", "#B8720A", INK),
    "kafka": ("#F1EAFB", "#6A3FB5", INK),
    "equipo": ("#F4F6F8", "#B9C3CE", INK),
    "parte": ("#FFFFFF", "#B9C3CE", INK),
    "neutro": ("#FFFFFF", "#8A97A5", INK),
    "decision": ("#FFF9DB", "#B59A00", INK),
    "verde": ("#2E7D32", "#2E7D32", PAPER),
    "suministro": ("#14602B", "#8BE36B", PAPER),
    "naranja": ("#B8520A", "#B8520A", PAPER),
    "rojo": ("#C62828", "#C62828", PAPER),
    "gris": ("#5C6873", "#5C6873", PAPER),
    "azul": ("#0B63CE", "#0B63CE", PAPER),
}


def width_of(text: str, size: float = TEXT, bold: bool = False) -> float:
    """About how wide ``text`` is: enough to put a box around it."""
    narrow = sum(character in "iljtfrI.,:;|!()[]'/ " for character in text)
    wide = sum(character in "mwMWÑ—@%" for character in text)
    return ((len(text) - narrow - wide) * 0.535 + narrow * 0.29 + wide * 0.82) * size * (1.06 if bold else 1)


@dataclass
class Drawing:
    """Collects shapes; :meth:`svg` gives the page."""

    width: float
    height: float
    title: str
    _under: list[str] = field(default_factory=list)
    _over: list[str] = field(default_factory=list)

    def box(
        self, at: Point, size: Point, kind: str = "neutro", *, radius: float = 8, dashed: bool = False
    ) -> None:
        """A rectangle whose top left corner is ``at``."""
        fill, edge, _ = FILLS[kind]
        dash = ' stroke-dasharray="6 4"' if dashed else ""
        thick = 2.5 if kind == "suministro" else 1.3
        self._under.append(
            f'<rect x="{_n(at[0])}" y="{_n(at[1])}" width="{_n(size[0])}" height="{_n(size[1])}" '
            f'rx="{_n(radius)}" fill="{fill}" stroke="{edge}" stroke-width="{thick}"{dash}/>'
        )

    def diamond(self, centre: Point, size: Point, kind: str = "decision") -> None:
        """A rhombus around ``centre``."""
        (x, y), (w, h) = centre, (size[0] / 2, size[1] / 2)
        points = " ".join(f"{_n(a)},{_n(b)}" for a, b in ((x, y - h), (x + w, y), (x, y + h), (x - w, y)))
        fill, edge, _ = FILLS[kind]
        self._under.append(f'<polygon points="{points}" fill="{fill}" stroke="{edge}" stroke-width="1.3"/>')

    def cylinder(self, at: Point, size: Point, kind: str = "almacen") -> None:
        """What holds data, in the place of a box."""
        (x, y), (w, h) = at, size
        fill, edge, _ = FILLS[kind]
        cap = min(8.0, h / 5)
        self._under.append(
            f'<path d="M{_n(x)} {_n(y + cap)} v{_n(h - 2 * cap)} a{_n(w / 2)} {_n(cap)} 0 0 0 {_n(w)} 0 '
            f"v{_n(2 * cap - h)} a{_n(w / 2)} {_n(cap)} 0 0 0 {_n(-w)} 0 a{_n(w / 2)} {_n(cap)} 0 0 0 "
            f'{_n(w)} 0" fill="{fill}" stroke="{edge}" stroke-width="1.3"/>'
        )

    def text(
        self,
        at: Point,
        text: str,
        *,
        size: float = TEXT,
        ink: str = INK,
        anchor: str = "middle",
        bold: bool = False,
        italic: bool = False,
        mono: bool = False,
    ) -> None:
        """One line whose base line is at ``at``."""
        style = (' font-weight="600"' if bold else "") + (' font-style="italic"' if italic else "")
        family = f" font-family={quoteattr(MONO)}" if mono else ""
        self._over.append(
            f'<text x="{_n(at[0])}" y="{_n(at[1])}" font-size="{_n(size)}" fill="{ink}" '
            f'text-anchor="{anchor}"{style}{family}>{escape(text)}</text>'
        )

    def lines(self, centre: Point, texts: Sequence[str], *, ink: str = INK, first_bold: bool = True) -> None:
        """Lines one below the other around ``centre``: the first bold, the others small."""
        sizes = [TEXT if number == 0 else SMALL for number in range(len(texts))]
        total = sum(size * LEADING for size in sizes)
        y = centre[1] - total / 2
        for number, (text, size) in enumerate(zip(texts, sizes, strict=True)):
            y += size * LEADING
            quiet = ink if number == 0 or ink == PAPER else QUIET
            bold = first_bold and number == 0
            self.text((centre[0], y - size * 0.3), text, size=size, ink=quiet, bold=bold)

    def label(self, centre: Point, texts: Sequence[str], *, ink: str = INK, size: float = SMALL) -> None:
        """Lines on a white ground, which keeps the arrow below them from crossing them."""
        height = len(texts) * size * LEADING
        width = max(width_of(text, size) for text in texts) + 6
        self._over.append(
            f'<rect x="{_n(centre[0] - width / 2)}" y="{_n(centre[1] - height / 2)}" width="{_n(width)}" '
            f'height="{_n(height)}" fill="{PAPER}" fill-opacity="0.92"/>'
        )
        for number, text in enumerate(texts):
            y = centre[1] - height / 2 + (number + 1) * size * LEADING - size * 0.32
            self.text((centre[0], y), text, size=size, ink=ink)

    def path(
        self,
        points: Sequence[Point],
        *,
        ends: Iterable[str] = ("end",),
        dashed: bool = False,
        ink: str = QUIET,
        thick: float = 1.4,
    ) -> None:
        """A line through ``points`` with round corners and arrowheads at ``ends`` (``start``, ``end``)."""
        data = f"M{_n(points[0][0])} {_n(points[0][1])}"
        for before, corner, after in zip(points, points[1:], points[2:], strict=False):
            near, far = _towards(corner, before, 8), _towards(corner, after, 8)
            data += (
                f" L{_n(near[0])} {_n(near[1])} Q{_n(corner[0])} {_n(corner[1])} {_n(far[0])} {_n(far[1])}"
            )
        data += f" L{_n(points[-1][0])} {_n(points[-1][1])}"
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self._under.append(f'<path d="{data}" fill="none" stroke="{ink}" stroke-width="{_n(thick)}"{dash}/>')
        if "end" in ends:
            self._head(points[-1], points[-2], ink)
        if "start" in ends:
            self._head(points[0], points[1], ink)

    def _head(self, tip: Point, origin: Point, ink: str) -> None:
        base = _towards(tip, origin, 9)
        dx, dy = (tip[0] - base[0]) / 9 * 4, (tip[1] - base[1]) / 9 * 4
        corners = (tip, (base[0] - dy, base[1] + dx), (base[0] + dy, base[1] - dx))
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in corners)
        self._under.append(f'<polygon points="{points}" fill="{ink}"/>')

    def svg(self) -> str:
        """The page."""
        body = "\n".join([*self._under, *self._over])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(self.width)}" height="{_n(self.height)}" '
            f'viewBox="0 0 {_n(self.width)} {_n(self.height)}" font-family={quoteattr(FONT)}>\n'
            f"<title>{escape(self.title)}</title>\n"
            f'<rect width="100%" height="100%" fill="{PAPER}"/>\n{body}\n</svg>\n'
        )


def _towards(start: Point, goal: Point, length: float) -> Point:
    """The point that lies ``length`` from ``start`` on the way to ``goal``, at most half way."""
    dx, dy = goal[0] - start[0], goal[1] - start[1]
    distance = (dx * dx + dy * dy) ** 0.5 or 1.0
    share = min(length / distance, 0.5)
    return start[0] + dx * share, start[1] + dy * share


def _n(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
