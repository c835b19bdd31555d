"""CENTRAL's window in front of the real core: what the operator sees and does (acceptance 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from apps.ev_central import intents as i
from apps.ev_central.views import CpView, DriverView
from apps.ev_central.widgets.pages import CpPage
from apps.ev_central.widgets.summary import FilterCard
from apps.ev_central.window import CentralWindow
from apps.ev_driver.views import CpView as CpOfApp
from shared.domain.cp import CpState, Standing
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer
from shared.net.events import Connected
from shared.qt.cards import ElidedLabel
from shared.qt.program import WindowOptions
from shared.qt.theme import StateFill
from shared.qt.tile import TILE_ROLE
from shared.qt.tile_painter import TileData
from shared.runtime import guard
from tests.support.central import Point, World


class Panel:
    """The window and the core behind it, joined as the wiring joins them, on one thread."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.world = World(path / "central.sqlite3", listening="*:7000")
        self.window = CentralWindow(WindowOptions((0, 0, 1300, 850), "light", False), now=self.world.now)
        qtbot.addWidget(self.window)
        self.window.intent.connect(self.world.feed)
        self._shown = [0, 0, 0]
        self.refresh()
        self.window.show()
        qtbot.waitExposed(self.window)

    def refresh(self) -> None:
        """Show what the core has published."""
        self.world.wait(0.2)
        ports = self.world.ports
        while self._shown != [len(ports.updates), len(ports.histories), len(ports.complaints)]:
            updates, histories, complaints = self._shown
            self._shown = [len(ports.updates), len(ports.histories), len(ports.complaints)]
            for update in ports.updates[updates:]:
                self.window.apply(update)
            for history in ports.histories[histories:]:
                self.window.show_history(history)
            for sentence in ports.complaints[complaints:]:
                self.window.complain(sentence)

    def tile(self, cp_id: str) -> TileData:
        model = self.window.pages.tiles_model
        row = model.row_of(cp_id)
        assert row is not None, f"{cp_id} has no tile"
        tile = model.data(model.index(row, 0), TILE_ROLE)
        assert isinstance(tile, TileData)
        return tile

    def select(self, *cp_ids: str) -> None:
        self.window.pages.select(cp_ids)
        self.refresh()

    def press(self, qtbot: QtBot, text: str, parent: QWidget | None = None) -> None:
        """Click the visible, enabled button that says ``text``."""
        buttons = (parent or self.window).findChildren(QPushButton)
        found = [each for each in buttons if each.text() == text and each.isVisible() and each.isEnabled()]
        assert len(found) == 1, [each.text() for each in buttons if each.isVisible()]
        qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)
        self.refresh()

    def messages(self) -> list[str]:
        model = self.window.messages.messages
        return [model.message(row).text for row in range(model.rowCount())]

    def texts(self, parent: QWidget) -> str:
        return "\n".join(label.text() for label in parent.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path) -> Iterator[Panel]:
    made = Panel(qtbot, tmp_path)
    yield made
    made.world.crash()


def test_A1_without_charging_points_the_window_says_how_to_start_one(panel: Panel) -> None:
    engine, monitor = panel.window.pages.first_steps.commands()
    assert panel.window.pages.first_steps.isVisible()
    assert engine == "python3 run.py EV_CP_E KAFKA"
    assert monitor.startswith("python3 run.py EV_CP_M 127.0.0.1:7100 ")
    assert ":7000 " in monitor
    assert "*" not in monitor
    panel.world.enrol("MAD2")
    panel.refresh()
    assert not panel.window.pages.first_steps.isVisible()
    assert panel.window.pages.tiles.isVisible()


def test_each_state_has_its_word_and_colour_on_the_tile(panel: Panel) -> None:
    """Acceptance 2: no state by colour alone; STOPPED is orange "Out of Order" on CENTRAL's panel."""
    world = panel.world
    world.feed(i.AddDriver("DRV-1"))
    free, busy, stopped, broken = (
        world.activate(name, number) for number, name in enumerate(("CP1", "CP2", "CP3", "CP4"), start=1)
    )
    world.enrol("CP5", 5)
    world.start_supply("DRV-1", busy)
    world.feed(i.StopCps((stopped.cp_id,)))
    world.ask(broken.connection, "STATUS#KO#smoke")
    panel.refresh()
    seen = {name: panel.tile(name) for name in ("CP1", "CP2", "CP3", "CP4", "CP5")}
    assert {name: (tile.state_word, tile.fill) for name, tile in seen.items()} == {
        free.cp_id: ("Activated", StateFill.ACTIVATED),
        "CP2": ("Supplying", StateFill.SUPPLYING),
        "CP3": ("Out of Order", StateFill.STOPPED),
        "CP4": ("Faulted", StateFill.FAULTED),
        "CP5": ("Disconnected", StateFill.DISCONNECTED),
    }
    assert len({tile.icon for tile in seen.values()}) == 5
    assert seen["CP4"].foot.startswith("Smoke · since ")
    assert seen["CP5"].foot == "Never connected since CENTRAL started"


