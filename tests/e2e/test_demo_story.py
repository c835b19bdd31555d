"""The demo's story with real processes and windows drawn offscreen (acceptance section 6)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from apps.ev_demo.script import SERVICES

ROOT = Path(__file__).resolve().parents[2]
STORY_S = 90.0
CP_FIELDS = {
    "cp_id", "state", "reserved", "driver_id", "session_id", "power_w", "energy_wh", "amount", "price",
    "location",
}  # fmt: skip
SERVICE_FIELDS = {
    "driver_id", "cp_id", "session_id", "outcome", "reason", "energy_wh", "amount", "price", "ticket_reason",
}  # fmt: skip
CPS = ("ALC1", "MAD2", "SEV3", "VAL8", "COR1", "BIL4")
WINDOWS = {
    "central", "demo",
    *(f"{part}-{cp}" for part in ("engine", "monitor") for cp in CPS),
    *(f"driver-{driver}" for driver in SERVICES),
}  # fmt: skip


def demo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-P", "-m", "apps.ev_demo", *arguments],
        env=variables,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(300)
@pytest.mark.xdist_group("demo")
def test_A5_the_story_goes_as_written_and_leaves_pictures_and_a_summary(tmp_path: Path) -> None:
    started = time.monotonic()
    done = demo(tmp_path, "--headless", "--output", "out")
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - started < STORY_S
    assert done.stdout == ""
    summary: dict[str, Any] = json.loads((tmp_path / "out" / "summary.json").read_bytes())
    check_services(summary["services"])
    assert summary["tickets_agree"] is True
    assert len(summary["charging_points"]) == 6
    for cp in summary["charging_points"]:
        assert set(cp) >= CP_FIELDS
        assert cp["state"] == "ACTIVATED" and cp["location"]
    check_pictures(tmp_path / "out", summary["screenshots"])
    assert not list(tmp_path.glob("evcharging-demo-*")), "the temporary data folder stayed"
    assert not leftovers(tmp_path)


def check_services(services: list[dict[str, Any]]) -> None:
    assert all(set(row) == SERVICE_FIELDS for row in services)
    for driver_id, expected in SERVICES.items():
        rows = [row for row in services if row["driver_id"] == driver_id]
        assert [(row["cp_id"], row["outcome"], row["reason"]) for row in rows] == [
            (each.cp_id, each.outcome, each.reason) for each in expected
        ]
    for row in services:
        charged = row["outcome"] != "denied"
        assert (row["energy_wh"] > 0) is charged
        assert (row["session_id"] is not None) is charged
        assert row["ticket_reason"] == (row["reason"] if charged else None)


def check_pictures(folder: Path, names: list[str]) -> None:
    assert set(names) == {f"{window}.png" for window in WINDOWS}
    for name in names:
        picture = QImage(str(folder / name))
        assert picture.width() >= 500 and picture.height() >= 300, name
        colours = {
            picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)
        }
        assert len(colours) > 10, f"{name} is empty"


def leftovers(folder: Path) -> list[str]:
    """Processes that still use the demo's data folder."""
    lines = [
        path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.exists()
    ]
    return [line for line in lines if f"{folder}/evcharging-demo-" in line]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_A5_without_a_screen_the_demo_says_so_and_goes_on_headless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "out").write_text("a file is in the way: the story ends before it begins")
    done = demo(tmp_path, "--output", "out")
    said = done.stderr.splitlines()
    assert "There is no screen here" in said[0] and said[0].endswith("go to out.")
    assert said[-1].startswith("EV_Demo: The folder out cannot be used")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not leftovers(tmp_path)


def test_A5_help_names_the_options_and_needs_no_screen(tmp_path: Path) -> None:
    done = demo(tmp_path, "--help")
    assert done.returncode == 0
    assert "--output" in done.stdout and "--headless" in done.stdout


def test_A5_a_wrong_argument_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    done = demo(tmp_path, "--headless", "--nonsense")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
