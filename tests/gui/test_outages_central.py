"""What CENTRAL's panel shows when something dies, and when it is back (acceptance 2 and 4, D1 to D6).

The window is joined to the real core, whose clock the test turns. Within the time of the rule it says what is
gone, since when, what still works, and that it is tried again; no old figure looks live.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from apps.ev_central import intents as i
from apps.ev_central.models.cp_model import columns
from apps.ev_central.window import CentralWindow
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer, FromProducer
from shared.qt.program import WindowOptions
from shared.qt.theme import StateFill, tokens
from shared.qt.tile import TILE_ROLE
from shared.qt.tile_painter import TileData
from tests.support.central import Point, World
from tests.support.windows import FULL, KAFKA_WITHIN_S, NO_KAFKA, WITHIN_S, link, said, says, texts


def deed() -> QPushButton:
    """The button of a question that does it: the keys go to Cancel first, one step back is the deed."""
    cancel = QApplication.focusWidget()
    assert isinstance(cancel, QPushButton) and cancel.text() == "Cancel"
    QTest.keyClick(cancel, Qt.Key.Key_Backtab)
    found = QApplication.focusWidget()
    assert isinstance(found, QPushButton)
    return found


class Panel:
    """CENTRAL's window and core with one supply of 21.8 kW at MAD2, and a free SEV3."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.world = World(folder / "central.sqlite3", listening="*:7000")
        self.world.feed(i.AddDriver("DRV-1"), i.AddDriver("DRV-2"))
        self.point, self.other = self.world.activate("MAD2", 1), self.world.activate("SEV3", 2)
        self.session = self.world.start_supply("DRV-1", self.point)
        self._seq = self._energy_wh = 0
        self.open()
        self.live(2)
        self.window.pages.select(("MAD2",))

    def open(self) -> None:
        """A window on the present core."""
        self.window = CentralWindow(WindowOptions((0, 0, 1440, 900), "light", False), now=self.world.now)
        self.qtbot.addWidget(self.window)
        self.window.intent.connect(self.world.feed)
        self._shown = 0
        with self.qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.show()

    def show(self) -> None:
        self.world.wait(0.2)
        for update in self.world.ports.updates[self._shown :]:
            self.window.apply(update)
        self._shown = len(self.world.ports.updates)
        self.window.tick()

    def read(self) -> None:
        """The engine of MAD2 sends a reading."""
        self._seq, self._energy_wh = self._seq + 1, self._energy_wh + 1000
        figures = {"seq": self._seq, "energy_wh": self._energy_wh, "amount": f"{0.54 * self._seq:.2f}"}
        reading = {"session_id": self.session, "power_w": 21_800, **figures}
        self.world.read(self.world.engine(self.point, "meter_reading", **reading))

    def live(self, seconds: int, *monitors: int) -> None:
        """Let time pass with readings and with the monitors of these connections (both without any)."""
        for _ in range(seconds):
            self.world.wait(1)
            for connection in monitors or (1, 2):
                assert self.world.ask(connection, "STATUS#OK") == "OK"
            self.read()
        self.show()

    def mute(self, seconds: int) -> None:
        """Let time pass without readings."""
        for _ in range(seconds):
            self.world.wait(1)
            for connection in (1, 2):
                assert self.world.ask(connection, "STATUS#OK") == "OK"
        self.show()

    def lose_kafka(self) -> None:
        self.world.feed(FromConsumer(NO_KAFKA), FromProducer(NO_KAFKA))

    def kafka_back(self) -> None:
        self.world.feed(FromConsumer(kafka.LinkUp(1.0)), FromProducer(kafka.LinkUp(1.0)))

    def tile(self, cp_id: str = "MAD2") -> TileData:
        model = self.window.pages.tiles_model
        row = model.row_of(cp_id)
        assert row is not None
        tile = model.data(model.index(row, 0), TILE_ROLE)
        assert isinstance(tile, TileData)
        return tile

    def detail(self) -> str:
        return texts(self.window.detail)

    def messages(self) -> list[str]:
        return said(self.window.messages)

    def die(self) -> None:
        """kill -9 of MAD2's engine: its monitor finds nobody."""
        self.world.ask(1, "STATUS#KO#no_engine")
        self.show()

    def authenticate(self, point: Point) -> None:
        assert self.world.authenticate(point).startswith("ACCEPTED#")
        assert self.world.ask(point.connection, "STATUS#OK") == "OK"


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path) -> Iterator[Panel]:
    made = Panel(qtbot, tmp_path)
    assert (made.tile().number, made.tile().age, made.window.banner.text()) == ("21.8", "", "")
    yield made
    made.world.crash()


