"""The Spanish of the product: the catalogue holds every text, whole, and its compiled form is the same."""

from __future__ import annotations

import ast
import json
import re
import shutil
import string
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

import run
from shared.messages import codec, topics
from shared.runtime import text as runtime_text

ROOT = Path(run.__file__).parent
FOLDER = Path("resources", "translations")
_MNEMONIC = re.compile(r"&(?=\w)")


@dataclass(frozen=True, slots=True)
class Text:
    """A message of the catalogue."""

    context: str
    source: str
    spanish: str
    kind: str
    """Why it is not in force (``unfinished``, ``vanished``, ``obsolete``); empty when it is."""


def read_catalogue(path: Path) -> tuple[Text, ...]:
    texts = []
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            texts.append(
                Text(
                    context.findtext("name", ""),
                    message.findtext("source", ""),
                    translation.text or "",
                    translation.get("type", ""),
                )
            )
    return tuple(texts)


TEXTS = read_catalogue(ROOT / FOLDER / "evcharging_es.ts")


@dataclass(frozen=True, slots=True)
class _Environment:
    python: str


@pytest.fixture
def collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalogues as ``run.py translations`` leaves them now, made in a copy of the tree."""
    for top in ("apps", "shared"):
        shutil.copytree(ROOT / top, tmp_path / top, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "prepare", lambda *_arguments: _Environment(sys.executable))
    assert run.translations([]) == 0
    return tmp_path / FOLDER


def placeholders(text: str) -> Counter[tuple[str, str, str]]:
    """Names with conversion and format, as :meth:`str.format` reads them."""
    return Counter(
        (name, conversion or "", form or "")
        for _, name, form, conversion in string.Formatter().parse(text)
        if name is not None
    )


def test_the_catalogue_has_every_text_of_the_product_and_no_other(collected: Path) -> None:
    now = {(text.context, text.source) for text in read_catalogue(collected / "evcharging_es.ts")}
    known = {(text.context, text.source) for text in TEXTS}
    assert (now - known, known - now) == (set(), set()), "run 'python3 run.py translations' and translate"


def test_the_compiled_catalogue_is_that_of_its_source(collected: Path) -> None:
    fresh = (collected / "evcharging_es.qm").read_bytes()
    assert fresh == (ROOT / FOLDER / "evcharging_es.qm").read_bytes(), "run 'python3 run.py translations'"


def test_every_text_has_its_spanish() -> None:
    assert len(TEXTS) > 500
    assert [text for text in TEXTS if text.kind or not text.spanish.strip()] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    assert [text for text in TEXTS if placeholders(text.source) != placeholders(text.spanish)] == []


def test_lines_outer_spaces_and_keys_are_the_same_in_both_languages() -> None:
    def shape(text: str) -> tuple[int, int, int, int]:
        return (
            text.count("\n"),
            len(text) - len(text.lstrip()),
            len(text) - len(text.rstrip()),
            len(_MNEMONIC.findall(text)),
        )

    assert [text for text in TEXTS if shape(text.source) != shape(text.spanish)] == []


def test_a_driver_message_begins_with_its_charging_point_in_both_languages() -> None:
    # The window cuts this beginning off, because the column beside it says it (apps.ev_driver.texts).
    beginnings = [text for text in TEXTS if text.context == "Driver" and text.source.startswith("{cp}: ")]
    assert len(beginnings) > 10
    assert [text for text in beginnings if not text.spanish.startswith("{cp}: ")] == []


def test_one_text_has_one_spanish_in_a_context() -> None:
    assert len({(text.context, text.source) for text in TEXTS}) == len(TEXTS)


def test_D4_without_central_every_text_says_so_in_the_words_of_the_assignment() -> None:
    without = [text for text in TEXTS if "cannot connect to central" in text.source.lower()]
    assert len(without) > 5
    assert [text for text in without if "imposible conectar con la central" not in text.spanish.lower()] == []


@pytest.mark.parametrize(
    ("source", "spanish"),
    [
        ("Activated", "Activado"),
        ("Supplying", "Suministrando"),
        ("Out of Order", "Out of Order"),
        ("Out of Service", "Fuera de Servicio"),
        ("Faulted", "Averiado"),
        ("Disconnected", "Desconectado"),
    ],
)
def test_states_have_the_words_of_the_assignment(source: str, spanish: str) -> None:
    """Acceptance 2; "Out of Order" is the panel's own word in the assignment, in Spanish too."""
    assert [text.spanish for text in TEXTS if (text.context, text.source) == ("Words", source)] == [spanish]


RULES = {"reject", "Rejected", "Unknown", "BadRecord", "BadRequest", "BadAnswer", "FieldError"}


def words_of(call: ast.Call) -> str:
    """The small letters in the call itself: English that was not asked of the catalogue."""
    parts = [
        part
        for argument in call.args[-1:]
        for part in getattr(argument, "values", [argument])
        if isinstance(part, ast.Constant)
    ]
    return "".join(re.findall(r"[a-z]", "".join(str(part.value) for part in parts)))


def test_every_rule_that_a_record_or_a_frame_breaks_is_told_in_the_language_of_the_user() -> None:
    calls = [
        (path.name, node)
        for top in ("apps", "shared")
        for path in (ROOT / top).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in RULES
    ]
    assert len(calls) > 40
    assert [(name, ast.unparse(call)) for name, call in calls if words_of(call)] == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"seq": "x"}, "«seq» debe ser `int`, no `str`"),
        ({"seq": 0}, "«seq» debe ser `int` >= 1"),
        ({"type": "x"}, "«type» no puede ser 'x'"),
        (
            {"at": "2026-05-01", "energy_wh": 0},
            "«at»: 2026-05-01 no es una fecha y hora de 2000 a 2100 según RFC 3339",
        ),
        ({"amount": None}, "«amount» debe ser `str`, no `null`"),
        ({}, "falta el campo «energy_wh»"),
    ],
)
def test_what_is_wrong_with_a_record_is_told_in_spanish(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], rule: str
) -> None:
    spanish = {(text.context, text.source): text.spanish for text in TEXTS}
    monkeypatch.setattr(runtime_text._State, "translator", lambda *text: spanish[text])
    session = "7d3c5a58-1a3b-4f0e-9a53-3c1f1d2a9b10"
    reading = {"id": session, "at": "2026-05-01T10:00:00.000Z", "session_id": session, "seq": 1, "power_w": 1}
    with pytest.raises(codec.BadRecord, match=f"^{re.escape(rule)}$"):
        codec.decode(
            topics.CP_EVENTS,
            json.dumps({"type": "meter_reading", **reading, "amount": "0.00"} | changes).encode(),
        )
