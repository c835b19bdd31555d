"""What of PyInstaller's finds goes into the folder of the executables."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import bundle

PLUGINS = "PySide6/Qt/plugins"
TEXTS = "PySide6/Qt/translations"


@pytest.fixture
def needs(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What each file needs, by its place; a file that is not named needs nothing."""
    needed: dict[str, list[str]] = {}
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(bundle, "_needed_by", lambda file: needed.get(file, []))
    return needed


def kept(*entries: tuple[str, str]) -> set[str]:
    """The places that are left of ``(place, kind)``; the file of a place has the same name."""
    found = [(place, place, kind) for place, kind in entries]
    return {place for place, _, _ in bundle.contents(found, Path("unused"))}


def test_plugins_for_screens_that_nobody_has_and_other_languages_are_left_out(
    needs: dict[str, list[str]],
) -> None:
    wanted = {
        f"{PLUGINS}/platforms/libqxcb.so", f"{PLUGINS}/platforms/libqvnc.so",
        f"{PLUGINS}/platforms/libqoffscreen.so", f"{PLUGINS}/iconengines/libqsvgicon.so",
        f"{PLUGINS}/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        f"{PLUGINS}/styles/qmodernwindowsstyle.dll", f"{PLUGINS}/platforms/qwindows.dll",
    }  # fmt: skip
    unwanted = {
        f"{PLUGINS}/platforms/libqeglfs.so", f"{PLUGINS}/platformthemes/libqgtk3.so",
        f"{PLUGINS}/imageformats/libqtiff.so", f"{PLUGINS}/xcbglintegrations/libqxcb-glx-integration.so",
        f"{TEXTS}/qtbase_de.qm",
    }  # fmt: skip
    entries = [(place, "BINARY") for place in wanted | unwanted]
    texts = [(f"{TEXTS}/qtbase_es.qm", "DATA"), ("resources/translations/evcharging_es.qm", "DATA")]
    assert kept(*entries, *texts) == wanted | {place for place, _ in texts}


def test_a_library_is_there_if_something_leads_to_it_and_it_is_not_the_screens(
    needs: dict[str, list[str]],
) -> None:
    needs["QtCore.so"] = ["libQt6Core.so.6", "libc.so.6"]
    needs["PySide6/Qt/lib/libQt6Core.so.6"] = ["libglib-2.0.so.0", "libEGL.so.1"]
    needs["libglib-2.0.so.0"] = ["libpcre2-8.so.0"]
    needs["libEGL.so.1"] = ["libdrm-own.so.2"]
    left = kept(
        ("QtCore.so", "EXTENSION"), ("libpython3.11.so.1.0", "BINARY"), ("a.json", "DATA"),
        ("PySide6/Qt/lib/libQt6Core.so.6", "BINARY"), ("libglib-2.0.so.0", "BINARY"),
        ("libpcre2-8.so.0", "BINARY"), ("libEGL.so.1", "BINARY"), ("libdrm-own.so.2", "BINARY"),
        ("libgtk-3.so.0", "BINARY"),
    )  # fmt: skip
    assert left == {
        "QtCore.so", "libpython3.11.so.1.0", "a.json", "PySide6/Qt/lib/libQt6Core.so.6", "libglib-2.0.so.0",
        "libpcre2-8.so.0",
    }  # fmt: skip


def test_no_link_leads_nowhere(needs: dict[str, list[str]]) -> None:
    needs["m.so"] = ["libone.so"]
    entries = [
        ("m.so", "m.so", "EXTENSION"),
        ("d/libone.so", "d/libone.so", "BINARY"),
        ("d/libtwo.so", "d/libtwo.so", "BINARY"),
        ("libone.so", "d/libone.so", "SYMLINK"),
        ("libtwo.so", "d/libtwo.so", "SYMLINK"),
    ]
    left = {place for place, _, _ in bundle.contents(entries, Path("unused"))}
    assert left == {"m.so", "d/libone.so", "libone.so"}