def is_old(tile: TileData) -> bool:
    """Whether its figures are dimmed, with their age beside them, and nothing moves."""
    return bool(tile.age) and not tile.charging


def test_D5_without_kafka_the_panel_says_so_and_its_figures_are_old(panel: Panel) -> None:
    panel.lose_kafka()
    panel.show()
    says(panel.window.banner, "Kafka is away since 10:00:0", "check that it runs", "their tickets come later")
    assert panel.window.banner.age() == "0 s"
    panel.mute(4)
    assert panel.window.banner.age() == "4 s" and link(panel.window, "Kafka") == "Kafka not connected 4 s"
    tile = panel.tile()
    assert is_old(tile) and tile.number == "21.8" and tile.foot == "No reading since 10:00:02"
    assert "These figures are old" in panel.detail()
    power = panel.window.summary.power
    assert (power.value(), power.label()) == ("— kW", "Power now · 1 not heard")
    before = tile.age
    panel.mute(5)
    assert panel.tile().age != before


def test_D5_when_kafka_is_back_it_is_said_and_old_figures_stay_old_until_a_reading_comes(
    panel: Panel,
) -> None:
    panel.lose_kafka()
    panel.mute(10)
    panel.kafka_back()
    panel.show()
    assert panel.window.banner.isHidden() and panel.messages()[0] == "Connected to Kafka"
    assert is_old(panel.tile()) and panel.window.summary.power.value() == "— kW"
    panel.live(1)
    assert panel.tile().age == "" and panel.window.summary.power.value() == "21.8 kW"


def test_D5_a_central_that_never_reached_kafka_says_so_within_5_s(qtbot: QtBot, tmp_path: Path) -> None:
    class Alone(World):
        def start(self) -> None:
            super().start()
            self.service = type(self.service)(self.store, self.ports, self.now(), listening="*:7000")

    world = Alone(tmp_path / "central.sqlite3")
    window = CentralWindow(WindowOptions(None, "light", False), now=world.now)
    qtbot.addWidget(window)
    window.show()
    world.wait(KAFKA_WITHIN_S)
    for update in world.ports.updates:
        window.apply(update)
    window.tick()
    says(window.banner, "Kafka is away since 10:00:00")
    assert link(window, "Kafka") == "Kafka not connected 5 s"
    world.crash()


def test_acceptance_2_the_map_names_no_power_that_is_old(panel: Panel) -> None:
    panel.window.switch.switch_to(2)
    canvas, painted = panel.window.pages.map.canvas, []
    for _ in range(2):
        painted.append(canvas.grab().toImage())
        panel.mute(1)
    live = painted[0]
    assert painted[1] == live, "nothing else moves on the map"
    panel.mute(2)
    assert canvas.grab().toImage() != live
    panel.read()
    panel.show()
    assert canvas.grab().toImage() == live


def test_acceptance_2_the_list_shows_an_old_figure_quietly_and_with_its_age(panel: Panel) -> None:
    panel.window.switch.switch_to(1)
    panel.live(1)
    model = panel.window.pages.list_model
    measured = [number for number, column in enumerate(columns()) if column.measured]
    row = model.ids().index("MAD2")
    cells = [model.index(row, column) for column in measured]
    quiet = tokens().quiet
    assert all(cell.data(Qt.ItemDataRole.ForegroundRole) is None for cell in cells)
    panel.mute(4)
    assert {cell.data(Qt.ItemDataRole.ForegroundRole).name() for cell in cells} == {quiet.lower()}
    assert all(cell.data(Qt.ItemDataRole.FontRole).italic() for cell in cells)
    note = model.index(row, len(columns()) - 1).data()
    assert note.startswith("4 s ago · No reading since ")


