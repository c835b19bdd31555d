"""Builds the demo: the supervisor's thread, the console, the window, and for the story its thread."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from apps.ev_demo import intents as i
from apps.ev_demo.arrangement import DEMO, arrange
from apps.ev_demo.children import Child
from apps.ev_demo.console import console_commands
from apps.ev_demo.network import Kind, Plan, Sites, drivers_csv, specs
from apps.ev_demo.observer import Observer
from apps.ev_demo.plans import FIRST, playground, story
from apps.ev_demo.ports import choose_ports
from apps.ev_demo.story import Story
from apps.ev_demo.supervisor import Supervisor
from apps.ev_demo.views import DemoView, Outcome
from apps.ev_demo.window import DemoWindow
from shared.qt.app import Running
from shared.qt.console import ConsoleThread
from shared.qt.core_thread import CoreThread
from shared.qt.program import Start
from shared.qt.threads import LoopThread, Worker
from shared.runtime.clock import now
from shared.runtime.console import print_json, say
from shared.runtime.errors import StartError
from shared.runtime.settings import write_private
from shared.runtime.text import translate

END_S: Final = 30.0
"""All processes together have so long to end; the supervisor kills those that do not."""
STORY_END_S: Final = 5.0
PORTS_NAME: Final = "ports.json"


class _Relay(QObject):
    """Carries the story's wish for a picture, and what was seen, to the window's thread."""

    picture = Signal(str)
    proof = Signal(object)


class Wiring:
    """All parts of one running demo. ``output``: where the story's files go; None: no story is played."""

    def __init__(self, start: Start, output: Path | None, outcome: Outcome) -> None:
        if output is not None:
            _make_folder(output)
        options = _handed_on(start)
        plan = playground(options) if output is None else story(options)
        sites = _sites(start.folder, plan)
        self._specs = specs(plan, sites)
        self._sites, self._output, self._outcome = sites, output, outcome
        write_private(sites.drivers_file, drivers_csv(plan.registered).encode())
        self._core = CoreThread("core", self._make_core)
        self._window = DemoWindow(self._core.post, start.window.geometry or sites.windows.get(DEMO))
        self._core.view_changed.connect(self._window.show_view)
        self._window.closed.connect(start.control.window_closed)
        self._relay = _Relay()
        self._relay.picture.connect(self._window.save_screenshot)
        self._relay.proof.connect(self._window.show_proof)
        self._threads: list[Worker] = [self._core]
        self._story: Story | None = None
        self._observer: Observer | None = None
        if output is not None:
            self._story = self._make_story(start, output)
            self._threads.insert(0, LoopThread("story", self._story))
        if output is not None or start.window.console:
            commands = console_commands([spec.key for spec in self._specs])
            self._threads.insert(0, ConsoleThread(commands, self._core.post, start.control, self._window))
        if output is None:
            self._observer = Observer(self._specs, sites.folder, self._core.post, self._relay.proof.emit)
            self._window.switch.switched.connect(self._observer.look)
            self._threads.insert(0, LoopThread("observer", self._observer))
            self._core.post(i.OpenAll())

    def running(self) -> Running:
        """The threads in the order of their end, and the window."""
        return Running(self._threads, show=self._window.show, stopping=self._end_all)

    def _make_core(self, publish: Callable[[object], None]) -> Supervisor:
        def show(view: DemoView) -> None:
            publish(view)
            for watching in (self._story, self._observer):
                if watching is not None:
                    watching.show(view)

        folder = self._sites.folder
        self._supervisor = Supervisor(
            self._specs,
            self._sites.port_file,
            lambda spec, broker: Child.start(spec, broker, folder),
            show,
            print_json,
            now(),
            FIRST if self._output is None else [spec.key for spec in self._specs],
        )
        return self._supervisor

    def _make_story(self, start: Start, output: Path) -> Story:
        return Story(
            self._specs,
            self._sites.folder,
            output,
            post=self._core.post,
            picture=self._relay.picture.emit,
            tell=lambda text: say(f"EV_Demo: {text}"),
            done=start.control.quit,
        )

    def _end_all(self) -> None:
        """All processes end in order before the demo's own threads do."""
        self._window.hide()
        if self._story is not None:
            self._threads[1].finish()
            self._threads[1].join(STORY_END_S)
            self._outcome.failure = self._story.failure
        self._supervisor.gone.clear()
        self._core.post(i.CloseAll())
        self._supervisor.gone.wait(END_S)
        if self._outcome.failure is not None and self._output is not None:
            # The data folder may be a temporary one: what explains the failure must outlive it.
            with contextlib.suppress(OSError):
                shutil.copytree(self._sites.folder / "logs", self._output / "logs", dirs_exist_ok=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(
            translate(
                "Demo", "The folder {folder} cannot be used ({reason}); choose another --output."
            ).format(folder=folder, reason=error.strerror or error)
        ) from error


def _sites(folder: Path, plan: Plan) -> Sites:
    """Ports, folder, and where the windows go; without a screen they have the size that they like."""
    ports = choose_ports(2 + len(plan.places), folder / PORTS_NAME)
    bare = Sites(ports[0], ports[1], ports[2:], folder, {})
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return bare
    area = QGuiApplication.primaryScreen().availableGeometry()
    windows = [(spec.key, spec.kind) for spec in specs(plan, bare) if spec.kind is not Kind.KAFKA]
    places = arrange((area.x(), area.y(), area.width(), area.height()), windows, FIRST)
    return Sites(ports[0], ports[1], ports[2:], folder, places)


def _handed_on(start: Start) -> tuple[str, ...]:
    """The options of the demo that are meant for every app."""
    words = ["--network", start.arguments.network]
    common = start.common
    for option, value, usual in (
        ("--lang", common.language, None),
        ("--theme", start.window.theme, "system"),
        ("--log-level", common.log_level, "info"),
        ("--log-format", common.log_format, "text"),
    ):
        if value is not None and value != usual:
            words += [option, value]
    for name, given in common.kafka_options.items():
        words += ["--kafka-option", f"{name}={_option_text(given)}"]
    return tuple(words)


def _option_text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