def test_M13_stop_button_sends_stop_and_the_tile_says_out_of_order(panel: Panel, qtbot: QtBot) -> None:
    panel.world.activate("MAD2")
    panel.refresh()
    panel.select("MAD2")
    panel.press(qtbot, "Stop")
    assert len(panel.world.sent("ev.commands", "stop")) == 1
    assert panel.tile("MAD2").state_word == "Out of Order"
    panel.press(qtbot, "Resume")
    assert panel.tile("MAD2").state_word == "Activated"


def test_M13_stop_all_asks_first_and_can_be_taken_back_for_10_s(panel: Panel, qtbot: QtBot) -> None:
    panel.world.activate("CP1", 1)
    panel.world.activate("CP2", 2)
    panel.refresh()
    panel.window.activateWindow()
    panel.press(qtbot, "Stop all…")
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton) and focused.text() == "Cancel"
    panel.press(qtbot, "Cancel")
    QTest.keyClick(
        panel.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.waitUntil(panel.window.actions_bar.question.isVisible)
    panel.press(qtbot, "Stop 2")
    assert "Stopping 2 in 10 s" in panel.texts(panel.window.actions_bar)
    panel.press(qtbot, "Take back")
    assert panel.world.sent("ev.commands", "stop") == []
    for last in ("10 s", "Now", "closing"):
        panel.world.feed(i.ResumeCps(None))
        panel.refresh()
        panel.world.ports.sent.clear()
        panel.press(qtbot, "Stop all…")
        panel.press(qtbot, "Stop 2")
        panel.window.switch.switch_to(4)
        assert panel.window.actions_bar.question.isVisible(), "another page takes nothing back"
        if last == "Now":
            panel.press(qtbot, "Now")
        elif last == "closing":
            panel.window.close()
        else:
            for _ in range(10):
                assert panel.world.sent("ev.commands", "stop") == []
                panel.window.actions_bar.question._tick()
        assert len(panel.world.sent("ev.commands", "stop")) == 2
        panel.window.switch.switch_to(0)


def test_M13_stop_acts_on_what_is_shown_and_resume_is_offered_where_something_is_stopped(
    panel: Panel, qtbot: QtBot
) -> None:
    for number, name in enumerate(("CP1", "CP2", "CP3"), start=1):
        panel.world.activate(name, number)
    panel.refresh()

    def offered(prefix: str) -> list[str]:
        buttons = panel.window.findChildren(QPushButton)
        return [b.text() for b in buttons if b.isVisible() and b.isEnabled() and b.text().startswith(prefix)]

    assert (offered("Stop"), offered("Resume")) == (["Stop all…"], [])
    panel.window.summary.card(Standing.FAULTED).set_down(True)
    assert (panel.window.pages.shown(), offered("Stop")) == ([], [])
    panel.window.summary.clear_choice()
    panel.window.actions_bar.search.setText("CP2")
    panel.press(qtbot, "Stop shown…")
    assert "Stop 1? Running" in panel.texts(panel.window.actions_bar)
    panel.press(qtbot, "Stop 1")
    assert [body["type"] for body in panel.world.sent("ev.commands")].count("stop") == 1
    assert (offered("Stop"), offered("Resume")) == ([], ["Resume shown…"])
    panel.window.actions_bar.search.clear()
    panel.select("CP1", "CP2")
    assert offered("Stop") == ["Stop all…", "Stop 1…"]
    assert offered("Resume") == ["Resume all…", "Resume 1…"]


def test_a_reading_does_not_go_through_all_charging_points(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, point = panel.world, panel.world.activate("MAD2")
    world.feed(i.AddDriver("7"))
    session = world.start_supply("7", point)
    panel.refresh()
    counted: list[int] = []
    monkeypatch.setattr(panel.window.pages, "shown", lambda: counted.append(1) or [])
    reading = {"seq": 1, "power_w": 7_000, "energy_wh": 1_000, "amount": "0.54"}
    world.read(world.engine(point, "meter_reading", session_id=session, **reading))
    panel.refresh()
    assert counted == [] and panel.tile("MAD2").number == "7.0"
    panel.window.actions_bar.search.setText("MAD")
    assert counted


def test_one_key_ends_no_supply_unasked(panel: Panel, qtbot: QtBot) -> None:
    panel.world.feed(i.AddDriver("7"))
    panel.world.start_supply("7", panel.world.activate("MAD2"))
    panel.refresh()
    panel.select("MAD2")
    QTest.keyClick(panel.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "Stop MAD2? Running supplies end with a ticket." in panel.texts(panel.window.detail)
    assert panel.world.sent("ev.commands", "stop") == []
    panel.press(qtbot, "Stop MAD2")
    assert len(panel.world.sent("ev.commands", "stop")) == 1


def test_closing_the_window_asks_while_supplies_run(panel: Panel, qtbot: QtBot) -> None:
    closed: list[bool] = []
    panel.window.closed.connect(lambda: closed.append(True))
    panel.world.feed(i.AddDriver("DRV-1"))
    panel.world.start_supply("DRV-1", panel.world.activate("MAD2"))
    panel.refresh()
    for answer, ends in (("Cancel", []), ("End it", [True])):
        assert not panel.window.close()
        assert "Supplies that run: 1." in panel.texts(panel.window.question)
        panel.press(qtbot, answer)
        assert closed == ends


def test_M13_a_selection_is_stopped_after_a_question_and_no_other(panel: Panel, qtbot: QtBot) -> None:
    for number, name in enumerate(("CP1", "CP2", "CP3"), start=1):
        panel.world.activate(name, number)
    panel.refresh()
    panel.select("CP1", "CP3")
    panel.press(qtbot, "Stop 2…")
    assert panel.world.sent("ev.commands", "stop") == []
    panel.press(qtbot, "Stop 2")
    panel.press(qtbot, "Now")
    assert [panel.tile(name).state_word for name in ("CP1", "CP2", "CP3")] == [
        "Out of Order",
        "Activated",
        "Out of Order",
    ]


def test_M13_a_charging_point_that_leaves_the_filter_hands_its_selection_to_no_other(panel: Panel) -> None:
    """Qt would select the neighbour, and the next Stop would hit it."""
    for number, name in enumerate(("CP1", "CP2", "CP3"), start=1):
        panel.world.activate(name, number)
    panel.refresh()
    panel.window.summary.card(Standing.FREE).set_down(True)
    panel.select("CP2")
    panel.world.ask(2, "STATUS#KO#smoke")
    panel.refresh()
    assert panel.window.pages.tiles_model.ids() == ["CP1", "CP3"]
    assert not panel.window.pages.tiles.selectionModel().hasSelection()
    assert "CP2" in panel.texts(panel.window.detail)


def test_M4_price_typed_with_a_comma_becomes_the_price(panel: Panel, qtbot: QtBot) -> None:
    panel.world.activate("MAD2")
    panel.refresh()
    panel.select("MAD2")
    panel.press(qtbot, "Price…")
    field = panel.window.detail.findChild(QWidget, "price")
    assert field is not None
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "0,6x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "is not a price" in panel.texts(panel.window.detail)
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "0,61")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    panel.refresh()
    assert panel.world.status("MAD2")["price"] == "0.61"
    assert panel.tile("MAD2").price == "0.61 €/kWh"


def test_M9_supplying_tile_shows_power_energy_amount_driver_and_time(panel: Panel) -> None:
    world = panel.world
    world.feed(i.AddDriver("DRV-1"))
    point = world.activate("MAD2")
    session = world.start_supply("DRV-1", point)
    world.wait(2)
    reading = {"seq": 1, "power_w": 21_800, "energy_wh": 10_312, "amount": "5.57"}
    world.read(world.engine(point, "meter_reading", session_id=session, **reading))
    panel.refresh()
    tile = panel.tile("MAD2")
    assert (tile.number, tile.unit, tile.driver) == ("21.8", "kW", "DRV-1")
    assert tile.totals == "10.312 kWh  5.57 €"
    assert tile.time == "00:00:02"
    assert tile.age == ""


def test_a_tile_shows_the_age_of_figures_that_are_not_live(panel: Panel) -> None:
    """Acceptance 2: old telemetry is never shown as if it were live."""
    world = panel.world
    world.feed(i.AddDriver("DRV-1"))
    point = world.activate("MAD2")
    session = world.start_supply("DRV-1", point)
    reading = {"seq": 1, "power_w": 21_800, "energy_wh": 10, "amount": "0.01"}
    world.read(world.engine(point, "meter_reading", session_id=session, **reading))
    world.wait(4)
    panel.refresh()
    tile = panel.tile("MAD2")
    assert tile.age == "4 s ago"
    assert not tile.charging


def test_D1_a_supply_whose_monitor_died_shows_its_figures_on_a_grey_tile(panel: Panel) -> None:
    world = panel.world
    world.feed(i.AddDriver("DRV-1"))
    point = world.activate("MAD2")
    session = world.start_supply("DRV-1", point)
    world.lose(point.connection)
    reading = {"seq": 1, "power_w": 7_400, "energy_wh": 10, "amount": "0.01"}
    world.read(world.engine(point, "meter_reading", session_id=session, **reading))
    panel.refresh()
    tile = panel.tile("MAD2")
    assert (tile.fill, tile.number) == (StateFill.DISCONNECTED, "7.4")
    assert tile.foot.startswith("Supply goes on · no monitor")


def test_M7_a_reservation_is_green_and_says_how_long_it_waits_for_the_plug(panel: Panel) -> None:
    panel.world.feed(i.AddDriver("DRV-1"))
    panel.world.reserve("DRV-1", panel.world.activate("VAL8"))
    panel.refresh()
    tile = panel.tile("VAL8")
    assert tile.fill is StateFill.RESERVED and 90 <= QColor(tile.fill.value).hsvHue() < 165
    assert tile.foot.startswith("Reserved · DRV-1 · plug in within 1:0")
    before = tile.foot
    panel.world.wait(30)
    panel.world.ask(1, "STATUS#OK")
    assert panel.tile("VAL8").foot != before


def test_reserved_and_interrupted_ones_are_not_free_in_the_panel_and_in_the_drivers_app(
    panel: Panel,
) -> None:
    """Acceptance 2: a look and a count of their own; what is free can be requested now, in both windows."""
    world = panel.world
    points = {name: world.activate(name, number) for number, name in enumerate(("CP1", "CP2", "CP3"), 1)}
    world.feed(i.AddDriver("DRV-1"), i.AddDriver("DRV-2"))
    world.start_supply("DRV-2", points["CP2"])
    for _ in range(7):
        world.wait(1)
        for number in (1, 2, 3):
            world.ask(number, "STATUS#OK")
    world.reserve("DRV-1", points["CP3"])
    panel.refresh()
    seen = {name: panel.tile(name) for name in points}
    assert [tile.state_word for tile in seen.values()] == ["Activated", "Interrupted", "Reserved"]
    assert len({tile.fill for tile in seen.values()}) == len({tile.icon for tile in seen.values()}) == 3
    cards = {each: panel.window.summary.card(each).value() for each in Standing}
    counted = {each for each, value in cards.items() if value == "1"}
    assert counted == {Standing.FREE, Standing.RESERVED, Standing.INTERRUPTED}
    told = {record["cp_id"]: record for record in world.sent("ev.network", "cp_status")}
    app = [
        CpOfApp(name, "", Decimal(1), CpState(each["state"]), each["reserved"], each.get("occupied", False))
        for name, each in told.items()
    ]
    assert [cp.cp_id for cp in app if cp.available] == ["CP1"]
    panel.window.summary.card(Standing.INTERRUPTED).set_down(True)
    assert panel.window.pages.tiles_model.ids() == ["CP2"]
    panel.select("CP1", "CP2", "CP3")
    assert {"Interrupted", "Reserved"} <= set(panel.texts(panel.window.detail).split("\n"))


def test_the_detail_tells_the_age_of_the_last_status_of_a_healthy_monitor(panel: Panel) -> None:
    panel.world.activate("CP1", 1)
    panel.world.activate("CP2", 2)
    panel.refresh()
    panel.select("CP1")
    shown = len(panel.world.ports.updates)
    for _ in range(20):
        panel.world.wait(1)
        assert panel.world.ask(1, "STATUS#OK") == panel.world.ask(2, "STATUS#OK") == "OK"
    panel.refresh()
    panel.window.tick()
    assert "Monitor\n0 s ago" in panel.texts(panel.window.detail)
    changed = [view.cp_id for update in panel.world.ports.updates[shown:] for view in update.cps]
    assert "CP2" not in changed, "nobody looks at it"


def test_M7_requests_in_progress_show_their_step_and_a_denial_its_reason(panel: Panel) -> None:
    panel.world.activate("MAD2")
    panel.world.request("DRV-999", "MAD2")
    panel.refresh()
    model = panel.window.requests
    row = [model.index(0, column).data() for column in range(model.columnCount())]
    assert row[2:] == ["DRV-999", "MAD2", "Denied: CENTRAL does not know this driver", ""]
    assert any("DRV-999" in text and "denied" in text for text in panel.messages())


def test_B2_a_rejected_record_is_counted_and_shown_with_its_rule(panel: Panel, qtbot: QtBot) -> None:
    panel.world.read(panel.world.raw("ev.cp-events", "MAD2", b"no json"))
    panel.refresh()
    assert any(text.startswith("Message rejected: ") for text in panel.messages())
    card = panel.window.summary.findChildren(FilterCard)[-1]
    assert card.value() == "1"
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert panel.window.messages.model().rowCount() == 1, "and alone, when the figure is pressed"
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert panel.window.messages.model().rowCount() > 1


def test_M2_an_enrolment_that_waits_is_accepted_or_rejected_in_the_panel(panel: Panel, qtbot: QtBot) -> None:
    panel.world.feed(i.SetPolicy("approve"))
    assert panel.world.ask(1, "REGISTER#ZAR1#Pilar 3#1#1").startswith("PENDING#")
    assert panel.world.ask(2, "REGISTER#ZAR2#Pilar 4#1#1").startswith("PENDING#")
    panel.refresh()
    strip = panel.window.enrolments
    assert strip.asked_about() == "ZAR1"
    panel.press(qtbot, "Accept", strip)
    assert panel.world.ask(1, "REGISTER#ZAR1#Pilar 3#1#1").startswith("REGISTERED#")
    assert strip.asked_about() == "ZAR2"
    panel.press(qtbot, "Reject", strip)
    assert panel.world.ask(2, "REGISTER#ZAR2#Pilar 4#1#1") == "REJECTED#enrolment_refused"
    assert not strip.isVisible()
    assert panel.window.pages.tiles_model.row_of("ZAR2") is None


def test_M2_the_enrolment_that_is_asked_about_stays_on_the_screen_until_it_is_decided(panel: Panel) -> None:
    """A newcomer must not slip under the operator's click."""
    panel.world.feed(i.SetPolicy("approve"))
    panel.world.ask(1, "REGISTER#ZAR9#Pilar 3#1#1")
    panel.refresh()
    panel.world.ask(2, "REGISTER#ALC1#Italia 5#1#1")
    panel.refresh()
    assert panel.window.enrolments.asked_about() == "ZAR9"


def test_M2_panel_and_monitor_show_the_same_code_and_the_yes_is_for_that_one(
    panel: Panel, qtbot: QtBot
) -> None:
    panel.world.feed(i.SetPolicy("approve"), Connected(7, "10.0.0.66:5000"), Connected(8, "10.0.0.5:5000"))
    thief, owner = (panel.world.ask(each, "REGISTER#ZAR1#Pilar 3#1#1").split("#")[2] for each in (7, 8))
    panel.refresh()
    strip = panel.window.enrolments
    assert any(
        f"code {thief} · ZAR1 asks to be enrolled · 10.0.0.66" in label.text()
        for label in strip.findChildren(QLabel)
    )
    panel.press(qtbot, "Next", strip)
    assert any(f"code {owner} · ZAR1" in label.text() for label in strip.findChildren(QLabel))
    panel.press(qtbot, "Accept", strip)
    assert panel.world.ask(7, "REGISTER#ZAR1#Pilar 3#1#1").startswith("PENDING#")
    assert panel.world.ask(8, "REGISTER#ZAR1#Pilar 3#1#1").startswith("REGISTERED#")


def test_M2_accept_all_accepts_all_that_wait(panel: Panel, qtbot: QtBot) -> None:
    panel.world.feed(i.SetPolicy("approve"))
    for number in (1, 2, 3):
        panel.world.ask(number, f"REGISTER#ZAR{number}#Pilar 3#1#1")
    panel.refresh()
    panel.press(qtbot, "Accept all", panel.window.enrolments)
    assert not panel.window.enrolments.isVisible()
    for number in (1, 2, 3):
        assert panel.world.ask(number, f"REGISTER#ZAR{number}#Pilar 3#1#1").startswith("REGISTERED#")


def test_wire_7_a_disconnected_cp_is_forgotten_after_a_question(panel: Panel, qtbot: QtBot) -> None:
    orders = panel.window.detail.orders_box
    panel.world.activate("MAD2", 2)
    panel.world.activate("MAD3", 3)
    panel.select("MAD2")
    forget = next(each for each in panel.window.detail.menu().actions() if each.text() == "Forget…")
    assert not forget.isEnabled(), "its monitor is there"
    panel.world.lose(2)
    panel.refresh()
    assert forget.isEnabled()
    forget.trigger()
    panel.press(qtbot, "Forget", orders.question)
    assert set(panel.world.service.net.cps) == {"MAD3"}
    assert panel.window.pages.tiles_model.ids() == ["MAD3"]
    panel.window.switch.switch_to(1)
    panel.refresh()
    assert panel.window.pages.list_model.ids() == ["MAD3"]


def test_M5_drivers_are_added_disabled_and_enabled(panel: Panel, qtbot: QtBot) -> None:
    panel.window.switch.switch_to(4)
    page = panel.window.drivers
    qtbot.keyClicks(page.field, "DRV-7")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    panel.refresh()
    page.select(["DRV-7"])
    panel.press(qtbot, "Disable", page)
    assert not panel.world.service.net.drivers["DRV-7"].enabled
    assert page.drivers.rows()[0].enabled is False
    panel.press(qtbot, "Enable", page)
    assert panel.world.service.net.drivers["DRV-7"].enabled


def test_M5_a_bad_driver_file_is_explained_with_its_line_and_nothing_is_taken(
    panel: Panel, tmp_path: Path
) -> None:
    path = tmp_path / "drivers.csv"
    path.write_text("driver_id,enabled\nDRV-1,true\nDRV-2,perhaps\n", "utf-8")
    panel.window.switch.switch_to(4)
    panel.window.drivers.import_file(path)
    panel.refresh()
    assert "line 3" in panel.window.drivers.note.text()
    assert panel.world.service.net.drivers == {}
    path.write_text("driver_id,enabled\nDRV-1,true\nDRV-2,false\n", "utf-8")
    panel.window.drivers.import_file(path)
    panel.refresh()
    assert {row.driver_id: row.enabled for row in panel.window.drivers.drivers.rows()} == {
        "DRV-1": True,
        "DRV-2": False,
    }


def test_M4_M2_tariff_and_enrolment_policy_are_set_on_the_drivers_page(panel: Panel, qtbot: QtBot) -> None:
    panel.world.activate("MAD2")
    panel.window.switch.switch_to(4)
    settings = panel.window.drivers.settings
    settings.tariff.field.setText("0,70")
    panel.press(qtbot, "Set", settings)
    settings.choose_policy("closed")
    panel.refresh()
    assert panel.world.service.net.tariff == Decimal("0.70")
    assert panel.world.service.net.policy == "closed"
    assert panel.world.status("MAD2")["price"] == "0.70"


def test_M10_an_ended_supply_is_in_the_history_and_in_the_detail(panel: Panel) -> None:
    world = panel.world
    world.feed(i.AddDriver("DRV-1"))
    point = world.activate("MAD2")
    panel.refresh()
    panel.select("MAD2")
    session, started = world.start_supply("DRV-1", point), world.at()
    world.wait(2)
    end = {"started_at": started, "ended_at": world.at(), "energy_wh": 4201, "amount": "2.27"}
    world.read(world.engine(point, "charging_finished", session_id=session, reason="unplugged", **end))
    panel.refresh()
    assert "4.201 kWh · 2.27 €" in panel.texts(panel.window.detail)
    panel.window.switch.switch_to(3)
    panel.refresh()
    assert panel.window.history.totals() == "1 supply · 4.201 kWh · 2.27 €"


def test_D2_an_interrupted_supply_is_settled_after_a_question(panel: Panel, qtbot: QtBot) -> None:
    world = panel.world
    world.feed(i.AddDriver("DRV-1"))
    point = world.activate("MAD2")
    world.start_supply("DRV-1", point)
    world.wait(6)
    world.ask(1, "STATUS#KO#no_answer")
    panel.refresh()
    panel.select("MAD2")
    panel.press(qtbot, "Settle…")
    assert world.sent("ev.notices", "ticket") == []
    panel.press(qtbot, "Settle with 0.00 €")
    assert len(world.sent("ev.notices", "ticket")) == 1


def test_D5_the_banner_says_that_kafka_is_away_and_goes_when_it_is_back(panel: Panel) -> None:
    assert panel.window.banner.text() == ""
    panel.world.feed(FromConsumer(kafka.LinkDown("connection refused")))
    panel.refresh()
    assert panel.window.banner.isVisible()
    assert "Kafka is away since" in panel.window.banner.text()
    assert "their tickets come later" in panel.window.banner.text()
    panel.world.feed(FromConsumer(kafka.LinkUp(1.0)))
    panel.refresh()
    assert not panel.window.banner.isVisible()
    assert any("Connected to Kafka" in text for text in panel.messages())


def test_search_finds_by_id_place_and_driver_and_says_how_many(panel: Panel) -> None:
    world = panel.world
    world.feed(i.AddDriver("DRV-77"))
    for number, name in enumerate(("MAD1", "MAD2", "SEV1"), start=1):
        world.activate(name, number)
    world.request("DRV-77", "SEV1")
    panel.refresh()
    search = panel.window.actions_bar.search
    found = {}
    for text in ("mad", "drv-77", "serrano", "nothing"):
        search.setText(text)
        found[text] = panel.window.pages.tiles_model.ids()
    assert found == {
        "mad": ["MAD1", "MAD2"],
        "drv-77": ["SEV1"],
        "serrano": ["MAD1", "MAD2", "SEV1"],
        "nothing": [],
    }
    assert panel.window.pages.no_match.isVisible()
    assert "0 of 3 charging points" in panel.texts(panel.window.actions_bar)


def test_ids_are_in_the_order_in_which_people_count(panel: Panel) -> None:
    for number, name in enumerate(("MAD10", "MAD2", "ALC1"), start=1):
        panel.world.enrol(name, number)
    panel.refresh()
    assert panel.window.pages.tiles_model.ids() == ["ALC1", "MAD2", "MAD10"]


def test_the_selection_is_the_same_in_tiles_list_and_map(panel: Panel, qtbot: QtBot) -> None:
    for number in (1, 2, 3):
        panel.world.ask(number, f"REGISTER#CP{number}#Calle {number}#{number * 25}#50")
    panel.world.ask(4, "REGISTER#CP4#Calle 4##")
    panel.refresh()
    panel.select("CP2")
    panel.window.switch.switch_to(CpPage.LIST)
    rows = panel.window.pages.list.selectionModel().selectedRows()
    assert [index.data() for index in rows] == ["CP2"]
    panel.window.switch.switch_to(CpPage.MAP)
    assert "CP4" in panel.window.pages.map.unplaced().text()
    canvas = panel.window.pages.map.canvas
    place = canvas.place_of(panel.window.book.cps["CP3"])
    assert place is not None
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place.toPoint())
    canvas.clearFocus()
    quiet = canvas.grab().toImage().pixelColor(8, canvas.height() // 2)
    canvas.setFocus()
    assert canvas.grab().toImage().pixelColor(8, canvas.height() // 2) == quiet, "the ring hides the map"
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert panel.texts(panel.window.detail).startswith("CP2\n")
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    panel.window.switch.switch_to(CpPage.TILES)
    selected = panel.window.pages.tiles.selectionModel().selectedIndexes()
    assert [index.data() for index in selected] == ["CP1"]


def test_keys_stop_only_where_the_charging_point_is_to_be_seen(panel: Panel, qtbot: QtBot) -> None:
    """Ctrl+S on another page must not stop what is selected there unseen."""
    panel.world.activate("MAD2")
    panel.refresh()
    panel.select("MAD2")
    panel.window.switch.switch_to(4)
    qtbot.keyClick(panel.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    panel.refresh()
    assert panel.world.sent("ev.commands", "stop") == []
    panel.window.switch.switch_to(0)
    qtbot.keyClick(panel.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    panel.refresh()
    assert len(panel.world.sent("ev.commands", "stop")) == 1


def test_models_keep_qts_rules_while_charging_points_come_go_and_change(panel: Panel) -> None:
    models: list[QAbstractItemModel] = [
        panel.window.pages.tiles_model,
        panel.window.requests,
        panel.window.drivers.drivers,
        panel.window.history.tickets,
    ]
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, mode) for model in models]
    world = panel.world
    world.feed(i.AddDriver("DRV-1"), i.AddDriver("DRV-0"))
    points = [world.activate(name, number) for number, name in enumerate(("CP3", "CP1", "CP2"), start=1)]
    panel.refresh()
    world.start_supply("DRV-1", points[0])
    world.request("DRV-0", "CP1")
    panel.refresh()
    panel.window.summary.card(Standing.SUPPLYING).set_down(True)
    world.lose(1)
    panel.refresh()
    panel.window.summary.clear_choice()
    world.wait(40)
    panel.refresh()
    assert panel.window.pages.tiles_model.ids() == ["CP1", "CP2", "CP3"]
    assert len(testers) == 4


def test_M2_who_was_answered_is_not_asked_about_again_when_others_are(panel: Panel, qtbot: QtBot) -> None:
    """Each stays pending until its monitor asks again, which may be long after the next answer."""
    panel.world.feed(i.SetPolicy("approve"))
    for number in (1, 2, 3):
        panel.world.ask(number, f"REGISTER#ZAR{number}#Pilar 3#1#1")
    panel.refresh()
    strip = panel.window.enrolments
    pending = [panel.window.book.cps[f"ZAR{number}"] for number in (1, 2, 3)]
    panel.press(qtbot, "Accept", strip)
    strip.show_pending(pending)
    assert strip.asked_about() == "ZAR2"
    panel.press(qtbot, "Next", strip)
    panel.press(qtbot, "Accept", strip)
    strip.show_pending(pending)
    assert strip.asked_about() == "ZAR2"
    panel.press(qtbot, "Accept", strip)
    strip.show_pending(pending)
    assert strip.asked_about() is None


def test_the_history_is_asked_for_again_after_the_database_failed(panel: Panel) -> None:
    asked: list[object] = []
    panel.window.history.intent.connect(asked.append)
    panel.window.history.ask()
    panel.window.history.asked = True  # no answer came
    panel.window.history.ask()
    assert len(asked) == 1
    panel.window.complain("The database cannot be read.")
    panel.window.history.ask()
    assert len(asked) == 2


def test_one_changed_driver_costs_one_row(panel: Panel) -> None:
    table, drivers = panel.window.drivers.drivers, [DriverView(f"{n}", True, None) for n in range(500)]
    panel.window.drivers.show_drivers(drivers)
    changed: list[tuple[int, int]] = []
    table.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    drivers[7] = DriverView("7", True, "MAD2")
    panel.window.drivers.show_drivers(drivers)
    assert changed == [(7, 7)] and table.at(7).busy_with == "MAD2"
    table.sort(2)
    drivers[8] = DriverView("8", True, "ALC1")
    panel.window.drivers.show_drivers(drivers)
    assert [row.driver_id for row in table.rows()[-2:]] == ["8", "7"], "its order changed"
    panel.window.drivers.search("mad2")
    drivers[9] = DriverView("9", True, "MAD2")
    panel.window.drivers.show_drivers(drivers)
    assert [row.driver_id for row in table.rows()] == ["7", "9"]


def test_a_charging_point_that_cannot_be_painted_costs_its_pin_and_its_pill_only(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, cp_id in enumerate(("A", "B", "C"), 1):
        panel.world.activate(cp_id, number)
    panel.refresh()
    book = panel.window.book
    for cp_id in ("A", "B", "C"):
        book.cps[cp_id] = replace(book.cps[cp_id], x=50.0, y=50.0)
    book.cps["A"] = replace(book.cps["A"], state="odd", phase="supplying", power_w="much")  # type: ignore[arg-type]
    painted: list[str] = []
    canvas = panel.window.pages.map.canvas
    paint = canvas._paint_pin

    def note(painter: QPainter, view: CpView, place: QPointF, chosen: bool) -> None:
        paint(painter, view, place, chosen)
        painted.append(view.cp_id)

    monkeypatch.setattr(canvas, "_paint_pin", note)
    panel.window.switch.switch_to(int(CpPage.MAP))
    canvas.grab()
    assert set(painted) == {"B", "C"}
    panel.window.switch.switch_to(int(CpPage.LIST))
    panel.window.pages.list.grab()
    panel.window.hide()
    assert guard.forget()


LONG_ID, LONG_PLACE, LONG_DRIVER = "X" * 32, "Z" * 180, "D" * 64


@pytest.mark.parametrize("width", [940, 1180, 1440])
def test_texts_without_a_blank_push_nothing_out_and_denials_are_read_whole(panel: Panel, width: int) -> None:
    world, window = panel.world, panel.window
    secret = world.ask(9, f"REGISTER#{LONG_ID}#{LONG_PLACE}#10#20").split("#")[1]
    point = Point(LONG_ID, 9, bytes.fromhex(secret))
    assert world.authenticate(point).startswith("ACCEPTED#") and world.ask(9, "STATUS#OK") == "OK"
    world.feed(i.AddDriver(LONG_DRIVER))
    session = world.start_supply(LONG_DRIVER, point)
    world.ask(9, "STATUS#KO#" + "f" * 200)
    world.request("DRV-999", LONG_ID)
    panel.refresh()
    window.resize(width, 740)
    panel.select(LONG_ID)
    for _ in range(3):
        QApplication.processEvents()
    inside = window.detail.findChild(QScrollArea)
    assert inside is not None and inside.widget().width() <= inside.viewport().width()
    for label in inside.findChildren(ElidedLabel):
        assert not label.isVisible() or label.height() >= label.heightForWidth(label.width()), label.text()
    assert {LONG_DRIVER, session} <= {label.text() for label in inside.findChildren(ElidedLabel)}
    for table, column in ((window.requests_view, 4), (window.messages, 2)):
        assert table.columnWidth(column) >= 150
        for row in range(table.model().rowCount()):
            text = table.model().index(row, column).data()
            room = QRect(0, 0, table.columnWidth(column) - 16, 999)
            needed = table.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()
            assert table.rowHeight(row) >= min(needed, 3 * table.fontMetrics().lineSpacing()), text


def test_the_session_of_an_ended_supply_is_shown_where_there_is_room_without_a_resize(
    panel: Panel, qtbot: QtBot
) -> None:
    world = panel.world
    world.feed(i.AddDriver("DRV-1"))
    session = world.start_supply("DRV-1", world.activate("MAD2"))
    for _ in range(6):
        world.wait(1)
        world.ask(1, "STATUS#OK")
    world.feed(i.SettleSupply(session))
    panel.window.resize(1900, 900)
    panel.window.switch.switch_to(3)
    panel.refresh()
    qtbot.waitUntil(panel.window.history.table.isVisible)
    assert not panel.window.history.table.isColumnHidden(8)
    panel.window.resize(1000, 900)
    QApplication.processEvents()
    assert panel.window.history.table.isColumnHidden(8)


def test_session_ids_are_whole_and_can_be_copied(panel: Panel, qtbot: QtBot) -> None:
    world = panel.world
    world.feed(i.AddDriver("DRV-1"))
    session = world.start_supply("DRV-1", world.activate("MAD2"))
    panel.refresh()
    panel.select("MAD2")
    fact = next(each for each in panel.window.detail.findChildren(ElidedLabel) if each.text() == session)
    fact.actions()[0].trigger()
    assert QApplication.clipboard().text() == session
    table = panel.window.requests_view
    with qtbot.waitActive(panel.window):
        panel.window.activateWindow()
    table.setFocus()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert session in QApplication.clipboard().text() and "MAD2" in QApplication.clipboard().text()


def test_a_price_of_nothing_asks(panel: Panel, qtbot: QtBot) -> None:
    panel.world.activate("MAD2")
    panel.refresh()
    panel.select("MAD2")
    panel.press(qtbot, "Price…")
    field = panel.window.detail.findChild(QLineEdit, "price")
    assert field is not None
    for text, price in (("0", "0.54"), ("0.00", "0.54"), ("0.00", "0.00")):
        if field.text() != text:
            field.selectAll()
            qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        panel.refresh()
        assert panel.world.status("MAD2")["price"] == price
