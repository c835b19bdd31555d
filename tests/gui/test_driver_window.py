"""The driver's window with a real service behind it: what people see and what their hands do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from apps.ev_driver.intents import Intent
from apps.ev_driver.models import CpModel, CpOrder
from apps.ev_driver.views import CpView, DriverView, SupplyView
from apps.ev_driver.widgets.supply_card import headline, steps_of
from apps.ev_driver.window import MINIMUM, DriverWindow
from shared.domain.cp import CpState
from shared.qt.tables import RECORD_ROLE
from shared.qt.translation import install_translation
from shared.runtime.clock import now
from shared.runtime.text import Language
from tests.support.driver import Rig


class Desk:
    """A window and the core behind it; what the core publishes is shown at once."""

    def __init__(self, folder: Path, driver_id: str = "5") -> None:
        self.rig = Rig(folder)
        self.rig.kill()
        # Ages are shown by the clock of the computer.
        self.rig.mono = now().mono
        self.rig.start()
        self.intents: list[Intent] = []
        self.supply: SupplyView | None = None
        self.window = DriverWindow(driver_id, "127.0.0.1:9092", self._post)

    def _post(self, intent: Intent) -> None:
        self.intents.append(intent)
        self.rig.give(intent)

    def show(self) -> None:
        self.rig.wait(0.2, 0.2)
        for view in self.rig.out.views:
            self.window.show_view(view)
            if isinstance(view, DriverView):
                self.supply = view.supply
        self.rig.out.views.clear()

    def point(self, cp_id: str, state: str = "ACTIVATED", reserved: bool = False) -> None:
        place = {"location": f"C/ {cp_id}", "x": None, "y": None, "price": "0.54"}
        self.rig.read("ev.network", cp_id, "cp_status", cp_id=cp_id, **place, state=state, reserved=reserved)

    def listed(self) -> list[str]:
        model = self.window.cps.list.model()
        return [model.index(row, 0).data(RECORD_ROLE).cp_id for row in range(model.rowCount())]

    def texts(self) -> list[str]:
        return [label.text() for label in self.window.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.rig.kill()


@pytest.fixture
def ready(desk: Desk) -> Desk:
    desk.rig.connect()
    for cp_id in ("MAD2", "ALC1", "SEV3"):
        desk.point(cp_id)
    desk.show()
    return desk


def test_M14_rows_stay_under_the_pointer_and_around_the_chosen_one_and_settle_afterwards(ready: Desk) -> None:
    view = ready.window.cps.list
    view.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    ready.point("ALC1", "SUPPLYING")
    ready.point("AAA1")
    ready.show()
    assert ready.listed() == ["ALC1", "MAD2", "SEV3", "AAA1"]
    view.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    ready.window.cps.tell_age(now().mono)  # as twice a second
    assert ready.listed() == ["AAA1", "MAD2", "SEV3", "ALC1"]
    view.setFocus()
    view.setCurrentIndex(view.model().index(1, 0))
    ready.point("AAA1", "FAULTED")
    ready.show()
    assert ready.listed() == ["AAA1", "MAD2", "SEV3", "ALC1"]
    ready.window.messages.setFocus()
    ready.window.cps.tell_age(now().mono)
    assert ready.listed() == ["MAD2", "SEV3", "AAA1", "ALC1"]


def test_M14_available_points_come_first_and_move_live(ready: Desk) -> None:
    assert ready.listed() == ["ALC1", "MAD2", "SEV3"]
    ready.point("ALC1", "SUPPLYING")
    ready.show()
    assert ready.listed() == ["MAD2", "SEV3", "ALC1"]


def test_the_selection_stays_with_its_point_when_the_list_moves(ready: Desk) -> None:
    list_view = ready.window.cps.list
    list_view.setCurrentIndex(list_view.model().index(1, 0))
    ready.point("AAA1")
    ready.point("ALC1", "FAULTED")
    ready.show()
    assert list_view.currentIndex().data(RECORD_ROLE).cp_id == "MAD2"


def test_M6_double_click_and_Enter_request_the_chosen_point(ready: Desk) -> None:
    list_view = ready.window.cps.list
    list_view.setCurrentIndex(list_view.model().index(1, 0))
    list_view.setFocus()
    QTest.keyClick(list_view, Qt.Key.Key_Return)
    assert [one["cp_id"] for one in ready.rig.records("charge_requested")] == ["MAD2"]
    request = ready.rig.records("charge_requested")[0]
    ready.rig.step(request, "denied", reason="cp_reserved")
    ready.show()
    rect = list_view.visualRect(list_view.model().index(0, 0))
    QTest.mouseClick(list_view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    QTest.mouseDClick(list_view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert [one["cp_id"] for one in ready.rig.records("charge_requested")] == ["MAD2", "ALC1"]


def test_the_button_says_why_it_cannot_be_used(desk: Desk) -> None:
    button = desk.window.cps.button
    desk.show()
    assert (button.isEnabled(), button.subtitle()) == (False, "Not while Kafka is away")
    desk.rig.connect()
    desk.point("MAD2", "FAULTED")
    desk.point("SEV3")
    desk.show()
    assert button.subtitle() == "Choose a charging point"
    list_view = desk.window.cps.list
    list_view.setCurrentIndex(list_view.model().index(1, 0))
    assert button.subtitle() == "MAD2 is not available: Faulted"
    list_view.setCurrentIndex(list_view.model().index(0, 0))
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.show()
    assert button.subtitle() == "One supply at a time: yours is not over yet"
    desk.rig.beats = False
    desk.rig.wait(3)
    desk.show()
    assert button.subtitle() == "Not while CENTRAL is away"


def test_the_search_finds_by_id_place_and_state(ready: Desk) -> None:
    ready.point("VAL8", "STOPPED")
    ready.show()
    window = ready.window
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    for text, found in (("mad", ["MAD2"]), ("out order", ["VAL8"]), ("c/ sev", ["SEV3"]), ("nowhere", [])):
        window.cps._filter.setText(text)
        assert ready.listed() == found
    assert "Nothing found: change the search" in ready.texts()


def test_M7_the_steps_and_the_sentence_follow_the_request(ready: Desk) -> None:
    request = ready.rig.request()
    for step, sentence in (
        ("received", "CENTRAL received the request"),
        ("checking", "CENTRAL is checking the request"),
        ("asking_cp", "CENTRAL is asking the charging point"),
        ("authorised", "Authorised: plug your vehicle in now"),
    ):
        ready.rig.step(request, step, session_id="s-1" if step == "authorised" else None)
        ready.show()
        assert sentence in ready.texts()
    supply = ready.supply
    assert supply is not None
    assert [step.state for step in steps_of(supply)] == ["done", "done", "done", "now", "ahead", "ahead"]


def test_M7_a_denial_says_why(ready: Desk) -> None:
    ready.rig.step(ready.rig.request(), "denied", reason="cp_reserved")
    ready.show()
    assert "Denied: the charging point is reserved" in ready.texts()
    supply = ready.supply
    assert supply is not None
    assert [step.state for step in steps_of(supply)][:3] == ["done", "failed", "ahead"]
    assert headline(supply)[1] == "bad"


def test_M9_power_energy_and_amount_are_shown(ready: Desk) -> None:
    request = ready.rig.request()
    ready.rig.step(request, "authorised", session_id="s-1")
    ready.rig.reading("s-1", 10312, "6.19", 21_800)
    ready.show()
    assert {"21.8 kW", "10.312 kWh", "6.19 €"} <= set(ready.texts())


def test_M8_the_cancel_button_is_there_only_before_plugging(ready: Desk) -> None:
    cancel = ready.window.supply.cancel
    assert not cancel.isVisible()
    request = ready.rig.request()
    ready.rig.step(request, "authorised", session_id="s-1")
    ready.show()
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert ready.rig.records("charge_cancelled")[0]["request_id"] == request["request_id"]
    ready.rig.reading("s-1", 1)
    ready.show()
    assert not cancel.isVisible()


def test_M10_the_ticket_is_listed_summed_and_readable(ready: Desk) -> None:
    request = ready.rig.request()
    ready.rig.step(request, "authorised", session_id="s-1")
    ready.rig.ticket(request, "s-1")
    ready.show()
    texts = ready.texts()
    assert "1 in all · 10.312 kWh · 6.19 €" in texts
    assert {"Ticket · MAD2", "0.60 €/kWh", "unplugged"} <= set(texts)
    assert ready.window.tickets.table.model().rowCount() == 1


def test_M15_a_dropped_file_runs_and_its_services_show_their_outcome(ready: Desk, tmp_path: Path) -> None:
    file = tmp_path / "tour.txt"
    file.write_text("MAD2\nSEV3\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    drop = QDropEvent(
        QPointF(QPoint(5, 5)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    ready.window.services.dropEvent(drop)
    ready.rig.step(ready.rig.records("charge_requested")[0], "denied", reason="cp_reserved")
    ready.show()
    table = ready.window.services.table.model()
    assert table.index(0, 2).data() == "Denied: the charging point is reserved"
    assert table.index(1, 2).data() == "Waiting"
    assert any(text.startswith("tour.txt: 1 of 2 · next in") for text in ready.texts())


def test_M15_a_bad_file_is_told_whole_with_its_line_until_a_good_one_comes(
    ready: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "bad.txt"
    file.write_text("MAD2\n?\n")
    ready.window.services.opened.emit(file)
    ready.show()
    newest = ready.window.messages.messages.message(0)
    assert newest.text.startswith("bad.txt, line 2"), "the name of a file is as it is"
    assert newest.severity == "bad"
    fault = next(label for label in ready.window.findChildren(QLabel) if label.text() == newest.text)
    assert fault.isVisible() and "…" not in QLabel.text(fault) and "\n" in QLabel.text(fault)
    assert fault.height() >= QLabel.sizeHint(fault).height()
    file.write_text("MAD2\n")
    ready.window.services.opened.emit(file)
    ready.show()
    assert not fault.isVisible()


def test_D4_D5_the_banner_says_what_is_gone_and_goes_when_it_is_back(ready: Desk) -> None:
    assert ready.window.banner.text() == ""
    ready.rig.beats = False
    ready.rig.wait(3)
    ready.show()
    assert ready.window.banner.text().startswith("Cannot connect to CENTRAL since ")
    assert "Trying again." in ready.window.banner.text()
    ready.rig.beat()
    ready.show()
    assert ready.window.banner.text() == ""


def test_a_message_names_its_point_once(ready: Desk) -> None:
    ready.rig.request("MAD2")
    ready.show()
    newest = ready.window.messages.messages.message(0)
    assert (newest.who, newest.text) == ("MAD2", "Supply requested")


def test_closing_the_window_asks_for_the_orderly_end(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.window.closed):
        desk.window.close()


def test_nothing_is_squashed_at_the_smallest_size(ready: Desk) -> None:
    request = ready.rig.request()
    ready.rig.step(request, "authorised", session_id="s-1")
    ready.rig.ticket(request, "s-1")
    ready.show()
    ready.window.resize(MINIMUM)
    QApplication.processEvents()
    assert (ready.window.width(), ready.window.height()) == (MINIMUM.width(), MINIMUM.height())
    squashed = [
        label.text()
        for label in ready.window.findChildren(QLabel)
        if label.isVisible() and label.text() and label.height() < label.fontMetrics().height() - 1
    ]
    assert squashed == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [952, 1320])
def test_at_the_demos_size_nothing_is_outside_and_sentences_have_room(
    qtbot: QtBot, tmp_path: Path, width: int, language: Language
) -> None:
    install_translation(language)
    try:
        desk = Desk(tmp_path, "D" * 64)
        qtbot.addWidget(desk.window)
        window, rig, long = desk.window, desk.rig, "W" * 32
        window.centralWidget().setMinimumSize(0, 0)  # as with --geometry
        window.resize(width, 562)
        window.show()
        rig.connect()
        desk.point(long)
        request = rig.request(long)
        rig.step(request, "authorised", session_id="s" * 64)
        rig.ticket(request, "s" * 64)
        (tmp_path / f"{long}.txt").write_text(f"{long}\n")
        window.services.opened.emit(tmp_path / f"{long}.txt")
        desk.show()
        QApplication.processEvents()
        area = window.centralWidget()
        assert isinstance(area, QScrollArea) and area.horizontalScrollBar().maximum() == 0
        assert window.messages.viewport().height() >= 3 * 16, "a sentence in three lines"
        assert window.messages.columnWidth(2) >= 120 and window.services.table.columnWidth(2) >= 120
        window.tickets.table.setFocus()
        QTest.keyClick(window.tickets.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert "s" * 64 in QApplication.clipboard().text()
        assert "s" * 64 in desk.texts()
    finally:
        install_translation("en")
        desk.rig.kill()


def test_the_window_of_a_started_program_has_its_name_once_in_the_title(qtbot: QtBot) -> None:
    """Qt adds a display name of the program to each title."""
    code = (
        "from shared.qt.app import _make_application as make; app = make('EV_Driver', False, 'light');"
        "from PySide6.QtGui import QGuiApplication; print(QGuiApplication.applicationDisplayName())"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "EV_Driver", "the name of the program itself, which Qt adds nowhere"


def test_a_thousand_points_change_without_losing_rows(qtbot: QtBot) -> None:
    def cps(state: str) -> list[CpView]:
        return [CpView(f"CP{n:04}", "x", Decimal("0.40"), CpState(state), False) for n in range(1000)]

    model, order = CpModel(), CpOrder()
    order.setSourceModel(model)
    model.show(cps("ACTIVATED"))
    model.show(cps("FAULTED")[:500])
    assert (model.rowCount(), order.rowCount(), model.available()) == (500, 500, 0)
    model.show(cps("ACTIVATED"))
    assert (model.rowCount(), order.rowCount(), model.available()) == (1000, 1000, 1000)
