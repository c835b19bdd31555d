"""What the deployment guides say that a program says, it says: word for word, in both languages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "resources" / "translations" / "evcharging_es.ts"
GUIDES = {"en": ROOT / "docs" / "deployment.md", "es": ROOT / "docs" / "deployment.es.md"}
NOT_OURS = {"Privacy & Security", "Privacidad y seguridad", "healthy", "Healthy", "Mecánica de la solución"}
_QUOTED = re.compile(r"(?<![\w*])\*(?![\s*])([^*]+?)\*(?!\*)")
_NO_TEXT = re.compile(r"```.*?```|<!--.*?-->|`[^`\n]+`", re.DOTALL)
ANY = None
"""In a text of the program: what it fills in."""


@cache
def texts(language: str) -> tuple[tuple[str | None, ...], ...]:
    """All texts of the programs, by characters."""
    found = ElementTree.parse(TEXTS).iter("message")
    said = [one.findtext("source" if language == "en" else "translation") or "" for one in found]
    return tuple(
        tuple(
            char
            for part in re.split(r"(\{[^}]*\})", text)
            for char in ([ANY] if part.startswith("{") else part)
        )
        for text in said
    )


def quotes(guide: Path) -> Iterator[str]:
    for quoted in _QUOTED.findall(_NO_TEXT.sub("", guide.read_text("utf-8"))):
        words = " ".join(quoted.split())
        if words not in NOT_OURS and "](" not in words:
            yield words


def is_part_of(piece: str, text: tuple[str | None, ...]) -> bool:
    """Whether ``piece`` stands in ``text``, most of it literally."""
    places = dict.fromkeys(range(len(text)), 0)  # where in the text, and how many characters were literal
    for char in piece:
        further: dict[int, int] = {}
        for at, literal in places.items():
            if at < len(text) and text[at] == char:
                further[at + 1] = max(further.get(at + 1, 0), literal + 1)
            elif at < len(text) and text[at] is ANY:
                for to in (at, at + 1):
                    further[to] = max(further.get(to, 0), literal)
        places = further
    return max(places.values(), default=0) * 2 > len(piece)


def is_said(quote: str, language: str) -> bool:
    """Whether a program says each piece of it; one text may stand in another."""
    said = texts(language)
    for piece in filter(None, (one.strip(" ().;") for one in quote.split("..."))):
        if not any(is_part_of(piece, text) for text in said):
            parts = re.split(r"[:.] ", piece)
            if len(parts) < 2 or not all(any(is_part_of(part, text) for text in said) for part in parts):
                return False
    return True


@pytest.mark.parametrize("language", GUIDES)
def test_B4_what_the_guide_quotes_a_program_says(language: str) -> None:
    found = list(quotes(GUIDES[language]))
    assert len(found) > 60
    assert not [quote for quote in found if not is_said(quote, language)]


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Port 7101 is already in use", True),
        ("... is already running with the data folder ...", True),
        ("CENTRAL refuses: another live monitor has this id.", True),
        ("Port 7101 is already used", False),
        ("CENTRAL refuses: another live monitor has that id.", False),
    ],
)
def test_a_word_that_differs_is_found(quote: str, said: bool) -> None:
    assert is_said(quote, "en") is said
