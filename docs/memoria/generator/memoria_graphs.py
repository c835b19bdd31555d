"""Boxes and arrows from a TOML file, and state machines whose arrows must be those of the code.

A file has ``titulo``, ``ancho``, ``alto``, tables ``[cajas.NAME]`` (``en``, ``mide``, ``texto``, ``tipo``,
``forma``) and ``[[flechas]]`` (``de``, ``a`` as ``NAME.side`` or ``NAME.side:share``, ``por``, ``texto``,
``en``, ``doble``, ``trazo``, ``evento``). With ``maquina`` each arrow has an ``evento``, or several, and all
of them together are compared with that table of the code (:data:`MACHINES`).
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from memoria_drawing import FILLS, QUIET, Drawing, Point
from shared.domain import engine, supply
from shared.protocol import states

Move = tuple[str, str, str]
"""State, event, next state, by their names in the code."""


class WrongDiagram(Exception):
    """A diagram that cannot be drawn or that the code contradicts, as one sentence."""


def _supply() -> set[Move]:
    return {(a.name, event.name, b.name) for (a, event), b in supply._TABLE.items()}


def _engine() -> set[Move]:
    return {(a.name, what.name, b.name) for (a, what), b in engine._TABLE.items()}


def _connection(table: states.Table) -> Callable[[], set[Move]]:
    """The moves that change the state, and those that repeat a frame; EOT ends any state and is not drawn."""

    def moves() -> set[Move]:
        return {
            (a.name, what.name, b.name)
            for (a, what), (action, b) in table.items()
            if a is not b or action is states.Action.REPEAT
        }

    return moves


MACHINES: Mapping[str, Callable[[], set[Move]]] = {
    "supply": _supply,
    "engine": _engine,
    "server": _connection(states.SERVER),
    "client": _connection(states.CLIENT),
}


def draw(path: Path) -> str:
    """The SVG of the diagram in ``path``. Raises :class:`WrongDiagram`."""
    data = tomllib.loads(path.read_text("utf-8"))
    if "maquina" in data:
        _compare(path.name, data)
    drawing = Drawing(data["ancho"], data["alto"], data["titulo"])
    boxes: dict[str, dict[str, Any]] = data["cajas"]
    for box in boxes.values():
        _box(drawing, box)
    for arrow in data.get("flechas", ()):
        try:
            _arrow(drawing, boxes, arrow)
        except KeyError as error:
            raise WrongDiagram(f"{path.name}: there is no box {error} for the arrow {arrow}") from None
    for note in data.get("notas", ()):
        for number, line in enumerate(note["texto"].split("\n")):
            drawing.text(
                (note["en"][0], note["en"][1] + 15 * number),
                line,
                size=note.get("cuerpo", 11),
                ink=QUIET,
                anchor=note.get("ancla", "start"),
            )
    return drawing.svg()


def _compare(name: str, data: Mapping[str, Any]) -> None:
    drawn: set[Move] = set()
    for arrow in data["flechas"]:
        start, end = (arrow[key].split(".")[0] for key in ("de", "a"))
        if "evento" in arrow:
            drawn |= {(start, event, end) for event in arrow["evento"].split()}
    real = MACHINES[data["maquina"]]()
    if drawn != real:
        raise WrongDiagram(
            f"{name} is not the table of the code: it lacks {sorted(real - drawn)} "
            f"and has {sorted(drawn - real)} too many"
        )


def _box(drawing: Drawing, box: Mapping[str, Any]) -> None:
    (x, y), (w, h) = box["en"], box["mide"]
    kind, form = box.get("tipo", "neutro"), box.get("forma", "caja")
    texts = box.get("texto", "").split("\n")
    ink = FILLS[kind][2]
    if form == "marco":
        drawing.box((x, y), (w, h), kind, radius=10)
        if box.get("titulo") == "abajo":
            y += h - 28
        drawing.text((x + 12, y + 19), texts[0], bold=True, anchor="start", ink=ink)
        if len(texts) > 1:
            drawing.text((x + 12, y + 34), texts[1], size=11, anchor="start", ink=QUIET)
        return
    if form == "rombo":
        drawing.diamond((x + w / 2, y + h / 2), (w, h), kind)
    elif form == "cilindro":
        drawing.cylinder((x, y), (w, h), kind)
    elif form == "punto":
        drawing.box((x, y), (w, h), "gris", radius=w / 2)
        return
    elif form == "texto":
        pass
    else:
        drawing.box((x, y), (w, h), kind, radius=h / 2 if form == "estado" else 8)
    shift = 6 if form == "cilindro" else 0
    drawing.lines((x + w / 2, y + h / 2 + shift), texts, ink=ink)


def _arrow(drawing: Drawing, boxes: Mapping[str, Any], arrow: Mapping[str, Any]) -> None:
    via = [(float(x), float(y)) for x, y in arrow.get("por", ())]
    points = [_anchor(boxes, arrow["de"]), *via, _anchor(boxes, arrow["a"])]
    ends = ("start", "end") if arrow.get("doble") else () if arrow.get("sin_punta") else ("end",)
    drawing.path(points, ends=ends, dashed=arrow.get("trazo") == "discontinuo")
    if arrow.get("texto"):
        if "en" in arrow:
            centre = (float(arrow["en"][0]), float(arrow["en"][1]))
        else:
            longest = max(itertools.pairwise(points), key=_length)
            centre = ((longest[0][0] + longest[1][0]) / 2, (longest[0][1] + longest[1][1]) / 2)
        drawing.label(centre, arrow["texto"].split("\n"))


def _anchor(boxes: Mapping[str, Any], place: str) -> Point:
    name, _, rest = place.partition(".")
    side, _, share = rest.partition(":")
    box = boxes[name]
    (x, y), (w, h) = box["en"], box["mide"]
    part = float(share or 0.5)
    if side in ("izquierda", "derecha"):
        inset = 0.0
        if box.get("forma") == "estado":  # its sides are half circles
            inset = h / 2 - ((h / 2) ** 2 - (h * (part - 0.5)) ** 2) ** 0.5
        return (x + inset, y + h * part) if side == "izquierda" else (x + w - inset, y + h * part)
    return (x + w * part, y if side == "arriba" else y + h)


def _length(segment: tuple[Point, Point]) -> float:
    (a, b), (c, d) = segment
    return float(abs(c - a) + abs(d - b))
