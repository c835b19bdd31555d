"""The demo's window with a real supervisor and real, small processes behind it (A5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView, QToolButton
from pytestqt.qtbot import QtBot

from apps.ev_demo.answers import TicketRow
from apps.ev_demo.models import ACTIONS, COMMAND, NAME, PID, STATE
from apps.ev_demo.network import Kind
from apps.ev_demo.observer import Proof
from apps.ev_demo.summary import Books, supplies
from apps.ev_demo.timeline import Entry
from apps.ev_demo.views import ProcessState, Verdict
from apps.ev_demo.window import DemoWindow
from shared.qt.link_bar import LinkLabel
from tests.support.demo import ADDRESS, ECHO, FAILING, Bench, obedient, tiny


class Desk:
    """A window and the supervisor behind it."""

    def __init__(self, folder: Path) -> None:
        self.ready = folder / "ready"
        self.bench = Bench(
            folder,
            [
                tiny("kafka", Kind.KAFKA, ECHO),
                tiny("central", Kind.CENTRAL, obedient(self.ready)),
                tiny("ALC1", Kind.ENGINE, FAILING),
            ],
        )
        self.window = DemoWindow(self.bench.give)
        self.show()

    def show(self) -> None:
        self.window.show_view(self.bench.views[-1])

    def text(self, row: int, column: int) -> str:
        return str(self.window.model.index(row, column).data())

    def button(self, row: int, name: str) -> QToolButton:
        cell = self.window.table.indexWidget(self.window.model.index(row, ACTIONS))
        (found,) = (each for each in cell.findChildren(QToolButton) if each.accessibleName().startswith(name))
        return found


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    qtbot.addWidget(made.window)
    made.window.show()
    yield made
    made.bench.end()


def click(qtbot: QtBot, desk: Desk, row: int, name: str) -> None:
    qtbot.mouseClick(desk.button(row, name), Qt.MouseButton.LeftButton)


def test_A5_the_buttons_open_kill_and_close_a_real_process(qtbot: QtBot, desk: Desk) -> None:
    assert desk.text(1, NAME) == "CENTRAL" and desk.text(1, STATE) == "closed"
    click(qtbot, desk, 1, "Open")
    desk.bench.until(desk.ready.exists)
    desk.show()
    assert desk.text(1, STATE) == "running"
    assert desk.text(1, PID) == str(desk.bench.process("central").pid)
    assert not desk.button(1, "Open").isEnabled()
    click(qtbot, desk, 1, "Kill")
    desk.bench.until(lambda: desk.bench.process("central").pid is None)
    desk.show()
    assert desk.text(1, STATE) == "killed" and desk.text(1, PID) == ""
    desk.ready.unlink()
    click(qtbot, desk, 1, "Open")
    desk.bench.until(desk.ready.exists)
    desk.show()
    click(qtbot, desk, 1, "Close CENTRAL in order")
    desk.bench.until(lambda: desk.bench.state("central") is ProcessState.CLOSED)
    desk.show()
    assert desk.text(1, STATE) == "closed"


def test_A5_a_process_that_died_by_itself_is_shown_with_its_exit_code(qtbot: QtBot, desk: Desk) -> None:
    click(qtbot, desk, 2, "Open")
    desk.bench.until(lambda: desk.bench.state("ALC1") is ProcessState.DIED)
    desk.show()
    assert desk.text(2, STATE) == "died with exit code 1"
    tip = desk.window.model.index(2, STATE).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "no room left"


def test_A5_start_all_and_close_all(qtbot: QtBot, desk: Desk) -> None:
    qtbot.mouseClick(desk.window.start_all, Qt.MouseButton.LeftButton)
    desk.bench.until(lambda: desk.bench.state("kafka") is ProcessState.RUNNING)
    desk.bench.port_file.write_text(ADDRESS)
    desk.bench.until(desk.ready.exists)
    desk.show()
    assert desk.window.close_all.isEnabled()
    qtbot.mouseClick(desk.window.close_all, Qt.MouseButton.LeftButton)
    desk.bench.until(desk.bench.supervisor.gone.is_set)
    desk.show()
    assert {desk.text(row, PID) for row in range(3)} == {""}
    assert not desk.window.close_all.isEnabled()


def test_A5_the_command_of_a_process_can_be_copied(qtbot: QtBot, desk: Desk) -> None:
    desk.window.table.selectRow(1)
    qtbot.mouseClick(desk.window.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == desk.text(1, COMMAND)
    assert desk.text(1, COMMAND).startswith("python3 run.py EV_Central")
    assert desk.window.copied.text() == "CENTRAL: copied"
    assert desk.window.command.text() == desk.text(1, COMMAND)


def test_A5_a_process_is_frozen_by_its_button_and_goes_on_by_the_one_that_opens(
    qtbot: QtBot, desk: Desk
) -> None:
    click(qtbot, desk, 1, "Open")
    desk.bench.until(desk.ready.exists)
    desk.show()
    assert desk.button(1, "Freeze").isEnabled() and not desk.button(1, "Open").isEnabled()
    assert desk.button(1, "Show").isEnabled() and not desk.button(0, "Show").isEnabled()
    click(qtbot, desk, 1, "Freeze")
    desk.show()
    assert desk.text(1, STATE) == "frozen"
    assert not desk.button(1, "Freeze").isEnabled() and desk.button(1, "Kill").isEnabled()
    assert desk.window.start_all.isEnabled() and desk.window.close_all.isEnabled()
    click(qtbot, desk, 1, "Open")
    desk.show()
    assert desk.text(1, STATE) == "running"


@pytest.mark.parametrize("end", ["Kill", "Close Kafka (built in) in", "Freeze"])
def test_D5_the_headers_dot_tells_of_a_Kafka_that_is_gone(qtbot: QtBot, desk: Desk, end: str) -> None:
    def dot() -> str:
        return desk.window.links.findChildren(LinkLabel)[1].accessibleName()

    click(qtbot, desk, 0, "Open")
    desk.bench.port_file.write_text(ADDRESS)
    desk.bench.until(lambda: desk.bench.views[-1].broker == ADDRESS)
    desk.show()
    assert dot() == f"Kafka connected {ADDRESS}"
    click(qtbot, desk, 0, end)
    desk.bench.until(lambda: desk.bench.state("kafka") not in (ProcessState.RUNNING, ProcessState.CLOSING))
    desk.show()
    assert dot().startswith("Kafka not connected")


HOSTILE = "<img src=x> & 'MAD2'"
TICKET = TicketRow("s1", "r1", "5", HOSTILE, "unplugged", 3454, "0.54", "1.87", "2026-05-01T10:00:00Z")
PROOF = Proof(
    (Entry(datetime(2026, 5, 1, 10, tzinfo=UTC), HOSTILE, "CENTRAL red ✓ → " * 12, Verdict.RIGHT),),
    tuple(supplies(Books({HOSTILE: [TICKET]}, [TICKET], {"5": []}))),
)


def test_the_pages_show_what_was_seen_and_every_ticket_side_by_side(desk: Desk) -> None:
    desk.window.show_proof(PROOF)
    entries, tickets = desk.window.entries, desk.window.supplies
    assert [entries.index(0, column).data() for column in (1, 3)] == [HOSTILE, "✓ right"]
    row = [tickets.index(0, column).data() for column in range(1, 7)]
    assert row == [HOSTILE, "5", "3.454 kWh · 1.87 €", "3.454 kWh · 1.87 €", "—", "… not yet known"]
    desk.window.switch.switch_to(1)
    (table,) = (each for each in desk.window.findChildren(QTableView) if each.model() is entries)
    assert table.rowHeight(0) > 2 * table.fontMetrics().height(), "a long line wraps"


@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_the_report_is_saved_and_every_text_in_it_is_plain(
    qtbot: QtBot, desk: Desk, tmp_path: Path, suffix: str
) -> None:
    desk.window.show_proof(PROOF)
    path = tmp_path / f"report.{suffix}"
    with qtbot.waitSignal(desk.window.saver.done) as done:
        desk.window.saver.save(path)
    assert done.args == [f"saved: {path}"]
    if suffix == "pdf":
        assert path.read_bytes().startswith(b"%PDF-")
    else:
        text = path.read_text("utf-8")
        assert "<img" not in text and text.count("&lt;img src=x&gt; &amp; &#x27;MAD2&#x27;") == 2


def test_a_report_that_cannot_be_written_is_said(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    with qtbot.waitSignal(desk.window.saver.done) as done:
        desk.window.saver.save(tmp_path / "missing" / "report.pdf")
    assert done.args is not None and "cannot be written: No such file" in str(done.args[0])
