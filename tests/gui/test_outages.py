"""What people see when something dies, window by window, and when it is back (acceptance 2 and 4, D1 to D6).

Each window is joined to its real core. Within the time of the rule it says what is gone, since when, what
still works, and that it is tried again; no old figure looks live; the recovery is said, and nothing has to be
clicked away.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from apps.ev_central import intents as i
from apps.ev_central.models.cp_model import COLUMNS
from apps.ev_central.service import FromConsumer, FromProducer
from apps.ev_central.window import CentralWindow
from apps.ev_cp_e.intents import Plug
from apps.ev_cp_e.window import EngineWindow
from apps.ev_cp_m.events import FromCentral, FromEngine
from apps.ev_cp_m.window import MonitorWindow
from apps.ev_demo.network import Kind
from apps.ev_demo.views import DemoView, ProcessState, ProcessView
from apps.ev_demo.window import DemoWindow
from apps.ev_driver.events import FromConsumer as DriverConsumer
from apps.ev_driver.events import FromProducer as DriverProducer
from apps.ev_driver.window import DriverWindow
from shared.messaging import events as kafka
from shared.net.errors import LinkReason
from shared.net.events import LinkDown
from shared.qt.banner import Banner
from shared.qt.link_bar import LinkLabel
from shared.qt.message_log import MessageLog
from shared.qt.program import WindowOptions
from shared.qt.theme import StateFill, tokens
from shared.qt.tile import TILE_ROLE, TileData
from shared.qt.window_base import AppWindow
from shared.runtime.clock import now
from shared.store.database import StoreError
from tests.support.central import Point, World
from tests.support.driver import Rig
from tests.support.engine_bench import Bench as EngineBench
from tests.support.monitor import SECRET
from tests.support.monitor import Bench as MonitorBench

WITHIN_S, KAFKA_WITHIN_S = 3.0, 5.0
"""Limits of D1 to D4 and of D5."""
PAST_S = 600.0
"""So long ago the cores of the tests begin: windows count ages by the clock of the computer."""
NO_KAFKA = kafka.LinkDown("Kafka does not answer at k:9092: check that it runs there. Trying again.")
FULL = StoreError("The disk with the database x is full: free some space.", "disk full")


@pytest.fixture(autouse=True)
def _nothing_to_click_away() -> Iterator[None]:
    yield
    assert QApplication.activeModalWidget() is None
    assert QApplication.activePopupWidget() is None


def says(banner: Banner, *parts: str) -> None:
    """The banner is there and says all of ``parts``, since when, for how long, and that it is tried again."""
    assert banner.isVisible()
    for part in (*parts, " since ", "Trying again."):
        assert part in banner.text(), banner.text()
    assert banner.text().count("Trying again.") == 1
    assert banner.age()


def said(log: MessageLog) -> list[str]:
    return [log.messages.message(row).text for row in range(log.messages.rowCount())]


def link(window: AppWindow, name: str) -> str:
    """What the link at the top right says, as a screen reader would."""
    told = [each.accessibleName() for each in window.links.findChildren(LinkLabel)]
    (found,) = (each for each in told if each.startswith(name))
    return found


def texts(parent: QWidget) -> str:
    return "\n".join(label.text() for label in parent.findChildren(QLabel) if label.isVisible())


# CENTRAL's panel


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
    measured = [number for number, column in enumerate(COLUMNS) if column.measured]
    row = model.ids().index("MAD2")
    cells = [model.index(row, column) for column in measured]
    quiet = tokens().quiet
    assert all(cell.data(Qt.ItemDataRole.ForegroundRole) is None for cell in cells)
    panel.mute(4)
    assert {cell.data(Qt.ItemDataRole.ForegroundRole).name() for cell in cells} == {quiet.lower()}
    assert all(cell.data(Qt.ItemDataRole.FontRole).italic() for cell in cells)
    note = model.index(row, len(COLUMNS) - 1).data()
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
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton) and focused.text() == "Settle with 1.08 €"
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
    button = QApplication.focusWidget()
    assert isinstance(button, QPushButton) and button.text().startswith("Settle with")
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
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
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
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    panel.show()
    assert [each["session_id"] for each in world.sent("ev.notices", "ticket")] == [lost]
    assert panel.tile().charging and panel.tile().foot == ""


# the engine's window


class Device:
    """The engine's window and core, linked to all."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.bench = EngineBench(folder, mono=round(time.monotonic()) - PAST_S)
        self.window = EngineWindow("127.0.0.1:7100", "k:9092", self.bench.person)
        qtbot.addWidget(self.window)
        self.window.show()
        self._shown = 0
        self.bench.linked().pass_time(4)
        self.show()

    def supply(self) -> None:
        self.bench.authorise()
        self.bench.person(Plug())
        self.bench.pass_time(3)
        self.show()

    def show(self) -> None:
        self.bench.pass_time(0.2)
        for view in self.bench.shown[self._shown :]:
            self.window.show_view(view)
        self._shown = len(self.bench.shown)

    def lose(self, name: str) -> None:
        """Take one peer away and let the time of its rule pass."""
        if name == "kafka":
            self.bench.kafka_down()
            self.bench.pass_time(KAFKA_WITHIN_S - 0.2)
        else:
            self.bench.peers_speak()  # the last sign of life, just before
            setattr(self.bench, f"{name}_speaks", False)
            self.bench.pass_time(WITHIN_S - 0.2)
        self.show()

    def find(self, name: str) -> None:
        if name == "kafka":
            self.bench.delivering = True
            self.bench.kafka_up()
        setattr(self.bench, f"{name}_speaks", True)
        self.bench.pass_time(1.5)
        self.show()


