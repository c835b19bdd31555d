"""Two CENTRALs on the same topics stand in the banner of panel and driver's window as long as it lasts."""

from __future__ import annotations

import importlib
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from apps.ev_driver.window import DriverWindow
from shared.messages import topics
from shared.qt import program as programs
from shared.qt.connection_dialog import ConnectionDialog
from shared.runtime.clock import now
from tests.gui.test_outages_central import Panel
from tests.support.driver import Rig
from tests.support.windows import link
from tests.unit.test_two_centrals import beat, both

SENTENCE = "Another CENTRAL serves the network 'ev' too"


def test_the_panel_says_so_until_the_other_central_is_gone(qtbot: QtBot, tmp_path: Path) -> None:
    panel = Panel(qtbot, tmp_path)
    for _ in range(4):
        beat(panel.world)
        panel.live(1)
    assert SENTENCE in panel.window.banner.text()
    assert "--network" in panel.window.banner.text()
    assert not panel.window.banner.isHidden()
    panel.live(7)
    assert panel.window.banner.isHidden()


def test_the_panel_says_that_its_own_clock_is_wrong_beside_kafka(qtbot: QtBot, tmp_path: Path) -> None:
    panel = Panel(qtbot, tmp_path)
    panel.live(11)
    for _ in range(12):
        stamp = (panel.world.now().utc - timedelta(hours=2)).timestamp()
        beat(panel.world, panel.world.service.net.instance, int(stamp * 1000))
        panel.live(1)
    assert "clock 2 h 0 min ahead" in link(panel.window, "Kafka")


def test_the_drivers_window_says_so_until_one_of_them_is_gone(qtbot: QtBot, tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.mono = round(now().mono) - 600.0
    window = DriverWindow("5", "k:9092", rig.give)
    qtbot.addWidget(window)
    window.show()
    rig.connect()
    both(rig, 4)
    window.show_view(rig.view())
    assert SENTENCE in window.banner.text()
    rig.wait(8)
    window.show_view(rig.view())
    assert window.banner.isHidden()
    rig.kill()


@pytest.mark.parametrize("app", ("ev_central", "ev_cp_e", "ev_driver"))
def test_the_connection_dialog_asks_for_the_network(
    app: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    named: list[str] = []

    def answer(dialog: ConnectionDialog) -> int:
        qtbot.addWidget(dialog)
        if app == "ev_driver":
            dialog.input("driver_id").setText("5")
        named.append(dialog.input("network").text())
        dialog.input("network").setText("Group 7")
        dialog.accept()
        assert list(dialog.errors()) == ["network"]
        dialog.input("network").setText("group-7")
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(ConnectionDialog, "exec", answer)
    module = importlib.import_module(f"apps.{app}.__main__")
    program = next(one for one in vars(module).values() if isinstance(one, programs.Program))
    try:
        for _ in range(2):
            arguments = programs._ask(program, program.make_parser())
            assert arguments is not None
            assert arguments.network == topics.network() == "group-7"
        assert named == ["ev", "group-7"]
    finally:
        topics.use_network("ev")
