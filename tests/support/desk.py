"""All windows of the demo where it puts them, full of the longest texts: ``python -m tests.support.desk``.

A program of its own, since the tests' application draws on no screen. Prints what it measured as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea, QTableView, QWidget

from apps.ev_central import intents
from apps.ev_central.window import CentralWindow
from apps.ev_cp_e.intents import Plug
from apps.ev_cp_e.window import EngineWindow
from apps.ev_cp_m.window import MonitorWindow
from apps.ev_demo.arrangement import DEMO, arrange
from apps.ev_demo.children import Child
from apps.ev_demo.network import Geometry, Kind, Plan, Sites, Spec, specs
from apps.ev_demo.plans import FIRST, playground
from apps.ev_demo.supervisor import Supervisor
from apps.ev_demo.views import DemoView, ProcessState
from apps.ev_demo.window import DemoWindow
from apps.ev_driver.window import DriverWindow
from shared.messages import records as r
from shared.qt.message_log import MessageLog
from shared.qt.program import WindowOptions
from shared.qt.theme import apply_theme
from shared.qt.translation import install_translation
from shared.qt.window_base import AppWindow
from shared.runtime.clock import now
from tests.support.central import World
from tests.support.driver import Rig
from tests.support.engine_bench import Bench as Engine
from tests.support.monitor import SECRET
from tests.support.monitor import Bench as Monitor

CP, DRIVER = "W" * 32, "M" * 64
PLACE = "Paseo de la Castellana 100, planta baja, junto a la entrada del aparcamiento; " * 2 + "W" * 44
SETTLED_S = 60.0


def central(place: Geometry | None, folder: Path) -> CentralWindow:
    window, world = CentralWindow(WindowOptions(place, "light", False)), World(folder / "central.sqlite3")
    world.feed(intents.AddDriver(DRIVER))
    points = [world.activate(CP[:-1] + str(number), number) for number in range(1, 4)]
    for cp in world.service.net.cps.values():
        cp.row.location = PLACE
    world.start_supply(DRIVER, points[0])
    world.request(DRIVER, points[1].cp_id)
    world.request("stranger", points[2].cp_id)
    world.wait(0.5)
    for update in world.ports.updates:
        window.apply(update)
    window.pages.focus_view()
    return window


def engine(place: Geometry | None, folder: Path) -> EngineWindow:
    window, bench = EngineWindow("127.0.0.1:65535", "127.0.0.1:65535", lambda _: None, place), Engine(folder)
    bench.identify(CP)
    bench.ask("HEALTH#UP")
    bench.kafka_up()
    bench.heartbeat()
    ids = {"id": bench.fresh_id(), "session_id": "s1", "request_id": "r1", "driver_id": DRIVER}
    bench.order(r.Authorise(**ids, at=bench.at, price="0.60", plug_timeout_s=60), cp_id=CP)
    bench.person(Plug())
    bench.pass_time(3)
    for view in bench.shown:
        window.show_view(view)
    return window


def monitor(place: Geometry | None, _folder: Path) -> MonitorWindow:
    window, bench = MonitorWindow(CP, lambda _: None, place), Monitor(SECRET)
    bench.working()
    bench.pass_time(0.5)
    for view in bench.views:
        window.show_view(replace(view, cp_id=CP, location=PLACE))
    return window


def driver(place: Geometry | None, folder: Path) -> DriverWindow:
    window, rig = DriverWindow(DRIVER, "127.0.0.1:65535", lambda _: None, place), Rig(folder)
    rig.services = ("W" * 100 + ".txt", (CP,) * 3)
    rig.restart()
    rig.connect()
    for number in range(3):
        cp = CP[:-1] + str(number)
        fields = {"location": PLACE, "x": None, "y": None, "price": "0.54", "state": "ACTIVATED"}
        rig.read("ev.network", cp, "cp_status", cp_id=cp, **fields, reserved=False)
    request = rig.request(CP[:-1] + "1")
    for step in ("received", "checking", "asking_cp"):
        rig.step(request, step)
    rig.step(request, "authorised", session_id="s-1")
    rig.session(request, "s-1", "supplying")
    rig.reading("s-1", 10_312)
    rig.ticket(request, "s-1")
    rig.wait(0.4, 0.2)
    for view in rig.out.views:
        window.show_view(view)
    return window


def refuse(_spec: Spec, _broker: str) -> Child:
    raise OSError(PLACE)


def demo(place: Geometry | None, folder: Path) -> DemoWindow:
    window, plan = DemoWindow(lambda _: None, place), playground(())
    shown: list[DemoView] = []

    made = specs(plan, Sites(65_535, 65_535, (65_535,) * len(plan.places), folder / ("W" * 100), {}))
    Supervisor(made, folder / "address", refuse, shown.append, print, now()).flush(now())
    rows = (replace(each, state=ProcessState.RUNNING, pid=4_194_304) for each in shown[0].processes)
    window.show_view(replace(shown[0], processes=tuple(rows), broker="127.0.0.1:65535"))
    return window


MAKERS: dict[Kind | str, Callable[[Geometry | None, Path], AppWindow]] = {
    Kind.CENTRAL: central,
    Kind.ENGINE: engine,
    Kind.MONITOR: monitor,
    Kind.DRIVER: driver,
    DEMO: demo,
}


def places() -> Iterator[tuple[str, Kind | str, Geometry | None]]:
    """Of each kind the window that is seen first, and one that is shown later."""
    plan: Plan = playground(())
    made = specs(plan, Sites(1, 2, tuple(range(len(plan.places))), Path("/data"), {}))
    windows = [(spec.key, spec.kind) for spec in made if spec.kind is not Kind.KAFKA]
    area = QGuiApplication.primaryScreen().availableGeometry()
    arranged = arrange((area.x(), area.y(), area.width(), area.height()), windows, FIRST)
    kinds: dict[str, Kind | str] = {**dict(windows), DEMO: DEMO}
    for key in (DEMO, *FIRST, "engine-BIL4", "monitor-BIL4", "driver-12"):
        yield key, kinds[key], arranged[key]
    yield "by hand", Kind.DRIVER, None  # larger than some screens, if it may


def wide(window: AppWindow) -> list[str]:
    """What is wider than there is room for: in a scroll area, in a table, at the right of the window."""
    found = []
    for area in window.findChildren(QScrollArea):
        content = area.widget()
        if content is not None and area.isVisible() and content.width() > area.viewport().width():
            found.append(f"{type(content).__name__} {content.width()} > {area.viewport().width()}")
    for table in window.findChildren(QTableView):
        if table.isVisible() and table.horizontalScrollBar().maximum():
            found.append(f"{table.accessibleName()} +{table.horizontalScrollBar().maximum()}")
    for child in window.findChildren(QWidget):
        parent = child.parentWidget()
        if child.isVisible() and parent is not None and not child.isWindow():
            beyond = child.geometry().right() - parent.rect().right()
            if beyond > 0:
                found.append(f"{type(child).__name__} in {type(parent).__name__} +{beyond}")
    return found


def measure(key: str, window: AppWindow, place: Geometry | None) -> dict[str, object]:
    logs = [log for log in window.findChildren(MessageLog) if log.isVisible()]
    return {
        "key": key,
        "title": window.windowTitle(),
        "asked": place,
        "id": int(window.winId()),
        "text": [log.columnWidth(log.model().columnCount() - 1) for log in logs],
        "wide": wide(window),
    }


def settle(app: QApplication, windows: list[AppWindow]) -> None:
    deadline = time.monotonic() + SETTLED_S
    while any(window._looking.isActive() for window in windows):
        assert time.monotonic() < deadline, "the windows do not come to rest"
        app.processEvents()
        time.sleep(0.01)


def main() -> None:
    app = QApplication(["desk"])
    apply_theme(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        made: list[tuple[str, AppWindow, Geometry | None]] = []
        for number, (key, kind, place) in enumerate(places()):
            own = Path(folder) / str(number)
            own.mkdir()
            made.append((key, MAKERS[kind](place, own), place))
        for _, window, _ in made:
            window.show()
        settle(app, [window for _, window, _ in made])
        # Closed by the user and shown again: it stands where it stood.
        for _, window, _ in made[:2]:
            window.close()
            app.processEvents()
            window.bring_up()
        settle(app, [window for _, window, _ in made])
        area = QGuiApplication.primaryScreen().geometry()
        assert area == QRect(0, 0, area.width(), area.height())
        print(json.dumps([measure(*each) for each in made]), flush=True)
        if len(sys.argv) > 2:
            for key, window, _ in made:
                window.save_screenshot(Path(sys.argv[2]) / f"{key}.png")
        sys.stdin.read()  # until it was looked at


if __name__ == "__main__":
    install_translation("es" if sys.argv[1:2] == ["es"] else "en")
    main()
