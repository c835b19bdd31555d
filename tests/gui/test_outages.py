"""What engine, monitor, driver and demo show when something dies, and when it is back (D1 to D6).

Each window is joined to its real core. Within the time of the rule it says what is gone, since when, what
still works, and that it is tried again; no old figure looks live; the recovery is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from apps.ev_cp_e.intents import Plug
from apps.ev_cp_e.window import EngineWindow
from apps.ev_cp_m.service import FromCentral, FromEngine
from apps.ev_cp_m.window import MonitorWindow
from apps.ev_demo.network import Kind
from apps.ev_demo.views import DemoView, ProcessState, ProcessView
from apps.ev_demo.window import DemoWindow
from apps.ev_driver.window import DriverWindow
from shared.messaging.events import FromConsumer as DriverConsumer
from shared.messaging.events import FromProducer as DriverProducer
from shared.net.errors import LinkReason
from shared.net.events import LinkDown
from shared.qt.theme import StateFill
from shared.runtime.clock import now
from shared.runtime.outages import format_since
from tests.support.driver import Rig
from tests.support.engine_bench import Bench as EngineBench
from tests.support.monitor import SECRET
from tests.support.monitor import Bench as MonitorBench
from tests.support.windows import FULL, KAFKA_WITHIN_S, NO_KAFKA, WITHIN_S, grows, link, said, says, texts

PAST_S = 600.0
"""So long ago the cores of the tests begin: windows count ages by the clock of the computer."""


# the engine's window


class Device:
    """The engine's window and core, linked to all."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.bench = EngineBench(folder, mono=round(now().mono) - PAST_S)
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
    device.window.resize(780, 640)
    card = device.window.driver.parentWidget()
    assert card is not None
    high = card.height()
    for name in ("central", "monitor", "kafka"):
        device.lose(name)
        QApplication.processEvents()
        assert card.height() == high, "the sentence beside the field has room already"
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
        self.bench = MonitorBench(SECRET, start=now().mono - PAST_S)
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

    def gone(self, text: str, since_mono: float) -> str:
        """``text`` with the time of the second ``since_mono``, as the clock of the computer had it."""
        moment = now()
        told = {
            text.format(time=format_since(moment.mono - since_mono + late_s, moment.utc))
            for late_s in (0.0, 0.1)
        }
        return next((each for each in told if each in self.window.banner.text()), min(told))


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
    gone = watch.gone("Cannot connect to CENTRAL since {time}.", bench.view.central.since_mono)
    says(watch.window.banner, gone, "a running supply goes on")
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
    strip = watch.window.engine.strip
    assert "KO" not in strip.accessibleDescription()
    watch.bench.post(FromEngine(LinkDown(LinkReason.REFUSED, "")))
    watch.show()
    gone = watch.gone("No engine since {time}: this", watch.bench.view.engine.since_mono)
    says(watch.window.banner, gone, "interrupted", "reports its end when it is back")
    shown = texts(watch.window)
    assert "State: not known" in shown
    assert strip.accessibleDescription() == "60 KO", "it is gone for minutes by the clock of the computer"
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
    for card in (watch.window.engine, watch.window.central):
        others = [
            each.geometry() for each in card.children() if isinstance(each, QWidget) and each.isVisible()
        ]
        assert [place for place in others if place.intersects(card.strip.geometry())] == [
            card.strip.geometry()
        ]


# the driver's window


class Desk:
    """The driver's window and core with a supply of 21.8 kW at MAD2."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.rig = Rig(folder)
        self.rig.kill()
        self.rig.mono = now().mono - PAST_S
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
        self.rig.mono = now().mono - age_s
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
    assert desk.window.cps.note() == "2 free of 2"
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
    assert desk.window.cps.delegate.live and desk.window.cps.note() == "2 free of 2"
    desk.rig.session(desk.request, "s-1", "supplying", 10_312)
    desk.show()
    assert not desk.are_live(), "CENTRAL's answer is no reading"
    desk.live()
    assert desk.are_live() and desk.window.supply.age.text() == ""


def test_D5_without_kafka_the_driver_is_told_and_so_is_its_return(desk: Desk, qtbot: QtBot) -> None:
    desk.lose_kafka()
    says(
        desk.window.banner,
        "Cannot connect to Kafka since",
        "does not answer at k:9092: check",
        "its ticket will come",
    )
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
    window.show_view(DemoView((running, killed), "k:9092", "x"))
    time_of_death = f"{killed.since.astimezone():%H:%M:%S}"
    assert window.banner.text().startswith(f"Gone: CENTRAL ({time_of_death}). The others go on and wait")
    grows(qtbot, window.banner)
    back = process("central", Kind.CENTRAL, ProcessState.RUNNING)
    window.show_view(DemoView((running, back), "k:9092", "x"))
    assert window.banner.isHidden()
