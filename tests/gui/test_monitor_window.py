"""The monitor's window over its real service (A3, M2, M3, M11, D4; acceptance 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from apps.ev_cp_m import window
from apps.ev_cp_m.__main__ import _arguments_of, _fields, _parser
from apps.ev_cp_m.intents import AskAgain
from apps.ev_cp_m.service import FromCentral, FromEngine
from apps.ev_cp_m.views import MonitorView
from apps.ev_cp_m.window import MonitorWindow
from shared.net.errors import LinkReason
from shared.net.events import LinkDown
from shared.qt.connection_dialog import ConnectionDialog
from shared.qt.theme import StateFill
from shared.qt.translation import install_translation
from shared.runtime.text import Language
from tests.support.monitor import NONCE, SECRET, Bench


class Shown:
    """A window that gets every view of a bench's service, and gives its intents back to it."""

    def __init__(self, qtbot: QtBot, *secrets: bytes) -> None:
        self.bench = Bench(*secrets)
        self.intents: list[object] = []
        self.window = MonitorWindow("ALC1", self.ask)
        qtbot.addWidget(self.window)
        self.window.show()
        self.taken = 0

    def ask(self, intent: object) -> None:
        self.intents.append(intent)
        self.bench.post(intent)

    def update(self) -> MonitorView:
        """Let the service publish and the window show it."""
        self.bench.pass_time(0.15)
        for view in self.bench.views[self.taken :]:
            self.window.show_view(view)
        self.taken = len(self.bench.views)
        return self.bench.views[-1]

    def texts(self) -> str:
        return "\n".join(label.text() for label in self.window.findChildren(QLabel) if label.isVisible())

    def pixel(self) -> str:
        """The colour of the display, as painted."""
        display = self.window.display
        return display.grab().toImage().pixelColor(display.width() // 2, 6).name().upper()


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    yield Shown(qtbot, SECRET)


def test_all_right_is_green_and_says_so_with_both_links(shown: Shown) -> None:
    shown.bench.working()
    shown.update()
    assert shown.pixel() == StateFill.ACTIVATED.value
    for text in ("Activated", "127.0.0.1:7100", "127.0.0.1:7000", "Accepted", "0.54 €/kWh"):
        assert text in shown.texts()
    assert not shown.window.banner.isVisible()


@pytest.mark.parametrize(
    ("state", "word", "fill"),
    [
        ("SUPPLYING", "Supplying", StateFill.SUPPLYING),
        ("RESERVED", "Reserved", StateFill.RESERVED),
        ("STOPPED", "Out of Service", StateFill.FAULTED),
    ],
)
def test_acceptance_2_the_engines_state_has_the_colour_of_the_cps_own_screen(
    shown: Shown, state: str, word: str, fill: StateFill
) -> None:
    shown.bench.working()
    shown.bench.pass_time(0.91)
    shown.bench.engine_says(f"OK#{state}")
    shown.update()
    assert word in shown.texts()
    assert shown.pixel() == fill.value


def test_m11_a_dead_engine_is_red_with_a_remedy_and_since_when(shown: Shown) -> None:
    shown.bench.working()
    shown.bench.post(FromEngine(LinkDown(LinkReason.REFUSED, "")))
    shown.update()
    assert shown.pixel() == StateFill.FAULTED.value
    assert "Nothing listens on 127.0.0.1:7100" in shown.texts()
    assert "No engine since" in shown.window.banner.text()


def test_d4_without_central_it_says_so_and_what_still_works(shown: Shown) -> None:
    shown.bench.working()
    shown.bench.post(FromCentral(LinkDown(LinkReason.CLOSED, "")))
    shown.update()
    assert shown.pixel() == StateFill.DISCONNECTED.value
    assert "Cannot connect to CENTRAL" in shown.texts()
    assert "The engine is still checked" in shown.window.banner.text()
    shown.bench.engine_says("OK#IDLE")
    shown.bench.accepted()
    shown.update()
    assert shown.window.banner.isHidden()


def test_m2_a_refusal_shows_reason_remedy_and_a_button_that_asks_again(shown: Shown, qtbot: QtBot) -> None:
    shown.bench.central_up()
    shown.bench.central_says(f"CHALLENGE#{NONCE}")
    shown.bench.central_says("REJECTED#duplicate_monitor")
    shown.update()
    assert "Refused by CENTRAL" in shown.texts()
    assert "Another live monitor has this id. Close the other monitor of ALC1" in shown.texts()
    qtbot.mouseClick(shown.window.enrolment.again, Qt.MouseButton.LeftButton)
    assert shown.intents == [AskAgain()]
    assert shown.bench.central.texts[-1] == "AUTH#ALC1"


def test_the_button_stays_in_its_place_while_central_is_asked_again(shown: Shown) -> None:
    shown.bench.central_up()
    shown.bench.central_says(f"CHALLENGE#{NONCE}")
    shown.bench.central_says("REJECTED#revoked")
    shown.bench.central_says("REJECTED#enrolment_closed")
    shown.update()
    button = shown.window.enrolment.again
    assert button.isVisible()
    place = shown.window.log.geometry()
    shown.bench.pass_time(5)
    assert shown.update().enrolment.again_mono is None, "the question is under way"
    assert button.isVisible() and shown.window.log.geometry() == place


def test_m2_pending_names_what_the_operator_has_to_do(qtbot: QtBot) -> None:
    shown = Shown(qtbot)
    shown.bench.central_up()
    shown.bench.central_says("PENDING#5")
    shown.update()
    assert "has to accept ALC1 in the panel" in shown.texts()
    assert shown.window.enrolment.again.isVisible()


def test_m2_pending_shows_the_code_that_the_panel_shows(qtbot: QtBot) -> None:
    shown = Shown(qtbot)
    shown.bench.central_up()
    shown.bench.central_says("PENDING#5#K7RW2P")
    shown.update()
    assert "has to accept ALC1 (code K7RW2P) in the panel" in shown.texts()


def test_A3_both_strips_tell_each_second_by_form_colour_and_words(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = shown.bench
    monkeypatch.setattr(window, "now", bench.clock.now)
    bench.working()
    bench.run_alive(3.5)
    bench.pass_time(0.91 + 1.2)
    bench.answer_all()
    bench.run_alive(1)
    bench.post(FromEngine(LinkDown(LinkReason.CLOSED, "")))
    bench.pass_time(2.0)
    shown.update()
    strip = shown.window.engine.strip
    told = strip.accessibleDescription()
    assert re.fullmatch(r"\d OK, \d late, [23] KO, 5\d not checked", told), told
    central = shown.window.central.strip.accessibleDescription()
    assert "OK" in central and "KO" in central, "it was silent for as long"
    assert strip.text_at(1).endswith("not checked") and " KO: " in strip.text_at(strip.width() - 2)
    assert bench.clock.now().utc.astimezone().strftime("10:00:%S") > strip.text_at(strip.width() - 2)[:8]
    picture, pitch = strip.grab().toImage(), strip.width() / 60
    kinds = {"OK: ": set[tuple[bool, ...]](), "late": set(), "KO: ": set(), "not checked": set()}
    for place in range(60):
        x = round((place + 0.5) * pitch)
        said = strip.text_at(x)
        kind = next(kind for kind in kinds if kind in said)
        ground = picture.pixelColor(x, 0)
        kinds[kind].add(tuple(picture.pixelColor(x, y) != ground for y in (5, 13, 22)))
    assert kinds == {
        "OK: ": {(True, True, True)},
        "late": {(False, False, True)},
        "KO: ": {(True, False, True)},
        "not checked": {(False, False, False)},
    }


def test_messages_are_listed_newest_on_top(shown: Shown) -> None:
    shown.bench.working()
    shown.bench.pass_time(0.91)
    shown.bench.engine_says("KO#emergency stop")
    shown.update()
    model = shown.window.log.model()
    assert "emergency stop" in str(model.index(0, 2).data())
    assert model.rowCount() >= 5


def test_a_long_location_never_widens_the_window(shown: Shown) -> None:
    shown.bench.working()
    width = shown.window.width()
    shown.window.display.show_outcome(shown.update().outcome, "Calle " * 40, "Activated", "detail " * 30)
    shown.window.layout().activate()
    assert shown.window.minimumSizeHint().width() <= width
    assert shown.window.width() == width


@pytest.mark.parametrize("language", ["en", "es"])
def test_at_the_demos_size_nothing_is_outside_when_it_is_refused_or_its_engine_is_gone(
    qtbot: QtBot, language: Language
) -> None:
    install_translation(language)
    try:
        shown = Shown(qtbot, SECRET)
        area = shown.window.centralWidget()
        assert isinstance(area, QScrollArea)
        shown.bench.central_up()
        shown.bench.central_says(f"CHALLENGE#{NONCE}")
        shown.bench.central_says("REJECTED#duplicate_monitor")
        shown.update()
        QApplication.processEvents()
        assert shown.window.enrolment.again.isVisible()
        assert area.widget().minimumSizeHint().width() <= 622
        shown.bench.post(FromEngine(LinkDown(LinkReason.REFUSED, "")))
        shown.update()
        QApplication.processEvents()
        assert shown.window.banner.isVisible() and area.widget().minimumSizeHint().width() <= 622
        assert shown.window.log.columnWidth(2) >= 120
    finally:
        install_translation("en")


def test_the_links_at_the_top_right_say_their_state_in_words(shown: Shown) -> None:
    shown.bench.working()
    shown.bench.post(FromEngine(LinkDown(LinkReason.CLOSED, "")))
    shown.update()
    names = [
        label.accessibleName()
        for label in shown.window.links.findChildren(type(shown.window.links).__mro__[1])
    ]
    assert any(name.startswith("Engine not connected") for name in names)
    assert any(name.startswith("CENTRAL connected") for name in names)


def test_closing_the_window_asks_for_the_end(shown: Shown, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.window.closed, timeout=1000):
        shown.window.close()


def test_the_connection_dialog_gives_valid_arguments_and_refuses_wrong_ones(qtbot: QtBot) -> None:
    dialog = ConnectionDialog("EV_CP_M", _fields())
    qtbot.addWidget(dialog)
    dialog.accept()
    assert "cp_id" in dialog.errors()
    dialog.input("cp_id").setText("ALC1")
    dialog.input("location").setText("--C/ Italia 5")
    dialog.input("position").setText("40,25.5")
    dialog.accept()
    assert dialog.errors() == {}
    parsed = _parser().parse_args(_arguments_of(dialog.values()))
    assert (parsed.cp_id, parsed.location, parsed.position) == ("ALC1", "--C/ Italia 5", (40.0, 25.5))
    assert str(parsed.engine) == "127.0.0.1:7100"