@pytest.fixture
def device(qtbot: QtBot, tmp_path: Path) -> Device:
    made = Device(qtbot, tmp_path)
    assert made.window.banner.text() == ""
    return made


def grows(qtbot: QtBot, banner: Banner) -> None:
    """The age that is shown goes on by itself."""
    before = banner.age()
    qtbot.waitUntil(lambda: banner.age() not in ("", before), timeout=4000)


@pytest.mark.parametrize(
    ("name", "gone", "goes_on", "back"),
    [
        ("central", "Cannot connect to CENTRAL", "its ticket comes later", "CENTRAL is connected."),
        ("kafka", "Cannot connect to Kafka", "is kept in the journal; its ticket", "Kafka is connected."),
        ("monitor", "No monitor", "goes on to its normal end, with its ticket", "The monitor is connected."),
    ],
)
def test_D1_D4_D5_the_engine_says_who_is_gone_and_that_its_supply_goes_on(
    device: Device, qtbot: QtBot, name: str, gone: str, goes_on: str, back: str
) -> None:
    device.supply()
    device.lose(name)
    says(device.window.banner, f"{gone} since", "This supply goes on", goes_on)
    shown = {"central": "CENTRAL", "kafka": "Kafka", "monitor": "Monitor"}[name]
    assert link(device.window, shown).startswith(f"{shown} not connected 9 min")
    assert device.window.display.fill is StateFill.SUPPLYING and device.window.display.face.big
    grows(qtbot, device.window.banner)
    device.find(name)
    assert device.window.banner.isHidden() and back in said(device.window.log)
    assert link(device.window, shown).startswith(f"{shown} connected")


@pytest.mark.parametrize("name", ["central", "kafka", "monitor"])
def test_M3_D6_a_free_engine_that_is_cut_off_looks_so_and_recovers_by_itself(
    device: Device, name: str
) -> None:
    device.lose(name)
    says(device.window.banner, "No new supply can begin until it is back.")
    assert device.window.display.fill is StateFill.DISCONNECTED
    device.find(name)
    assert device.window.banner.isHidden() and device.window.display.fill is StateFill.ACTIVATED


def test_D6_all_that_is_gone_stands_in_one_sentence(device: Device) -> None:
    for name in ("central", "monitor", "kafka"):
        device.lose(name)
    says(device.window.banner, "CENTRAL since", "Kafka since", "No monitor since")


