"""Every process of the demo is killed by its button and brought back, and its timeline says ✓ (D1 to D7)."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from apps.ev_demo import intents as i
from apps.ev_demo import timeline
from apps.ev_demo.__main__ import _parser
from apps.ev_demo.models import ACTIONS
from apps.ev_demo.observer import Proof
from apps.ev_demo.timeline import RETURN_S, Entry
from apps.ev_demo.views import Outcome, ProcessState, Verdict
from apps.ev_demo.wiring import Wiring
from shared.qt.program import Start, WindowOptions
from shared.runtime.arguments import common_options

READY_S, SOON_S = 90.0, 60.0
NORTH, SOUTH = ("ALC1", "SEV3", "COR1"), ("MAD2", "VAL8", "BIL4")
ROUNDS = (
    [*(f"engine-{cp}" for cp in NORTH), *(f"monitor-{cp}" for cp in SOUTH)],
    [*(f"engine-{cp}" for cp in SOUTH), *(f"monitor-{cp}" for cp in NORTH)],
    ["driver-5", "driver-7", "driver-12"],
    ["central"],
    ["kafka"],
)


class Demo:
    """The whole demo, as a person has it before them."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        arguments = _parser().parse_args(["--data-dir", str(folder), "--lang", "en"])
        control = cast(Any, types.SimpleNamespace(quit=lambda: None, window_closed=lambda: None))
        options = WindowOptions(None, "light", False)
        start = Start(control, arguments, common_options(arguments), options, folder)
        self.wiring = Wiring(start, None, Outcome())
        self.window = self.wiring._window
        self.proof = Proof()
        self.wiring._relay.proof.connect(self._take)
        self.running = self.wiring.running()
        for thread in self.running.threads:
            thread.start()
        self.window.show()

    def _take(self, proof: Proof) -> None:
        self.proof = proof

    def state(self, key: str) -> ProcessState | None:
        view = self.window._view
        return next((each.state for each in view.processes if each.key == key), None) if view else None

    def press(self, name: str, key: str) -> None:
        (row,) = (row for row in range(17) if self.window.model.at(row).key == key)
        cell = self.window.table.indexWidget(self.window.model.index(row, ACTIONS))
        (button,) = (
            each for each in cell.findChildren(QToolButton) if each.accessibleName().startswith(name)
        )
        self.until(button.isEnabled, SOON_S)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def until(self, condition: Callable[[], bool], seconds: float) -> None:
        self.qtbot.waitUntil(condition, timeout=int(seconds * 1000))

    def all_run(self) -> bool:
        view = self.window._view
        return view is not None and all(each.state is ProcessState.RUNNING for each in view.processes)

    def kill_and_open(self, keys: list[str]) -> None:
        """All at once; each must be missed before any is opened, and found again."""
        before = len(self.proof.entries)

        def seen(part: str) -> bool:
            last = self.proof.entries[before:]
            return len(last) == len(keys) and all(part in each.seen and not waits(each) for each in last)

        for key in keys:
            self.press("Kill", key)
        self.until(lambda: seen(""), SOON_S)
        for key in keys:
            self.press("Open", key)
        self.until(lambda: seen("back "), SOON_S + RETURN_S)

    def supplying(self) -> set[str]:
        observer = self.wiring._observer
        assert observer is not None
        return {cp.cp_id for cp in observer._timeline._open.values() if cp.energy_wh}

    def report(self) -> str:
        return "\n".join(f"{each.text} → {each.seen}" for each in self.proof.entries)

    def end(self) -> None:
        stopping = self.running.stopping
        assert stopping is not None
        stopping()
        for thread in self.running.threads:
            thread.finish()
            assert thread.join(10)


def waits(entry: Entry) -> bool:
    """Whether anything but a ticket is still to be seen."""
    return any(part.endswith("…") and "ticket" not in part for part in entry.seen.split(" → "))


@pytest.fixture
def demo(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    # How soon is a matter of what else this computer does; test_demo_timeline holds the true limits.
    monkeypatch.setattr(timeline, "_limit", lambda kind: SOON_S)
    monkeypatch.setattr(timeline, "TICKET_S", SOON_S)
    made = Demo(qtbot, tmp_path)
    yield made
    made.end()


@pytest.mark.timeout(400)
@pytest.mark.xdist_group("demo")
def test_D7_each_of_the_17_processes_is_killed_and_comes_back_and_all_was_right(demo: Demo) -> None:
    demo.until(demo.all_run, READY_S)
    demo.until(lambda: {"ALC1", "MAD2"} <= demo.supplying(), READY_S)
    assert demo.proof.entries == ()
    for keys in ROUNDS:
        demo.kill_and_open(keys)
    for cp in (*NORTH, *SOUTH):
        demo.wiring._core.post(i.TellProcess(f"engine-{cp}", "unplug"))
    demo.until(lambda: all(each.verdict is not Verdict.PENDING for each in demo.proof.entries), SOON_S)
    assert len(demo.proof.entries) == 17
    assert {each.verdict for each in demo.proof.entries} == {Verdict.RIGHT}, demo.report()
    assert "✗" not in demo.report() and "equal in 3 places ✓" in demo.report()
