"""CENTRAL with a large database: how late its heart beats while people click and ask, and its memory.

1,000,000 supplies, 10,000 charging points whose monitors speak each second, and 20,000 drivers. The real core
on its thread, the answers on theirs, the window offscreen; Kafka is not part of it. Every page is shown again
and again, and ``tickets`` and ``status`` are asked for. ``--seconds 600`` is the long run, ``--supplies N`` a
smaller database. Exit code 1 if a beat came later than 1.5 s after the one before.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from apps.ev_central import intents as i
from apps.ev_central.answers import Answers
from apps.ev_central.enrolment import _Peer
from apps.ev_central.service import CentralService
from apps.ev_central.views import CpHistory, PanelUpdate
from apps.ev_central.window import CentralWindow
from shared.messages import topics
from shared.messaging.events import OutRecord
from shared.net.events import Requested
from shared.qt.app import SWITCH_INTERVAL_S
from shared.qt.core_thread import CoreThread
from shared.qt.program import WindowOptions
from shared.qt.theme import apply_theme
from shared.qt.threads import LoopThread
from shared.runtime.clock import now, to_wire
from shared.store.archive import Archive
from shared.store.central_store import CentralStore

POINTS, DRIVERS = 10_000, 20_000
LATEST_S = 1.5
ASK_EVERY_S = 15.0


def fill(path: Path, supplies: int) -> None:
    """A database of two months, of which the last tickets are of today."""
    CentralStore(f"sqlite:///{path}").close()
    begin = datetime.now(UTC) - timedelta(days=60)
    step = timedelta(days=60) / supplies
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.executemany(
            "INSERT INTO charging_point (cp_id, location, enrolment, reopened, secret, stopped)"
            " VALUES (?, ?, 'enrolled', FALSE, ?, FALSE)",
            ((f"CP{n:05}", f"Calle {n}", "00" * 32) for n in range(POINTS)),
        )
        raw.executemany("INSERT INTO driver VALUES (?, TRUE)", ((f"DRV-{n:05}",) for n in range(DRIVERS)))
        raw.executemany(
            "INSERT INTO supply (session_id, request_id, driver_id, cp_id, location, origin, price, state,"
            " created_at, started_at, ended_at, reason, seq, energy_wh, amount, told_at, ended_seq)"
            " VALUES (?, ?, ?, ?, 'Calle', 'app', '0.54', 'ended', ?, ?, ?, 'unplugged', 60, 1000,"
            " '0.54', ?, ?)",
            (
                (f"s-{n:032}", f"r-{n:032}", f"DRV-{n % DRIVERS:05}", f"CP{n % POINTS:05}")
                + (at,) * 4 + (n + 1,)
                for n in range(supplies)
                for at in (to_wire(begin + n * step),)
            ),
        )  # fmt: skip
        raw.executemany(
            "INSERT INTO request VALUES (?, 'DRV', 'CP', 'app', ?, 'authorised', NULL, ?)",
            ((f"r-{n:032}", to_wire(begin + n * step), f"s-{n:032}") for n in range(supplies // 2, supplies)),
        )
    raw.close()


class Ports(QObject):
    """Where the core's effects end: beats are timed, histories go to the window, answers are encoded."""

    history = Signal(object)
    update = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.last_beat, self.latest = 0.0, 0.0
        self.printed: list[int] = []
        self.asked = 0

    def answer(self, connection: int, text: str) -> None:
        """To a monitor."""

    def send(self, record: OutRecord) -> None:
        """To Kafka."""
        if record.topic == topics.HEARTBEAT:
            at = time.monotonic()
            if self.last_beat:
                self.latest = max(self.latest, at - self.last_beat)
            self.last_beat = at

    def publish(self, update: PanelUpdate) -> None:
        """To the window."""
        self.update.emit(update)

    def show_history(self, history: CpHistory) -> None:
        """To the window."""
        self.history.emit(history)

    def reply(self, value: object) -> None:
        """What would be printed."""
        pages = value if isinstance(value, Iterator) else iter([value])
        self.printed.append(sum(len(msgspec.json.encode(page)) for page in pages))

    def complain(self, sentence: str) -> None:
        """To the operator."""
        print(sentence, file=sys.stderr)


def main() -> int:
    """Print how late the latest heartbeat was, and the memory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--supplies", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "central.sqlite3"
        fill(path, given.supplies)
        print(f"{given.supplies:,} supplies: {path.stat().st_size / 1e6:.0f} MB", flush=True)
        ports = run(path, given.seconds)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"answers: {len(ports.printed)}, the longest {max(ports.printed) / 1e6:.0f} MB of JSON")
    print(
        f"the latest heartbeat {ports.latest:.2f} s after the one before; {memory:.0f} MB of memory at most"
    )
    return int(ports.latest > LATEST_S)


def run(path: Path, seconds: float) -> Ports:
    """Start CENTRAL on ``path``, and click for ``seconds``."""
    app = QApplication([])
    apply_theme(app, "light")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    ports, began = Ports(), time.monotonic()
    store = CentralStore(f"sqlite:///{path}")
    answers = Answers(Archive(store.url), ports)
    service = CentralService(store, ports, now(), ask=answers.ask)
    for number, cp in enumerate(service.net.cps.values()):
        cp.connection = number
        service._desk._peers[number] = _Peer("127.0.0.1", cp_id=cp.cp_id)
    store.close()
    core = CoreThread("core", lambda publish: service, store.close)
    asking = LoopThread("answers", answers)
    window = CentralWindow(WindowOptions((0, 0, 1440, 900), "light", False))
    ports.update.connect(window.apply)
    ports.history.connect(window.show_history)
    window.intent.connect(core.post)
    window.show()
    asking.start()
    core.start()
    print(f"started in {time.monotonic() - began:.1f} s", flush=True)
    clicks = _click(app, window, core, ports)
    QTimer.singleShot(round(seconds * 1000), app.quit)
    app.exec()
    for timer in clicks:
        timer.stop()
    core.finish()
    assert core.join(30)
    asking.finish()
    assert asking.join(120)
    return ports


def _click(app: QApplication, window: CentralWindow, core: CoreThread, ports: Ports) -> list[QTimer]:
    """Pages, a point's history, questions, and each monitor's sign of life once a second."""
    turn = iter(range(10**9))

    def speak() -> None:
        first = next(turn) % 10 * (POINTS // 10)
        for number in range(first, first + POINTS // 10):
            core.post(Requested(number, "STATUS#OK"))

    page = iter(range(10**9))

    def show() -> None:
        number = next(page)
        window._switch_to(number % 3)
        core.post(i.ShowHistory(f"CP{number % POINTS:05}"))

    def ask() -> None:
        if len(ports.printed) < ports.asked:
            return  # a person waits for the answer
        ports.asked += 2
        core.post(i.ShowTickets())
        core.post(i.ShowStatus())

    timers = []
    for every_s, act in ((0.1, speak), (1.0, show), (ASK_EVERY_S, ask)):
        timer = QTimer(app)
        timer.timeout.connect(act)
        timer.start(round(every_s * 1000))
        timers.append(timer)
    ask()
    return timers


if __name__ == "__main__":
    threading.current_thread().name = "main"
    sys.exit(main())