def test_B4_a_journal_that_cannot_be_written_is_said_and_its_return_too(
    device: Device, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise FULL

    device.supply()
    with monkeypatch.context() as patch:
        patch.setattr(device.bench.journal, "commit", fail)
        device.bench.pass_time(1.5)
        device.show()
        says(
            device.window.banner,
            "The journal cannot be written since",
            "free some space",
            "This supply goes on and is metered",
        )
        grows(qtbot, device.window.banner)
        device.lose("kafka")
        says(device.window.banner, "The journal cannot be written since", "Cannot connect to Kafka since")
        device.find("kafka")
    device.bench.pass_time(1.5)
    device.show()
    assert device.window.banner.isHidden() and said(device.window.log)[0] == "The journal is written again."


def test_D2_a_restarted_engine_says_what_became_of_its_supply(device: Device, qtbot: QtBot) -> None:
    device.supply()
    again = device.bench.die()
    window = EngineWindow("127.0.0.1:7100", "k:9092", again.person)
    qtbot.addWidget(window)
    again.pass_time(0.2)
    for view in again.shown:
        window.show_view(view)
    assert any(text.startswith("This engine died during the supply of D1.") for text in said(window.log))
    again.journal.close()


# the monitor's window


class Watch:
    """The monitor's window and core, everything all right."""

    def __init__(self, qtbot: QtBot) -> None:
        self.bench = MonitorBench(SECRET, start=time.monotonic() - PAST_S)
        self.window = MonitorWindow("ALC1", self.bench.post)
        qtbot.addWidget(self.window)
        self.window.show()
        self._taken = 0
        self.bench.working()
        self.bench.run_alive(3)
        self.show()

    def show(self) -> None:
        self.bench.pass_time(0.15)
        for view in self.bench.views[self._taken :]:
            self.window.show_view(view)
        self._taken = len(self.bench.views)


@pytest.fixture
def watch(qtbot: QtBot) -> Watch:
    made = Watch(qtbot)
    assert made.window.banner.text() == ""
    return made


@pytest.mark.parametrize("silent", [False, True], ids=["killed", "suspended"])
def test_D4_the_monitor_says_that_central_is_gone_and_when_it_is_back(
    watch: Watch, qtbot: QtBot, silent: bool
) -> None:
    bench = watch.bench
    if silent:
        for _ in range(round(WITHIN_S / 0.1)):
            bench.pass_time(0.1)
            if bench.engine.owed:
                bench.engine_says("OK#SUPPLYING")
    else:
        bench.post(FromCentral(LinkDown(LinkReason.CLOSED, "")))
    watch.show()
    says(watch.window.banner, "Cannot connect to CENTRAL since 10:00:0", "a running supply goes on")
    assert watch.window.display.fill is StateFill.DISCONNECTED
    assert link(watch.window, "CENTRAL").startswith("CENTRAL not connected 9 min")
    grows(qtbot, watch.window.banner)
    if silent:
        bench.post(FromCentral(LinkDown(LinkReason.TIMEOUT, "")))
    bench.central.owed = None
    bench.accepted()
    bench.run_alive(1)
    watch.show()
    assert watch.window.banner.isHidden()
    assert "CENTRAL reached at 127.0.0.1:7000" in said(watch.window.log)
    assert watch.window.display.fill is not StateFill.DISCONNECTED


def test_D2_the_monitor_says_that_its_engine_is_gone_and_shows_no_old_checks_as_new(
    watch: Watch, qtbot: QtBot
) -> None:
    assert "Last 5 checks" in texts(watch.window) or "OK, 0 late, 0 KO" in texts(watch.window)
    watch.bench.post(FromEngine(LinkDown(LinkReason.REFUSED, "")))
    watch.show()
    says(watch.window.banner, "No engine since 10:00:0", "interrupted", "reports its end when it is back")
    shown = texts(watch.window)
    assert "No check since 10:00:0" in shown and "State: not known" in shown and "checks:" not in shown
    assert watch.window.display.fill is StateFill.FAULTED
    grows(qtbot, watch.window.banner)
    watch.bench.engine.owed = None
    watch.bench.engine_up()
    watch.bench.engine_says("IDENTIFIED#IDLE")
    watch.bench.run_alive(2)
    watch.show()
    assert watch.window.banner.isHidden() and watch.window.display.fill is StateFill.ACTIVATED
    assert "Engine reached at 127.0.0.1:7100" in said(watch.window.log)


def test_nothing_is_squashed_in_the_monitors_smallest_window_with_a_banner(watch: Watch) -> None:
    watch.bench.post(FromCentral(LinkDown(LinkReason.CLOSED, "")))
    watch.bench.post(FromEngine(LinkDown(LinkReason.REFUSED, "")))
    watch.show()
    watch.window.resize(1, 1)
    for _ in range(5):
        QApplication.processEvents()
    squashed = [
        label.text()
        for label in watch.window.findChildren(QLabel)
        if label.isVisible() and label.text() and label.height() < label.heightForWidth(label.width())
    ]
    assert squashed == []
    strip, summary = watch.window.strip.geometry(), watch.window.summary.geometry()
    assert not strip.intersects(summary)


# the driver's window


class Desk:
    """The driver's window and core with a supply of 21.8 kW at MAD2."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.rig = Rig(folder)
        self.rig.kill()
        self.rig.mono = time.monotonic() - PAST_S
        self.rig.start()
        self.open()
        self.rig.connect()
        for cp_id in ("MAD2", "SEV3"):
            place = {"location": cp_id, "x": None, "y": None, "price": "0.54", "reserved": False}
            self.rig.read("ev.network", cp_id, "cp_status", cp_id=cp_id, state="ACTIVATED", **place)
        self.request = self.rig.request()
        self.rig.step(self.request, "authorised", session_id="s-1")
        self.read()

    def open(self) -> None:
        self.window = DriverWindow("5", "k:9092", self.rig.give)
        self.window._started -= PAST_S  # the first seconds, in which nothing is missed, are over
        self.qtbot.addWidget(self.window)
        self.window.show()

    def read(self) -> None:
        """A heartbeat and a reading."""
        self.rig.beat()
        self.rig.reading("s-1", 10_312, "5.57", 21_800)
        self.show()

    def live(self, age_s: float = 0.0) -> None:
        """A reading of ``age_s`` seconds ago by the clock of the window, to which the core's catches up."""
        self.rig.mono = time.monotonic() - age_s
        self.read()

    def silence(self, seconds: float) -> None:
        """CENTRAL says nothing any more."""
        self.rig.beats = False
        self.rig.wait(seconds, 0.1)
        self.show()

    def lose_kafka(self) -> None:
        self.rig.beats = False
        self.rig.give(DriverConsumer(NO_KAFKA), DriverProducer(NO_KAFKA))
        self.show()

    def return_(self) -> None:
        self.rig.beats = True
        self.rig.connect()
        self.show()

    def show(self) -> None:
        self.rig.wait(0.2, 0.2)
        for view in self.rig.out.views:
            self.window.show_view(view)
        self.rig.out.views.clear()

    def figures(self) -> dict[str, str]:
        return {name: each.text() for name, each in self.window.supply.figures.items()}

    def are_live(self) -> bool:
        return all(each.is_live() for each in self.window.supply.figures.values())

    def turn_old(self) -> None:
        self.qtbot.waitUntil(lambda: not self.are_live(), timeout=8000)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path)
    assert made.window.banner.text() == ""
    yield made
    made.rig.kill()


