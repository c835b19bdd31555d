"""Language of the user, and figures for people."""

from __future__ import annotations

import ast
import locale
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime import text
from shared.runtime.text import (
    Language,
    counted,
    format_age,
    format_duration,
    format_energy,
    format_money,
    format_number,
    format_power,
    format_price,
    install,
    language_from,
    translate,
    use_language,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    before = text._State.translator, text._State.language
    text._State.translator, text._State.language = None, "en"
    yield
    text._State.translator, text._State.language = before


def test_without_a_catalogue_the_text_is_english_as_written() -> None:
    assert translate("Panel", "{count} rejected") == "{count} rejected"


def test_an_installed_catalogue_translates_by_context_and_text() -> None:
    install(lambda context, source: f"{context}/{source}", "es")
    assert translate("Panel", "Stop") == "Panel/Stop"
    assert format_number(1, 1) == "1,0"


def test_a_catalogue_alone_leaves_the_language_of_figures() -> None:
    use_language("es")
    install(lambda context, source: source)
    assert format_number(1, 1) == "1,0"


@pytest.mark.parametrize(
    ("argv", "environ", "language"),
    [
        (["--lang", "es"], {"LANG": "en_GB.UTF-8"}, "es"),
        (["7000", "--lang=en"], {"LANG": "es_ES.UTF-8"}, "en"),
        (["--lang=fr"], {"LANG": "es_ES.UTF-8"}, "es"),
        (["--lang"], {"LANG": "es"}, "es"),
        (["es"], {"LANG": "C"}, "en"),
        ([], {"LC_ALL": "es_MX", "LANG": "en_US"}, "es"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "es_ES@euro", "LANG": "en"}, "es"),
        ([], {"LC_ALL": "C.UTF-8", "LANG": "es_ES"}, "en"),
        ([], {"LANGUAGE": "es:en"}, "es"),
        ([], {"LANG": "et_EE"}, "en"),
        ([], {"LANG": "Estonian_Estonia.1257"}, "en"),
        ([], {"LANG": "est"}, "en"),
    ],
)
def test_the_language_is_the_option_then_the_environment(
    argv: list[str], environ: dict[str, str], language: Language
) -> None:
    assert language_from(argv, environ) == language


@pytest.mark.parametrize(
    ("name", "language"), [("Spanish_Spain", "es"), ("es_ES", "es"), ("en_GB", "en"), (None, "en")]
)
def test_windows_and_macos_say_it_in_their_own_way(
    monkeypatch: pytest.MonkeyPatch, name: str | None, language: Language
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(locale, "getlocale", lambda: (name, "1252"))
    assert language_from([], {}) == language


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["6.19 €", "480,123.456 kWh", "21.8 kW", "0.54 €/kWh", "0.1234 €/kWh", "1000.00 €/kWh"]),
        ("es", ["6,19 €", "480.123,456 kWh", "21,8 kW", "0,54 €/kWh", "0,1234 €/kWh", "1000,00 €/kWh"]),
    ],
)
def test_figures_follow_the_language(language: Language, expected: list[str]) -> None:
    use_language(language)
    assert [
        format_money(Decimal("6.19")),
        format_energy(480_123_456),
        format_power(21_840),
        format_price("0.54"),
        format_price(Decimal("0.1234")),
        format_price(Decimal(1000)),  # as it is typed
    ] == expected


def test_one_is_no_plural() -> None:
    said = [counted(count, "1 ticket", "{count} tickets") for count in (0, 1, 2)]
    assert said == ["0 tickets", "1 ticket", "2 tickets"]


def test_figures_keep_their_places_and_round_half_up() -> None:
    assert format_money(Decimal("1")) == "1.00 €"
    assert format_energy(0) == "0.000 kWh"
    assert format_power(50) == "0.1 kW"
    assert format_power(150_000) == "150.0 kW"
    assert format_price("0.4") == "0.40 €/kWh"
    assert format_price(Decimal("1E+2")) == "100.00 €/kWh"
    assert format_number(Decimal("2.5"), 0) == "3"


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["es", "en"]))
def test_M4_money_is_shown_to_the_cent_whatever_the_language(amount: Decimal, language: Language) -> None:
    use_language(language)
    number, unit = format_money(amount).split(" ")
    plain = number.translate({ord("." if language == "es" else ","): None}).replace(",", ".")
    assert (Decimal(plain), unit) == (amount, "€")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "00:00:00"), (1692.9, "00:28:12"), (360_000, "100:00:00"), (-3, "00:00:00")],
)
def test_a_duration_is_hours_minutes_and_seconds(seconds: float, expected: str) -> None:
    assert format_duration(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-1, "0 s ago"),
        (59.9, "59 s ago"),
        (134, "2 min 14 s ago"),
        (3600, "1 h 0 min ago"),
        (11_520, "3 h 12 min ago"),
        (183_600, "2 d 3 h ago"),
    ],
)
def test_an_age_has_its_two_largest_units(seconds: float, expected: str) -> None:
    assert format_age(seconds) == expected


def test_an_age_is_translated() -> None:
    install(
        lambda context, source: {"{minutes} min {seconds} s ago": "hace {minutes} min {seconds} s"}[source],
        "es",
    )
    assert format_age(134) == "hace 2 min 14 s"


def _is_translate(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "translate"


def _lost_texts(path: Path) -> list[str]:
    """Calls of ``translate`` in ``path`` that lupdate does not see."""
    lost = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        inside = (
            [inner for inner in ast.walk(node) if _is_translate(inner)]
            if isinstance(node, ast.JoinedStr)
            else []
        )
        literal = isinstance(node, ast.Call) and all(
            isinstance(part, ast.Constant) and isinstance(part.value, str) for part in node.args
        )
        if inside or (_is_translate(node) and not literal):
            lost.append(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
    return lost


def test_lupdate_finds_every_text_of_the_product() -> None:
    sources = [path for folder in ("shared", "apps") for path in (ROOT / folder).rglob("*.py")]
    assert len(sources) > 10
    assert [place for path in sources for place in _lost_texts(path)] == []
