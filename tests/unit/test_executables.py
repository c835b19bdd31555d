"""When ``run.py build`` makes the executables, and when what is there will do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import executables


@pytest.fixture
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often PyInstaller was run so far, in a source tree of one file."""
    count: list[None] = []
    dist = tmp_path / "dist"
    (tmp_path / "source").write_text("1")
    monkeypatch.setattr(executables, "ROOT", tmp_path)
    monkeypatch.setattr(executables, "SOURCES", ("source",))
    monkeypatch.setattr(executables, "DIST", dist)
    monkeypatch.setattr(executables, "FOLDER", dist / "EVCharging")
    monkeypatch.setattr(executables, "_STAMP", dist / "EVCharging.stamp")

    def build() -> None:
        count.append(None)
        (dist / "EVCharging").mkdir(exist_ok=True)

    monkeypatch.setattr(executables, "_build", build)
    return lambda: len(count)


def test_they_are_made_anew_when_a_source_has_changed_or_they_are_gone(
    tmp_path: Path, builds: Callable[[], int]
) -> None:
    folder = executables.executables()
    executables.executables()
    assert builds() == 1
    (tmp_path / "source").write_text("2")
    executables.executables()
    assert builds() == 2
    folder.rmdir()
    assert executables.executables().is_dir()
    assert builds() == 3