def test_D4_without_central_the_driver_sees_that_nothing_is_of_this_moment(desk: Desk, qtbot: QtBot) -> None:
    desk.live(1.5)
    assert desk.are_live() and desk.figures()["power"] == "21.8 kW" and desk.window.cps.delegate.live
    assert desk.window.cps.note() == "2 available of 2"
    desk.silence(WITHIN_S)
    says(desk.window.banner, "Cannot connect to CENTRAL since", "Your supply goes on; its ticket will come.")
    assert link(desk.window, "CENTRAL").startswith("CENTRAL not connected ")
    assert not desk.window.cps.delegate.live and desk.window.cps.note().endswith(" s old")
    assert not desk.window.cps.button.isEnabled()
    desk.turn_old()
    assert "Supplying when last heard" in texts(desk.window)
    assert desk.window.supply.age.text().startswith("Last reading ")
    grows(qtbot, desk.window.banner)


def test_D4_when_central_is_back_it_is_said_and_figures_stay_old_until_a_reading_comes(desk: Desk) -> None:
    desk.silence(WITHIN_S)
    desk.return_()
    assert desk.window.banner.isHidden() and "CENTRAL is connected" in said(desk.window.messages)[0]
    assert desk.window.cps.delegate.live and desk.window.cps.note() == "2 available of 2"
    desk.rig.session(desk.request, "s-1", "supplying", 10_312)
    desk.show()
    assert not desk.are_live(), "CENTRAL's answer is no reading"
    desk.live()
    assert desk.are_live() and desk.window.supply.age.text() == ""


