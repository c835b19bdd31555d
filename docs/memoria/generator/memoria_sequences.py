"""Sequence diagrams from small text files, whose messages must be those of the wire contract.

::

    titulo: A whole supply
    actor D: EV_Driver
    D -> C: charge_requested | ev.requests     a record of Kafka, checked with its topic
    M -> C: AUTH#cp_id | socket                a request or answer of a socket, checked by its code
    M -> C: ENQ | control                      a control byte
    C -> C: comprueba conductor y CP           something that happens inside one
    P -> E: enchufa                            no "|": not a message, drawn with dashes
    nota D C: text                             a box over one actor or from one to another
    == Autorización ==                         a divider
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from memoria_drawing import INK, QUIET, Drawing, width_of
from memoria_graphs import WrongDiagram
from memoria_wire import CONTROL, SOCKET_CODES, TOPIC_OF

_ARROW = re.compile(r"(\w+) -> (\w+): ([^|]+?)(?: \| (\S+))?$")
_NOTE = re.compile(r"nota (\w+)(?: (\w+))?: (.+)$")
ROW, NOTE_ROW, DIVIDER_ROW = 31, 44, 38
TOP = 60
MONO_SIZE = 9.4


def draw(path: Path) -> str:
    """The SVG of the sequence in ``path``. Raises :class:`WrongDiagram`."""
    title, actors, steps = "", {}, []
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith(";"):
            continue
        if line.startswith("titulo: "):
            title = line.removeprefix("titulo: ")
        elif line.startswith("actor "):
            short, _, name = line.removeprefix("actor ").partition(": ")
            actors[short] = name
        else:
            steps.append((f"{path.name}:{number}", line))
    return _page(title, actors, steps).svg()


def _page(title: str, actors: Mapping[str, str], steps: Sequence[tuple[str, str]]) -> Drawing:
    gap = 680 / len(actors)
    places = {short: gap * (number + 0.5) for number, short in enumerate(actors)}
    height = TOP + sum(map(_height, (line for _, line in steps))) + 20
    drawing = Drawing(680, height, title)
    for short, x in places.items():
        drawing.path([(x, 46), (x, height - 8)], ends=(), dashed=True, ink="#B9C3CE", thick=1.2)
        drawing.box(
            (x - gap * 0.43, 8), (gap * 0.86, 38), "kafka" if actors[short] == "Kafka" else "programa"
        )
        drawing.lines((x, 27), actors[short].split("\\n"))
    y = float(TOP)
    for where, line in steps:
        y += _height(line)
        _step(drawing, places, gap, y, where, line)
    return drawing


def _height(line: str) -> float:
    if line.startswith("=="):
        return DIVIDER_ROW
    return NOTE_ROW if line.startswith("nota ") else ROW


def _step(drawing: Drawing, places: Mapping[str, float], gap: float, y: float, where: str, line: str) -> None:
    if line.startswith("=="):
        text = line.strip("= ")
        drawing.path([(10, y - 12), (670, y - 12)], ends=(), ink="#B9C3CE", thick=1)
        drawing.label((340, y - 12), [f"  {text}  "], ink=QUIET, size=12)
        return
    note, arrow = _NOTE.match(line), _ARROW.match(line)
    try:
        if note is not None:
            first, second = places[note[1]], places[note[2] or note[1]]
            middle, half = (first + second) / 2, abs(second - first) / 2 + gap * 0.42
            half = max(half, width_of(note[3], 11) / 2 + 8)
            middle = min(max(middle, half + 4), 676 - half)
            drawing.box((middle - half, y - 27), (2 * half, 24), "decision", radius=4)
            drawing.text((middle, y - 11), note[3], size=11)
            return
        if arrow is None:
            raise WrongDiagram(f"{where}: neither an arrow nor a note: {line}")
        start, end = places[arrow[1]], places[arrow[2]]
    except KeyError as error:
        raise WrongDiagram(f"{where}: there is no actor {error}") from None
    _message(drawing, start, end, y, arrow[3], arrow[4], where)


def _message(
    drawing: Drawing, start: float, end: float, y: float, text: str, kind: str | None, where: str
) -> None:
    check(where, text, kind)
    if start == end:
        drawing.path([(start, y - 16), (start + 22, y - 16), (start + 22, y - 4), (start, y - 4)], ink=QUIET)
        right = start + 28 + width_of(text, 11.5) < 676
        place, anchor = (start + 28, "start") if right else (start - 8, "end")
        drawing.text((place, y - 6), text, size=11.5, anchor=anchor)
        return
    drawing.path([(start, y), (end - (1 if end > start else -1), y)], dashed=kind is None)
    middle = (start + end) / 2
    if kind is None:
        drawing.label((middle, y - 10), [text], ink=INK, size=11.5)
        return
    drawing.label((middle, y - 9), [" " * int(len(text) * MONO_SIZE * 0.602 / 3.2)], size=MONO_SIZE)
    drawing.text((middle, y - 6), text, size=MONO_SIZE, mono=True)
    if kind not in ("socket", "control"):
        drawing.label((middle, y + 8), [kind], ink=QUIET, size=9.5)


def check(where: str, text: str, kind: str | None) -> None:
    """Raises :class:`WrongDiagram` where the contract has no such message."""
    first = re.split(r"[#\s(]", text)[0]
    if kind is None:
        return
    if kind == "control":
        known = set(text.split()) <= CONTROL | {"REQUEST", "ANSWER"}
    elif kind == "socket":
        known = first in SOCKET_CODES
    else:
        known = TOPIC_OF.get(first) == kind
    if not known:
        raise WrongDiagram(f"{where}: the contract has no '{text}' ({kind})")
