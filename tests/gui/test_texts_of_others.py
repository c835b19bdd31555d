"""Windows in front of hostile texts: never markup, never a larger window, and one bad row costs one row."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QSize, Qt
from PySide6.QtGui import Qt as Gui
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from apps.ev_central import intents
from apps.ev_central.models.tables import drivers_table, requests_table
from apps.ev_central.views import DriverView, RequestView
from apps.ev_central.window import CentralWindow
from apps.ev_cp_e.window import EngineWindow
from apps.ev_cp_m.window import MonitorWindow
from apps.ev_demo.window import DemoWindow
from apps.ev_driver.models import CpModel, local_clock, local_time
from apps.ev_driver.models import tickets_table as driver_tickets
from apps.ev_driver.views import CpView, NetworkView
from apps.ev_driver.window import DriverWindow
from shared.domain.cp import CpState
from shared.messages.records import Ticket
from shared.qt import app as qt_app
from shared.qt.connection_dialog import ConnectionDialog, FieldSpec
from shared.qt.message_log import Message, MessageModel
from shared.qt.plain import MARK, plain, set_tip
from shared.qt.program import WindowOptions
from shared.qt.window_base import AppWindow
from shared.runtime import guard
from tests.support.central import World

ROOT = Path(__file__).parents[2]
EVIL = '<img src="/dev/zero"><b>x</b>\x1b[2J\u202e'
LONG = "W" * 4_000
SCREEN = QSize(1024, 540)


def model_texts(model: QAbstractItemModel) -> list[str]:
    roles = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole)
    cells = [
        model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())
    ]
    return [text for cell in cells for role in roles if isinstance(text := cell.data(role), str)]


def texts_that_could_be_markup(window: QWidget) -> list[str]:
    found = [QLabel.text(w) for w in window.findChildren(QLabel) if w.textFormat() == Qt.TextFormat.AutoText]
    for widget in (window, *window.findChildren(QWidget)):
        found += [widget.toolTip(), widget.statusTip(), widget.whatsThis()]
    for view in window.findChildren(QAbstractItemView):
        if view.model() is not None:
            found += model_texts(view.model())
    return found


def windows(qtbot: QtBot) -> list[AppWindow]:
    made = [
        CentralWindow(WindowOptions(None, "light", False)),
        DriverWindow("W" * 64, LONG, lambda intent: None),
        EngineWindow("W" * 255 + ":65535", LONG, lambda intent: None),
        MonitorWindow("W" * 32, lambda intent: None),
        DemoWindow(lambda intent: None),
    ]
    for window in made:
        qtbot.addWidget(window)
        window.show()
    return made


def ticket(**fields: object) -> Ticket:
    usual = dict.fromkeys(("at", "started_at", "ended_at"), "2026-05-01T10:00:00.000Z")
    usual |= {"id": "x", "session_id": "s", "request_id": "r", "driver_id": "5", "cp_id": "A", "location": ""}
    usual |= {"reason": "unplugged", "price": "0.54", "amount": "0.01"}
    return Ticket(**(usual | {"energy_wh": 1} | fields))  # type: ignore[arg-type]


def test_no_module_but_one_shows_a_tooltip() -> None:
    """So that none can be forgotten: it makes each of them plain."""
    shows = {"setToolTip", "showText", "setStatusTip", "setWhatsThis"}
    for path in [*ROOT.glob("apps/**/*.py"), *ROOT.glob("shared/**/*.py")]:
        if path.name != "plain.py":
            calls = [
                node.func
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Call)
            ]
            named = {call.attr for call in calls if isinstance(call, ast.Attribute)}
            assert not named & shows, path


@pytest.mark.parametrize(
    "text", [EVIL, "a\n<b>x</b>", "<?xml version='1.0'?><b>", "<!DOCTYPE html>", "a & b < c", "<a>"]
)
def test_a_tooltip_is_never_markup(qtbot: QtBot, text: str) -> None:
    assert not Gui.mightBeRichText(plain(text))
    assert all(line.isprintable() for line in plain(text).replace("\u2060", "").split("\n"))
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tip(widget, text)
    assert widget.toolTip() == plain(text)


def test_hostile_texts_in_all_windows_are_plain_and_make_none_larger(qtbot: QtBot, tmp_path: Path) -> None:
    made = windows(qtbot)
    before = [window.minimumSizeHint() for window in made]
    central, driver = made[0], made[1]
    assert isinstance(central, CentralWindow) and isinstance(driver, DriverWindow)
    world = World(tmp_path / "c.sqlite3")
    world.feed(intents.AddDriver("<b>5</b>"), intents.AddDriver("5²"))
    point = world.activate("A")
    world.start_supply("<b>5</b>", point)
    world.service.net.cps["A"].row.location = EVIL + LONG
    world.read(world.raw("ev.requests", EVIL + LONG, b"{}"))
    world.ask(1, "STATUS#KO#<b>" + "W" * 3_000)
    world.request("<img>", "A")
    world.wait(0.5)
    for update in world.ports.updates:
        central.apply(update)
    driver.show_view(NetworkView((CpView("A", EVIL + LONG, Decimal("0.54"), CpState.ACTIVATED, False),)))
    for window in made:
        window.banner.tell(EVIL + LONG)
        window.links.setFocus()
    for number in range(5):
        central.switch.switch_to(number)
        QApplication.processEvents()
        for window in made:
            assert not [text for text in texts_that_could_be_markup(window) if Gui.mightBeRichText(text)]
    for window, size in zip(made, before, strict=True):
        assert window.minimumSizeHint() == size, type(window).__name__
        assert size.boundedTo(SCREEN) == size, f"{type(window).__name__} needs {size}"


def test_a_dialog_of_hostile_texts_is_plain_and_fits(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(text: str) -> object:
        raise ValueError(EVIL + LONG)

    dialog = ConnectionDialog("EV_Driver", [FieldSpec("a", "A", EVIL, check=check)])
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.accept()
    QApplication.processEvents()
    assert dialog.errors() and dialog.minimumSizeHint().width() <= SCREEN.width()
    assert not [text for text in texts_that_could_be_markup(dialog) if Gui.mightBeRichText(text)]
    shown: list[QMessageBox] = []

    def note(box: QMessageBox) -> None:
        shown.append(box)

    monkeypatch.setattr(QMessageBox, "exec", note)
    qt_app._explain("EV_Driver", EVIL)
    assert shown[0].textFormat() == Qt.TextFormat.PlainText
    shown[0].deleteLater()


def test_a_row_that_cannot_be_shown_or_sorted_shows_its_id_and_a_mark(qtbot: QtBot) -> None:
    now = datetime.now(UTC)
    request = RequestView("r", now, "5", "A", "denied", "expired", True, None)
    model = requests_table()
    model.set_rows([request, replace(request, request_id="bad", at=None), replace(request, request_id="r2")])  # type: ignore[arg-type]
    model.sort(1)
    texts = [str(model.index(row, 1).data()) for row in range(3)]
    assert texts.count(f"{MARK} bad") == 1 and sum(":" in text for text in texts) == 2
    tickets = driver_tickets()
    tickets.set_rows([ticket(), ticket(session_id="t", amount="no amount"), ticket(session_id="u")])
    assert [tickets.index(row, 3).data() for row in range(3)] == ["0.01", f"{MARK} t", "0.01"]
    messages = MessageModel()
    messages.add([Message(now, "A", "text", "odd"), Message(now, "B", "text")])  # type: ignore[arg-type]
    assert messages.index(0, 2).data() == "text" and messages.index(1, 2).data() == f"{MARK} A"
    assert len(guard.forget()) >= 3


def test_times_at_the_ends_of_the_calendar_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for wire in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"):
        assert local_time(wire) and local_clock(wire)


def test_one_charging_point_that_cannot_be_shown_costs_one_tile(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path / "c.sqlite3")
    world.feed(intents.AddDriver("5"))
    first, _ = world.activate("A", 1), world.activate("B", 2)
    world.start_supply("5", first)
    window = CentralWindow(WindowOptions(None, "light", False), now=world.now)
    qtbot.addWidget(window)
    world.wait(0.3)
    for update in world.ports.updates:
        views = [replace(cp, power_w="much") if cp.cp_id == "A" else cp for cp in update.cps]  # type: ignore[arg-type]
        window.apply(replace(update, cps=tuple(views)))
    assert sorted(window.book.cps) == ["A", "B"] and window.messages.messages.rowCount() > 3
    world.service.net.cps["A"].row.location = None  # type: ignore[assignment]
    world.service.net.cps["A"].open[0].row.started_at = "no time"
    world.service.net.changed_cps |= {"A", "B"}
    world.ports.updates.clear()
    world.wait(0.3)
    assert "B" in {cp.cp_id for update in world.ports.updates for cp in update.cps}, "the others are told"
    assert guard.forget()


def test_drivers_with_any_ids_are_put_in_order(qtbot: QtBot) -> None:
    model = drivers_table()
    model.sort(0)
    model.set_rows([DriverView(each, True, None) for each in ("5²", "10", "9", "٣")])
    assert [row.driver_id for row in model.rows()][:3] == ["5²", "9", "10"]


def test_charging_points_that_leave_go_at_once_and_the_others_stay_in_place(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, asked = CpModel(), []
    available = CpView.available.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(CpView, "available", property(lambda cp: asked.append(cp.cp_id) or available(cp)))
    gone: list[tuple[int, int]] = []
    model.rowsRemoved.connect(lambda parent, first, last: gone.append((first, last)))
    cps = [CpView(f"CP{n:04}", "x", Decimal("0.5"), CpState.ACTIVATED, False) for n in range(4_000)]
    model.show(cps)
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.append(first.row()))
    asked.clear()
    model.show([replace(cps[7], state=CpState.FAULTED), *cps[:7], *cps[8:]])
    assert changed == [7] and model.available() == 3_999
    assert set(asked) == {"CP0007"}  # it costs what changed
    model.show(cps[3_000:3_500] + cps[3_501:])
    assert sorted(gone) == [(0, 2_999), (3_500, 3_500)] and model.available() == 999
    assert model.rowCount() == 999 and model.cp("CP3000") == cps[3_000] and model.cp("CP3500") is None
