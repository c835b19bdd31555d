"""The windows on screens, under a real window manager: where they stand, and that what they hold fits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bootstrap import desktop_packages
from shared.runtime.launch import ROOT
from tests.support.desktop import FIRST_SEEN, Desktop, Rect, desktop, wait_for

MISSING = desktop_packages()
pytestmark = [
    pytest.mark.skipif(
        bool(MISSING) or sys.platform != "linux", reason=f"to run it: sudo apt install {' '.join(MISSING)}"
    ),
    pytest.mark.xdist_group("desktop"),
]

SCREENS = {
    "1280x720": (1280, 720, 1),
    "1366x768": (1366, 768, 1),
    "1920x1080": (1920, 1080, 1),
    "2560x1440 at 200 %": (2560, 1440, 2),
}
TEXT_LEAST = 120
"""Of the column of messages, logical pixels."""


@contextmanager
def running(desk: Desktop, *words: str) -> Iterator[subprocess.Popen[str]]:
    variables = {**desk.variables, "PYTHONPATH": str(ROOT)}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    program = subprocess.Popen([sys.executable, "-P", "-m", *words], env=variables, text=True, **pipes)
    try:
        yield program
        program.terminate()
        assert program.wait(60) in (0, -15)
    finally:
        program.kill()
        program.communicate()


def beyond(frame: Rect, screen: tuple[int, int, int]) -> bool:
    x, y, width, height = frame
    return x < 0 or y < 0 or x + width > screen[0] or y + height > screen[1]


def near(frame: Rect, asked: Rect, scale: int) -> bool:
    """Within a logical pixel, of which the frame's own edges may be a half."""
    return all(
        abs(one - other * scale) <= scale - 1 + scale // 2 for one, other in zip(frame, asked, strict=True)
    )


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_window_is_where_it_was_asked_for_and_holds_the_longest_texts(
    screen: tuple[int, int, int], language: str, tmp_path: Path
) -> None:
    with desktop(*screen, tmp_path) as desk, running(desk, "tests.support.desk", language) as program:
        assert program.stdout is not None
        windows = json.loads(program.stdout.readline())
        for window in windows:
            frame = desk.frame(window["id"])
            assert not beyond(frame, screen), (window["key"], frame)
            assert window["asked"] is None or near(frame, window["asked"], screen[2]), (window, frame)
            assert min(window["text"], default=TEXT_LEAST) >= TEXT_LEAST, window
            assert not window["wide"], window
    assert len({window["key"] for window in windows}) == 9


@pytest.mark.timeout(300)
def test_A5_the_demo_shows_five_windows_at_their_places_and_the_others_when_asked(tmp_path: Path) -> None:
    screen = SCREENS["1366x768"]
    with (
        desktop(*screen, tmp_path) as desk,
        running(
            desk, "apps.ev_demo", "--console", "--data-dir", str(tmp_path / "data"), "--lang", "en"
        ) as program,
    ):
        wait_for(lambda: desk.titles() == FIRST_SEEN, desk.titles)
        assert program.stdin is not None
        print("show driver-12", "show monitor-ALC1", sep="\n", file=program.stdin, flush=True)
        wait_for(lambda: "EV Driver · driver 12" in desk.titles(), desk.titles)
        for title, window in desk.windows().items():
            wait_for(lambda window=window: at_its_place(desk, window, screen), lambda title=title: title)


def at_its_place(desk: Desktop, window: int, screen: tuple[int, int, int]) -> bool:
    command = Path(f"/proc/{desk.process(window)}/cmdline").read_text().split("\0")
    asked = [word.partition("=")[2] for word in command if word.startswith("--geometry=")]
    frame = desk.frame(window)
    return not beyond(frame, screen) and all(
        near(frame, tuple(map(int, place.split(","))), screen[2])
        for place in asked  # type: ignore[arg-type]
    )
