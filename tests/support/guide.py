"""Commands as the guides of the project have them: read out of their Markdown, for tests that run them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHELL = "sh"
_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})(?P<info>.*)$")
_MARK = re.compile(r"^<!-- block: (?P<where>\S+) (?P<name>\S+) -->$")
_COMMENT = re.compile(r"(?:^|\s+)# .*$")


@dataclass(frozen=True)
class Block:
    """A fenced block. ``language`` is empty where none is given.

    ``where`` and ``name`` come from a comment on the line above it, ``<!-- block: host1 kafka -->``; empty
    where there is none. ``line`` is where its first line of text stands, from 1.
    """

    guide: str
    line: int
    language: str
    where: str
    name: str
    text: str

    @property
    def place(self) -> str:
        """For people: file and line."""
        return f"{self.guide}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """Its commands: no comments, no empty lines, one space between words, continued lines joined.

        What the shell reads as one command over several lines (``for ... done``) is one.
        """
        lines = [_COMMENT.sub("", line).rstrip() for line in self.text.replace("\\\n", " ").splitlines()]
        found: list[str] = []
        loop: list[str] = []
        for line in filter(None, (" ".join(one.split()) for one in lines)):
            if loop or line.startswith("for "):
                loop.append(line)
                if line == "done":
                    found.append("\n".join(loop))
                    loop = []
            else:
                found.append(line)
        assert not loop, f"{self.place}: a loop without its end"
        return found


def guides() -> list[Path]:
    """Every page of the project that a person may follow."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(guide: Path) -> list[Block]:
    """All fenced blocks of a page, in order."""
    return list(_blocks(guide.relative_to(ROOT).as_posix(), guide.read_text("utf-8").splitlines()))


def _blocks(guide: str, lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        opening = _FENCE.match(lines[at])
        if opening is None:
            at += 1
            continue
        fence, language = opening["fence"], opening["info"].strip()
        end = next((i for i in range(at + 1, len(lines)) if lines[i].strip() == fence), None)
        assert end is not None, f"{guide}:{at + 1}: a block without its end"
        mark = _MARK.match(lines[at - 1]) if at else None
        where, name = (mark["where"], mark["name"]) if mark else ("", "")
        yield Block(guide, at + 2, language, where, name, "\n".join(lines[at + 1 : end]) + "\n")
        at = end + 1


def named(guide: Path) -> dict[str, Block]:
    """The blocks of a page that have a name, by it."""
    found: dict[str, Block] = {}
    for block in blocks(guide):
        if block.name:
            assert block.name not in found, f"{block.place}: there are two blocks {block.name}"
            found[block.name] = block
    return found