def test_D5_without_kafka_the_driver_is_told_and_so_is_its_return(desk: Desk, qtbot: QtBot) -> None:
    desk.lose_kafka()
    says(desk.window.banner, "Cannot connect to Kafka at k:9092 since", "its ticket will come")
    assert link(desk.window, "Kafka").startswith("Kafka not connected ")
    assert not desk.window.cps.delegate.live and not desk.are_live()
    grows(qtbot, desk.window.banner)
    desk.return_()
    assert desk.window.banner.isHidden() and "Kafka is connected" in said(desk.window.messages)


def test_D2_an_interrupted_supply_has_no_power_and_promises_its_ticket(desk: Desk) -> None:
    desk.rig.session(desk.request, "s-1", "interrupted", 10_312)
    desk.show()
    figures = desk.figures()
    assert (figures["power"], figures["energy"]) == ("—", "10.312 kWh")
    assert not desk.are_live() and desk.window.supply.age.text().startswith("Last reading ")
    assert "Interrupted: you will get the ticket of what was delivered" in texts(desk.window)
    desk.live()
    assert desk.are_live() and desk.figures()["power"] == "21.8 kW"
    assert said(desk.window.messages)[0] == "The supply goes on"


def test_D3_a_restarted_app_shows_its_supply_and_nothing_of_before_as_live(desk: Desk) -> None:
    desk.rig.restart()
    desk.open()
    desk.rig.beats = False
    desk.show()
    figures = desk.figures()
    assert (figures["power"], figures["energy"], figures["time"]) == ("—", "10.312 kWh", "—")
    assert not desk.are_live() and "before this app was started" in desk.window.supply.age.text()
    assert "Supplying when last heard" in texts(desk.window)
    desk.return_()
    desk.rig.session(desk.request, "s-1", "supplying", 10_312)
    desk.live()
    assert desk.are_live() and desk.figures()["power"] == "21.8 kW"


def test_B4_a_store_that_cannot_be_written_is_said_and_its_return_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def fail(_changes: object) -> None:
        raise FULL

    with monkeypatch.context() as patch:
        patch.setattr(desk.rig.store, "write", fail)
        desk.read()
        says(desk.window.banner, "Nothing can be kept since", "free some space", "Your supply goes on")
        grows(qtbot, desk.window.banner)
    desk.rig.wait(1)
    desk.show()
    assert desk.window.banner.isHidden()
    assert said(desk.window.messages)[0] == "The database can be written again"


@pytest.mark.parametrize(
    ("step", "promise"),
    [
        ("authorised", "Your reservation stays until its time is over."),
        ("received", "What becomes of your request will be told."),
        ("denied", "Your tickets can be read; nothing can be requested."),
    ],
)
def test_D3_D4_the_banner_says_what_becomes_of_a_request(
    qtbot: QtBot, tmp_path: Path, step: str, promise: str
) -> None:
    desk = Desk(qtbot, tmp_path)
    desk.rig.ticket(desk.request, "s-1")
    second = desk.rig.request("SEV3")
    desk.rig.step(second, step, session_id="s-2" if step == "authorised" else None)
    desk.silence(WITHIN_S)
    says(desk.window.banner, promise)
    desk.rig.kill()


# the demo's window


def test_A5_the_demo_says_which_process_is_gone_and_since_when(qtbot: QtBot) -> None:
    def process(key: str, kind: Kind, state: ProcessState) -> ProcessView:
        return ProcessView(key, kind, key, state, None, now().utc, None, "python3 run.py", "")

    window = DemoWindow(lambda _intent: None)
    qtbot.addWidget(window)
    window.show()
    running = process("kafka", Kind.KAFKA, ProcessState.RUNNING)
    killed = process("central", Kind.CENTRAL, ProcessState.KILLED)
    window.show_view(DemoView((running, killed), "k:9092", "x", stale_broker=False))
    time_of_death = f"{killed.since.astimezone():%H:%M:%S}"
    assert window.banner.text().startswith(f"Gone: CENTRAL ({time_of_death}). The others go on and wait")
    grows(qtbot, window.banner)
    back = process("central", Kind.CENTRAL, ProcessState.RUNNING)
    window.show_view(DemoView((running, back), "k:9092", "x", stale_broker=False))
    assert window.banner.isHidden()
