"""The engine's window over its real core: what it shows and what its buttons and keys do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from apps.ev_cp_e.faces import face_of
from apps.ev_cp_e.intents import Break, Intent, Plug
from apps.ev_cp_e.window import EngineWindow, connection_fields
from shared.messages import records as r
from shared.qt.theme import StateFill
from shared.runtime.clock import now
from tests.support.engine_bench import Bench


class Device:
    """A window and the core behind it: intents go in at once, views come out at once."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        # A whole second: no peer speaks before the test has looked at the first views.
        self.bench = Bench(folder, mono=float(round(now().mono)))
        self.window = EngineWindow("127.0.0.1:7100", "127.0.0.1:9092", self.post)
        qtbot.addWidget(self.window)
        self._qtbot = qtbot
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self._shown = self._posted = 0
        self.refresh()

    def post(self, intent: Intent) -> None:
        self._posted += 1
        self.bench.person(intent)
        self.refresh()

    def after(self, act: Callable[[Bench], object]) -> None:
        act(self.bench)
        self.refresh()

    def refresh(self) -> None:
        self.bench.pass_time(0.2)
        for view in self.bench.shown[self._shown :]:
            self.window.show_view(view)
        self._shown = len(self.bench.shown)

    def key(self, key: Qt.Key) -> None:
        """Press a key that makes the window post an intent; a button shows its click for a moment first."""
        posted = self._posted
        QTest.keyClick(self.window.focusWidget() or self.window, key)
        self._qtbot.waitUntil(lambda: self._posted > posted)

    def messages(self) -> list[str]:
        model = self.window.log.messages
        return [model.message(row).text for row in range(model.rowCount())]


@pytest.fixture
def device(qtbot: QtBot, tmp_path: Path) -> Device:
    return Device(qtbot, tmp_path)


def test_without_a_monitor_it_is_grey_and_says_what_is_gone(device: Device) -> None:
    assert device.window.display.fill is StateFill.DISCONNECTED
    assert device.window.display.face.headline == "Waiting for the monitor"
    assert "Cannot connect to CENTRAL" in device.window.banner.text()
    assert not device.window.request.isEnabled() and not device.window.plug.isEnabled()


def test_A_free_charging_point_is_green_with_its_id_and_price(device: Device) -> None:
    device.after(Bench.linked)
    display = device.window.display
    assert (display.fill, display.face.title, display.face.subtitle) == (
        StateFill.ACTIVATED, "CP1", "0.60 €/kWh",
    )  # fmt: skip
    assert device.window.banner.isHidden() and device.window.request.isEnabled()
    assert device.window.plug.subtitle() == "nobody is authorised"


def test_M8_the_keys_E_and_D_plug_in_and_out(device: Device) -> None:
    device.after(Bench.linked)
    device.after(Bench.authorise)
    assert device.window.plug.isEnabled() and device.window.display.face.headline == "Plug in, D1"
    device.key(Qt.Key.Key_E)
    assert device.bench.status()["state"] == "SUPPLYING" and device.window.connector.plugged
    device.after(lambda bench: bench.pass_time(3))
    face = device.window.display.face
    assert face.unit == "kW" and [figure.label for figure in face.figures] == ["Energy", "Amount", "Time"]
    assert not device.window.plug.isEnabled()
    device.key(Qt.Key.Key_D)
    assert device.bench.status()["state"] == "IDLE" and not device.window.connector.plugged
    assert any("D1 ended" in text for text in device.messages())


def test_M11_the_key_K_breaks_and_repairs(device: Device) -> None:
    device.after(Bench.linked)
    device.key(Qt.Key.Key_K)
    assert device.window.display.fill is StateFill.FAULTED and device.bench.status()["state"] == "FAULTED"
    device.key(Qt.Key.Key_K)
    assert device.window.display.fill is StateFill.ACTIVATED


def test_M13_a_stopped_charging_point_is_red_on_its_own_screen(device: Device) -> None:
    device.after(Bench.linked)
    device.after(Bench.stop)
    assert device.window.display.fill is StateFill.FAULTED
    assert "Out of Service" in device.window.display.accessibleName()


def test_M6_a_request_is_typed_and_sent_with_Enter(device: Device) -> None:
    device.after(Bench.linked)
    device.window.driver.setFocus()
    QTest.keyClicks(device.window.driver, "DEK-5")
    device.key(Qt.Key.Key_Return)
    assert [record["driver_id"] for record in device.bench.said("charge_requested")] == ["DEK-5"]
    assert device.bench.status()["state"] == "IDLE", "the letters typed were no keys of the device"
    assert device.window.display.face.headline == "Asking CENTRAL" and not device.window.cancel.isHidden()
    assert device.window.request.isEnabled(), "another request may replace an unanswered one"
    request = device.bench.said("charge_requested")[0]["request_id"]
    device.after(
        lambda bench: bench.order(
            r.RequestAnswered(
                id=bench.fresh_id(), at=bench.at, request_id=request, step="denied", reason="unknown_driver"
            )
        )
    )
    assert "CENTRAL does not know this driver" in device.messages()[0]
    assert device.window.request.isEnabled()
    face = device.window.display.face
    assert (face.headline, face.hint) == ("No supply", f"{device.messages()[0]}"), "the driver looks there"
    device.after(lambda bench: bench.pass_time(10))
    view = device.bench.shown[-1]
    assert face_of(view, device.bench.mono).headline == "Free", "for ten seconds"


def test_a_wrong_driver_id_is_a_sentence_and_nothing_is_sent(device: Device) -> None:
    device.after(Bench.linked)
    QTest.keyClicks(device.window.driver, "a b")
    QTest.keyClick(device.window.driver, Qt.Key.Key_Return)
    assert "is not the id of a driver" in device.window.note.text()
    assert not device.bench.said("charge_requested")


def test_D4_without_CENTRAL_the_supply_goes_on_and_the_banner_says_so(device: Device) -> None:
    device.after(Bench.linked)
    device.after(Bench.authorise)
    device.post(Plug())
    device.bench.central_speaks = False
    device.after(lambda bench: bench.pass_time(4))
    assert device.window.display.fill is StateFill.SUPPLYING
    assert "Cannot connect to CENTRAL" in device.window.banner.text()
    assert "This supply goes on" in device.window.banner.text()


def test_a_reserved_charging_point_that_is_cut_off_does_not_ask_to_plug_in(device: Device) -> None:
    device.after(Bench.linked)
    device.after(Bench.authorise)
    device.bench.monitor_speaks = False
    device.after(lambda bench: bench.pass_time(4))
    assert device.window.display.face.headline == "Wait, D1"
    assert device.window.plug.subtitle() == "no monitor"


def test_the_picture_shows_the_colour_of_the_state(device: Device) -> None:
    device.after(Bench.linked)
    device.post(Break())
    picture = device.window.grab().toImage()
    ratio = picture.devicePixelRatio()
    at = device.window.display.mapTo(device.window, device.window.display.rect().center())
    colours = {
        picture.pixelColor(round((at.x() + dx) * ratio), round(at.y() * ratio)).name().upper()
        for dx in range(-200, 200, 5)
    }
    assert StateFill.FAULTED.value in colours


def test_the_connection_dialog_refuses_what_is_no_address() -> None:
    broker, port = connection_fields(7100)
    broker.check("127.0.0.1:9092")
    port.check("7100")
    for field, text in ((broker, "nowhere"), (port, "0"), (port, "x")):
        with pytest.raises(ValueError, match="write"):
            field.check(text)