@pytest.mark.parametrize("silent", [False, True], ids=["killed", "suspended"])
def test_D1_a_dead_monitor_leaves_a_grey_tile_that_says_that_the_supply_goes_on(
    panel: Panel, silent: bool
) -> None:
    if silent:
        for _ in range(int(WITHIN_S)):
            panel.world.wait(1)
            panel.world.ask(2, "STATUS#OK")
            panel.read()
    else:
        panel.world.lose(1)
    panel.read()
    panel.show()
    tile = panel.tile()
    assert tile.fill is StateFill.DISCONNECTED and tile.foot.startswith("Supply goes on · no monitor ")
    assert (tile.number, tile.age) == ("21.8", ""), "its readings still come"
    detail = panel.detail()
    for part in (
        "No monitor since 10:00:0",
        "goes on to the normal end, with ticket",
        "CENTRAL waits for it",
    ):
        assert part in detail
    assert link(panel.window, "Monitors") == "Monitors with problems 1 of 2"
    assert panel.messages()[0].startswith(
        "Disconnected: its monitor does not answer. A running supply goes on"
    )
    panel.live(4, 2)
    assert panel.tile().foot != tile.foot, "the age grows"
    assert panel.tile().age == ""


def test_D1_when_the_monitor_is_back_the_tile_is_green_again_and_it_is_said(panel: Panel) -> None:
    panel.world.lose(1)
    panel.live(5, 2)
    panel.authenticate(panel.point)
    panel.live(1)
    assert panel.tile().fill is StateFill.SUPPLYING and panel.tile().charging
    assert "No monitor since" not in panel.detail()
    assert panel.messages()[:2] == ["Connected, supplying", "Monitor authenticated"]
    assert link(panel.window, "Monitors") == "Monitors connected 2 of 2"


def test_D2_a_dead_engine_leaves_a_red_tile_without_a_power_and_with_what_was_delivered(panel: Panel) -> None:
    panel.die()
    tile = panel.tile()
    assert tile.fill is StateFill.FAULTED and tile.foot == "Supply interrupted: the engine is not reached"
    assert (tile.number, tile.unit, tile.time) == ("", "", "00:00:02"), "nobody knows its power"
    assert is_old(tile) and tile.age.startswith("Last reading ") and tile.totals == "2.000 kWh  1.08 €"
    detail = panel.detail()
    for part in (
        "The engine is not reached since 10:00:0",
        "No reading of DRV-1's supply since 10:00:0",
        "Delivered until then: 2.000 kWh, 1.08 €.",
        "When its engine is back it reports the exact end by itself",
    ):
        assert part in detail
    assert "21.8 kW" not in detail and panel.window.summary.power.value() == "— kW"
    panel.world.wait(2)
    panel.world.ask(1, "STATUS#KO#no_engine")
    panel.show()
    assert panel.tile().age != tile.age
    assert panel.messages()[0].startswith("Supply of DRV-1 interrupted")


def test_D2_when_the_engine_is_back_it_is_said_and_nothing_is_left_to_settle(panel: Panel) -> None:
    panel.die()
    assert panel.window.detail.interrupted.isVisible()
    world, end = panel.world, panel.world.at()
    world.wait(2)
    world.ask(1, "STATUS#OK")
    figures = {"started_at": end, "ended_at": end, "energy_wh": 2100, "amount": "1.13"}
    lost = {"session_id": panel.session, "reason": "engine_lost", **figures}
    world.read(world.engine(panel.point, "charging_finished", **lost))
    panel.show()
    assert panel.tile().fill is StateFill.ACTIVATED and panel.tile().age == ""
    assert not panel.window.detail.interrupted.isVisible()
    assert "2.100 kWh, 1.13 €; ticket sent" in panel.messages()[0]
    assert panel.window.summary.power.label() == "Power now"


