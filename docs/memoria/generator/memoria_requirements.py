"""The requirements of docs/memoria/requisitos.toml: read, and as tables of Markdown.

``[[grupo]]`` has ``id``, ``titulo`` and ``[[grupo.requisito]]`` with ``id``, ``texto``, ``donde`` (paths in
the project), ``pruebas`` (``path::test``) and, where it is not done, ``pendiente`` (why).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "requisitos.toml"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement. ``pending``: why it is not done, or empty."""

    id: str
    text: str
    where: tuple[str, ...]
    tests: tuple[str, ...]
    pending: str


@dataclass(frozen=True, slots=True)
class Group:
    """The requirements of one source."""

    id: str
    title: str
    requirements: tuple[Requirement, ...]


@cache
def groups(path: Path = FILE) -> tuple[Group, ...]:
    """All requirements, in the order of the file."""
    data = tomllib.loads(path.read_text("utf-8"))
    return tuple(
        Group(
            group["id"],
            group["titulo"],
            tuple(
                Requirement(
                    one["id"],
                    one["texto"],
                    tuple(one.get("donde", ())),
                    tuple(one.get("pruebas", ())),
                    one.get("pendiente", ""),
                )
                for one in group["requisito"]
            ),
        )
        for group in data["grupo"]
    )


def of_group(name: str) -> str:
    """The table of one group."""
    group = next(group for group in groups() if group.id == name)
    lines = ["| Id | Requisito | Dónde se cumple | Prueba que lo demuestra |", "|---|---|---|---|"]
    for one in group.requirements:
        where = "<br>".join(f"`{path}`" for path in one.where) or "—"
        tests = "<br>".join(f"`{test}`" for test in one.tests) or "—"
        if one.pending:
            tests = f"**Pendiente**: {one.pending}" + ("" if tests == "—" else f"<br>{tests}")
        lines.append(f"| {one.id} | {one.text} | {where} | {tests} |")
    return "\n".join(lines)
