"""A machine that lacks what windows need is told the packages to install, and all of them (B4)."""

from __future__ import annotations

import bootstrap
from shared.qt.display import missing_libraries
from shared.runtime import system_libraries as libraries


def test_run_py_and_the_programs_ask_for_the_same_packages() -> None:
    run_py = {"drawing": bootstrap.DRAWING.libraries, "windows": bootstrap.WINDOW.libraries}
    drawing = {**libraries.CORE_LIBRARIES, **libraries.DRAWING_LIBRARIES}
    assert run_py == {"drawing": drawing, "windows": {**drawing, **libraries.X11_LIBRARIES}}


def test_B4_only_packages_that_are_missing_are_named() -> None:
    def loads(library: str) -> bool:
        return library not in ("libGL.so.1", "libxcb-shape.so.0")

    assert libraries.missing_packages(x11=True, loads=loads) == ["libgl1", "libxcb-shape0", libraries.FONT]
    assert libraries.missing_packages(x11=False, loads=loads) == ["libgl1", libraries.FONT]


def test_B4_a_library_that_is_in_no_list_is_met_with_the_whole_list() -> None:
    named = libraries.missing_packages(x11=True, loads=lambda _: True)
    assert set(named) == {
        *libraries.DRAWING_LIBRARIES.values(),
        *libraries.X11_LIBRARIES.values(),
        libraries.FONT,
    }


def test_B4_the_sentence_says_what_to_type() -> None:
    sentence = str(missing_libraries("libGL.so.1: cannot open", x11=True))
    assert "libGL.so.1: cannot open" in sentence and "apt install lib" in sentence
    assert sentence.endswith("fonts-dejavu-core. Or start it with --headless.")