def test_D4_after_its_restart_central_shows_nothing_of_before_as_live(panel: Panel) -> None:
    panel.world.crash()
    panel.world.elapsed += 5
    panel.world.start()
    panel.open()
    panel.window.pages.select(("MAD2",))
    panel.show()
    tile = panel.tile()
    assert tile.fill is StateFill.DISCONNECTED and tile.foot == "Its monitor has not come back yet"
    assert (tile.number, tile.time, tile.age) == ("", "", "No reading since the start")
    assert "not since CENTRAL started" in panel.detail()
    assert panel.window.summary.power.value() == "— kW"
    panel.read()
    panel.show()
    assert (panel.tile().number, panel.tile().age) == ("21.8", ""), "the open supply is live again"
    panel.authenticate(panel.point)
    panel.show()
    assert panel.tile().fill is StateFill.SUPPLYING
    assert "Monitor authenticated" in panel.messages()


def test_B4_a_database_that_cannot_be_written_is_said_with_its_remedy_and_its_return_too(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise FULL

    with monkeypatch.context() as patch:
        patch.setattr(panel.world.store, "commit", fail)
        panel.world.ask(1, "STATUS#OK")
        panel.read()
        panel.world.wait(1)
        panel.show()
        says(
            panel.window.banner,
            "The database cannot be written since 10:00:0",
            "free some space",
            "Running supplies go on; their tickets come later",
        )
        assert link(panel.window, "Database") == f"Database not connected {panel.window.banner.age()}"
        panel.world.wait(3)
        panel.show()
        assert panel.window.banner.age() == "4 s"
    panel.world.wait(1)
    panel.show()
    assert panel.window.banner.isHidden() and "The database works again" in panel.messages()


def test_D5_records_that_kafka_lost_are_a_message_that_says_what_follows(panel: Panel) -> None:
    panel.world.feed(FromConsumer(kafka.OffsetsLost("ev.cp-events", 0, 100, 7)))
    panel.show()
    assert panel.messages()[0] == (
        "Kafka no longer has the records of ev.cp-events from 100; reading goes on at 7, and engines repeat"
        " the ends that were not confirmed"
    )


def test_D2_an_interrupted_supply_is_settled_by_keyboard_alone(panel: Panel) -> None:
    panel.die()
    panel.window.pages.focus_view()
    QTest.keyClick(panel.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    asked = panel.detail()
    assert "with the 2.000 kWh and 1.08 € reported last? It is final" in asked
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not panel.window.detail.interrupted.question.isVisible()
    assert panel.world.sent("ev.notices", "ticket") == []
    QTest.keyClick(panel.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    focused = deed()
    assert focused.text() == "Settle with 1.08 €"
    QTest.keyClick(focused, Qt.Key.Key_Space)
    panel.show()
    tickets = panel.world.sent("ev.notices", "ticket")
    assert [(each["energy_wh"], each["amount"]) for each in tickets] == [(2000, "1.08")]
    assert not panel.window.detail.interrupted.isVisible()
    assert QApplication.focusWidget() is panel.window.pages.tiles, "and not the next button, which is Stop"


def test_D2_the_question_is_seen_at_the_smallest_size(panel: Panel, qtbot: QtBot) -> None:
    panel.window.resize(940, 560)
    qtbot.waitUntil(panel.window.detail.isVisible)  # it moves to another place
    panel.die()
    QTest.keyClick(panel.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    button = deed()
    assert button.text().startswith("Settle with")
    for _ in range(5):
        QApplication.processEvents()
    assert button.visibleRegion().boundingRect() == button.rect()


def test_D2_a_supply_whose_engine_does_not_come_back_stands_out_until_it_is_settled(
    panel: Panel, qtbot: QtBot
) -> None:
    strip = panel.window.overdue
    panel.die()
    panel.world.wait(55)
    panel.show()
    assert not strip.isVisible(), "most engines are back by themselves before"
    panel.window.pages.select(("SEV3",))
    panel.window.switch.switch_to(3)
    panel.world.wait(6)
    panel.show()
    assert strip.isVisible() and strip.text().startswith("MAD2: the supply of DRV-1 is interrupted for 1 min")
    qtbot.mouseClick(strip.look, Qt.MouseButton.LeftButton)
    assert panel.window.detail.interrupted.isVisible()
    assert QApplication.focusWidget() is panel.window.detail.interrupted.settle
    panel.window.detail.interrupted.ask()
    QTest.keyClick(deed(), Qt.Key.Key_Space)
    panel.show()
    assert len(panel.world.sent("ev.notices", "ticket")) == 1 and not strip.isVisible()


def test_D2_a_lost_supply_behind_a_new_one_can_still_be_settled(panel: Panel) -> None:
    """Its engine came back without its journal and serves the next driver."""
    panel.die()
    world = panel.world
    world.ask(1, "STATUS#OK")
    world.read(world.engine(panel.point, "engine_state", state="IDLE", session_id=None, order_id=None))
    lost, panel.session = panel.session, world.start_supply("DRV-2", panel.point)
    panel._seq = panel._energy_wh = 0
    panel.live(1)
    assert panel.tile().charging and panel.tile().foot == "A supply before it is interrupted"
    assert "Delivered until then: 2.000 kWh" in panel.detail()
    panel.window.detail.interrupted.ask()
    QTest.keyClick(deed(), Qt.Key.Key_Space)
    panel.show()
    assert [each["session_id"] for each in world.sent("ev.notices", "ticket")] == [lost]
    assert panel.tile().charging and panel.tile().foot == ""


def orphan(panel: Panel, session: str) -> None:
    """SEV3's engine tells an end of which the database knows nothing, without a word of the driver."""
    end = {"reason": "unplugged", "started_at": panel.world.at(), "ended_at": panel.world.at()}
    figures = {"session_id": session, "energy_wh": 1000, "amount": "0.54"}
    panel.world.read(panel.world.engine(panel.other, "charging_finished", **end, **figures))
    panel.show()


def test_D7_the_end_of_an_unknown_supply_stands_out_at_once_and_is_settled_or_dropped(
    panel: Panel, qtbot: QtBot
) -> None:
    strip, box = panel.window.overdue, panel.window.detail.interrupted
    orphan(panel, "s9")
    orphan(panel, "s10")
    assert strip.isVisible() and strip.text() == (
        "SEV3: Its engine tells the end of a supply of an unknown driver that the database does not know:"
        " 1.000 kWh, 0.54 €. · 1 more after it"
    )
    assert panel.tile("SEV3").foot == "The end of an unknown supply waits"
    assert any(text.startswith("The engine tells the end of a supply") for text in panel.messages())
    qtbot.mouseClick(strip.look, Qt.MouseButton.LeftButton)
    assert "End of an unknown supply" in panel.detail() and box.drop.isVisible()
    assert "When its engine is back" not in panel.detail()
    qtbot.mouseClick(box.drop, Qt.MouseButton.LeftButton)
    assert (
        "Drop this end for good? No ticket of 0.54 € is made." in panel.detail() and not box.drop.isVisible()
    )
    panel.show()
    assert not box.drop.isVisible(), "while it is asked"
    QTest.keyClick(deed(), Qt.Key.Key_Space)
    panel.show()
    assert panel.world.service.net.orphans.keys() == {"s10"} and box.drop.isVisible()
    box.ask()
    QTest.keyClick(deed(), Qt.Key.Key_Space)
    panel.show()
    confirmed = [each["session_id"] for each in panel.world.sent("ev.commands", "finish_confirmed")]
    assert confirmed == ["s9", "s10"] and not strip.isVisible() and not box.isVisible()
    panel.window.switch.switch_to(3)
    panel.show()
    assert panel.world.ports.histories[-1].tickets[0].driver_id == "—"
    panel.window.switch.switch_to(0)
    panel.die()
    panel.window.pages.select(("MAD2",))
    panel.show()
    assert "When its engine is back" in panel.detail() and not box.drop.isVisible()
