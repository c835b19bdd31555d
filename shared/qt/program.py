"""How every program starts: arguments, language, data folder, log, connection dialog, then its own wiring.

One description (:class:`Program`) per executable; :func:`run_program` does the rest the same way for all
(acceptance 1). QtCore only until a window is wanted.
"""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from shared.messages.topics import use_network
from shared.qt.app import AppControl, Running, run_app
from shared.qt.console import ConsoleThread
from shared.qt.core_thread import CoreThread
from shared.qt.sign_of_life import SignOfLife
from shared.qt.threads import Worker
from shared.qt.translation import install_translation
from shared.runtime.arguments import AppParser, CommonOptions, common_options, network, sentence_type
from shared.runtime.checks import Chain, Setting, print_checks
from shared.runtime.console import Command, say
from shared.runtime.logs import set_up_logging, set_up_sentences
from shared.runtime.output import ensure_streams
from shared.runtime.paths import InstanceLock, data_dir, data_path, instance_lock
from shared.runtime.settings import load_settings, save_settings
from shared.runtime.text import language_from, translate

if TYPE_CHECKING:
    from shared.qt.connection_dialog import FieldSpec
    from shared.qt.window_base import AppWindow


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """What the window was told: ``geometry`` (x, y, width, height) or None, ``theme``, ``console`` too.

    ``memory``: the file of how it was last, None with a geometry or hidden.
    """

    geometry: tuple[int, int, int, int] | None
    theme: str
    console: bool
    memory: Path | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """What a program's ``build`` gets: its control, arguments, and its locked data folder."""

    control: AppControl
    arguments: argparse.Namespace
    common: CommonOptions
    window: WindowOptions
    folder: Path

    def running(
        self,
        commands: Mapping[str, Command[Any]],
        core: CoreThread,
        window: AppWindow | None,
        threads: Sequence[Worker],
    ) -> Running:
        """``threads`` in the order of their end, the ``window``, and before all of them the console of
        ``core``, where one is wanted."""
        if window is not None:
            window.closed.connect(self.control.window_closed)
            window.remember(self.window.memory)
            window.sure = self.control.hidden
        if window is None or self.window.console:
            threads = [ConsoleThread(commands, core.post, self.control, window), *threads]
        return Running(threads, show=None if window is None else window.show)


@dataclass(frozen=True, slots=True)
class Program:
    """One executable.

    ``make_parser`` makes its parser (in the user's language), ``instance`` the id that keeps its data apart
    from others', ``fields`` the connection dialog's fields with their defaults, ``to_arguments`` the command
    line of their values, ``build`` the running program, ``checks`` what ``--check`` looks at.
    """

    name: str
    make_parser: Callable[[], AppParser]
    instance: Callable[[argparse.Namespace], str]
    build: Callable[[Start], Running]
    fields: Callable[[], Sequence[FieldSpec]]
    to_arguments: Callable[[Mapping[str, str]], list[str]]
    checks: Callable[[Setting], Sequence[Chain]]


def run_program(program: Program, argv: Sequence[str]) -> int:
    """Run ``program`` with the arguments ``argv`` (without the program's name); returns the exit code.

    With no arguments at all (a double click) the connection dialog asks for them. Main thread.
    """
    ensure_streams()
    qInstallMessageHandler(_qt_said)
    language = language_from(argv, os.environ)
    install_translation(language)
    parser = program.make_parser()
    _add_window_options(parser)
    parser.checking = "--check" in argv
    asked = not argv
    arguments = None if asked else parser.parse_args(argv)
    if arguments is not None:
        use_network(arguments.network)
        if arguments.check:
            return _check(program, arguments)
        set_up_sentences(arguments.log_format)

    def build(control: AppControl) -> Running | None:
        chosen = arguments if arguments is not None else _ask(program, parser)
        return None if chosen is None else _build(program, control, chosen)

    return run_app(
        program.name,
        build,
        headless=arguments is not None and arguments.headless,
        language=language,
        theme=arguments.theme if arguments is not None else "system",
        explain_in_window=asked,
    )


