"""Codes and sentences match: what a core says has a sentence, and each sentence is said."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import run
from shared.runtime import told

ROOT = Path(run.__file__).parent
APPS = ("ev_central", "ev_cp_e", "ev_cp_m", "ev_driver")


def codes_of(app: str) -> Iterator[str]:
    """Each code that is said in ``app`` as a pattern: what is put in when it runs may be anything."""
    for path in (ROOT / "apps" / app).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and re.search(r"(^|[._])say$", ast.unparse(node.func)):
                yield from _patterns(node)


def _patterns(call: ast.Call) -> Iterator[str]:
    """The code is said before how grave it is, which may be left out."""
    grave = next((place for place, each in enumerate(call.args) if _is_grave(each)), len(call.args))
    yield from _texts(call.args[grave - 1])


def _is_grave(node: ast.expr) -> bool:
    texts = list(_texts(node))
    return "severity" in ast.unparse(node).lower() or (
        bool(texts) and {*texts} <= {"good", "info", "warning", "bad"}
    )


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield re.escape(str(node.value))
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            re.escape(str(each.value)) if isinstance(each, ast.Constant) else ".+" for each in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def words_of(app: str) -> set[str]:
    """All texts in the sources of ``app`` but its sentences, and the words of the contract."""
    sources = [path for path in (ROOT / "apps" / app).rglob("*.py") if path.name != "texts.py"]
    sources += [ROOT / "shared" / "messages" / "records.py", ROOT / "shared" / "domain" / "reasons.py"]
    nodes = [node for path in sources for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("app", APPS)
def test_what_is_said_has_a_sentence_and_each_sentence_is_said(app: str) -> None:
    texts = importlib.import_module(f"apps.{app}.texts")
    own = set(texts._SENTENCES) | set(getattr(texts, "_OTHERS", {}))
    said = set(codes_of(app))
    assert len(said) > 10
    known = {*own, *told._OF_ALL_APPS}
    assert [code for code in said if not any(re.fullmatch(code, each) for each in known)] == []
    unsaid = [each for each in own if not any(re.fullmatch(code, each) for code in said)]
    assert set(unsaid) <= words_of(app), "a sentence that nobody says"
