"""The sign of life: given while Qt's loop and the cores take turns, and only then."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from shared.qt import sign_of_life
from shared.runtime.clock import mono
from shared.runtime.paths import LOCK_NAME, instance_lock


def test_a_core_that_hangs_gives_no_sign(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_of_life, "EVERY_MS", 10)
    core = SimpleNamespace(ran_mono=mono())
    path = tmp_path / LOCK_NAME
    parent = QObject()
    with instance_lock(tmp_path, "EV_Driver 5") as lock:
        os.utime(path, (1, 1))
        signs = sign_of_life.SignOfLife(lock, [core], parent)  # type: ignore[list-item]
        qtbot.waitUntil(lambda: path.stat().st_mtime > 1)
        core.ran_mono = mono() - sign_of_life.STUCK_S - 1
        qtbot.wait(20)
        os.utime(path, (1, 1))
        with qtbot.waitSignals([signs._timer.timeout] * 3):
            pass
        assert path.stat().st_mtime == 1
        core.ran_mono = mono()
        qtbot.waitUntil(lambda: path.stat().st_mtime > 1)
        signs._timer.stop()
    parent.deleteLater()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no local sockets")
def test_systemd_hears_that_it_is_ready_and_then_that_it_works(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_of_life, "EVERY_MS", 10)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    parent = QObject()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd, instance_lock(tmp_path, "x") as lock:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(5)
        signs = sign_of_life.SignOfLife(lock, [], parent)
        with qtbot.waitSignals([signs._timer.timeout] * 2):
            pass
        assert [systemd.recv(64), systemd.recv(64)] == [b"READY=1", b"WATCHDOG=1"]
        signs._timer.stop()
    parent.deleteLater()