def _qt_said(_kind: QtMsgType, _context: object, text: str) -> None:
    """Qt's own words are lines of the log; those before it is open are said in its form."""
    (logging.getLogger("qt").warning if logging.getLogger().handlers else say)(text)


def _build(program: Program, control: AppControl, arguments: argparse.Namespace) -> Running:
    common = common_options(arguments)
    instance = program.instance(arguments)
    folder = data_dir(program.name, instance, common.data_dir)
    lock = instance_lock(folder, f"{program.name} {instance}".strip())
    try:
        set_up_logging(program.name, common.log_level, folder, common.log_format)
        control.hidden = arguments.hidden
        memory = folder / "window.json" if arguments.geometry is None and not arguments.hidden else None
        console = arguments.console or arguments.hidden
        window = WindowOptions(arguments.geometry, arguments.theme, console, memory)
        running = program.build(Start(control, arguments, common, window, folder))
    except BaseException:
        lock.release()
        raise
    cores = [thread for thread in running.threads if isinstance(thread, CoreThread)]
    SignOfLife(lock, cores, control)
    return _releasing(running, lock)


def _check(program: Program, arguments: argparse.Namespace) -> int:
    common = common_options(arguments)
    if common.log_level == "debug":
        set_up_logging(program.name, common.log_level, None)
    else:
        logging.disable()  # the lines of the checks say it all
    folder = data_path(program.name, program.instance(arguments), common.data_dir)
    return print_checks(program.checks(Setting(arguments, common.kafka_options, folder)))


def _releasing(running: Running, lock: InstanceLock) -> Running:
    def stopped() -> None:
        if running.stopped is not None:
            running.stopped()
        lock.release()

    return Running(running.threads, running.show, running.stopping, stopped)


def _add_window_options(parser: AppParser) -> None:
    add = parser.add_argument_group(translate("Arguments", "options of the window")).add_argument
    add(
        "--geometry",
        metavar="X,Y,W,H",
        type=sentence_type(_geometry),
        help=translate("Arguments", "place and size of the window with its frame, in pixels"),
    )
    add(
        "--theme",
        choices=("system", "light", "dark"),
        default="system",
        help=translate("Arguments", "colours of the window"),
    )
    add(
        "--console",
        action="store_true",
        help=translate("Arguments", "with the window too, take commands on standard input"),
    )
    add(
        "--hidden",
        action="store_true",
        help=translate(
            "Arguments",
            "no window until the command 'show' on standard input; closing it then only hides it",
        ),
    )


def _geometry(text: str) -> tuple[int, int, int, int]:
    try:
        x, y, width, height = (int(part) for part in text.split(","))
    except ValueError:
        width = height = 0
    if width <= 0 or height <= 0:
        sentence = translate(
            "Arguments", "'{text}' is no place and size; write X,Y,W,H, for example 0,0,800,600."
        )
        raise ValueError(sentence.format(text=text))
    return x, y, width, height


def _ask(program: Program, parser: AppParser) -> argparse.Namespace | None:
    """The connection dialog, filled with the values used last; None if it was cancelled."""
    from shared.qt.connection_dialog import ConnectionDialog, FieldSpec

    remembered = data_dir(program.name, "", None) / "connection.json"
    fields = [*program.fields()]
    if any(field.name == "broker" for field in fields):
        fields.append(FieldSpec("network", translate("Arguments", "Network"), "ev", "group-7", network))
    values = ConnectionDialog.ask(program.name, fields, load_settings(remembered))
    if values is None:
        return None
    save_settings(remembered, values)
    named = [f"--network={values['network']}"] if "network" in values else []
    arguments = parser.parse_args([*named, *program.to_arguments(values)])
    use_network(arguments.network)
    return arguments
