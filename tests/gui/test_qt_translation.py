"""Catalogues of Qt Linguist behind translate()."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from shared.qt.translation import install_translation, resources_dir
from shared.runtime import text

_TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es"><context><name>Panel</name>
<message><source>Price of {cp}: 1 €</source><translation>Precio de {cp}: 1 €</translation></message>
</context></TS>
"""


@pytest.fixture
def catalogues(tmp_path: Path) -> Path:
    source = tmp_path / "evcharging_es.ts"
    source.write_text(_TS, encoding="utf-8")
    folder = Path(PySide6.__file__).parent
    tool = next(path for path in (folder / "lrelease", folder / "lrelease.exe") if path.is_file())
    subprocess.run([tool, source, "-qm", tmp_path / "evcharging_es.qm"], check=True, capture_output=True)
    return tmp_path


@pytest.fixture(autouse=True)
def _english_again(qapp: QApplication) -> Iterator[None]:
    yield
    install_translation("en")


def test_a_spanish_catalogue_translates_and_an_unknown_text_stays_english(catalogues: Path) -> None:
    assert install_translation("es", catalogues)
    assert text.translate("Panel", "Price of {cp}: 1 €") == "Precio de {cp}: 1 €"
    assert text.translate("Panel", "Nobody translated this") == "Nobody translated this"
    assert text.format_number(1, 1) == "1,0"
    assert QLocale().name() == "es_ES"


def test_a_catalogue_that_is_replaced_while_the_program_runs_does_no_harm(catalogues: Path) -> None:
    assert install_translation("es", catalogues)
    (catalogues / "evcharging_es.qm").write_bytes(b"")
    assert text.translate("Panel", "Price of {cp}: 1 €") == "Precio de {cp}: 1 €"


def test_the_buttons_of_qt_are_spanish_too(catalogues: Path) -> None:
    install_translation("es", catalogues)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancelar"
    install_translation("en", catalogues)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_a_missing_catalogue_leaves_english_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert not install_translation("es", tmp_path)
    assert text.translate("Panel", "Price") == "Price"
    assert "evcharging_es.qm" in caplog.text


def test_a_frozen_program_finds_its_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (resources_dir() / "icons").is_dir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources_dir() == tmp_path / "resources"
