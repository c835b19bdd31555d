"""The core of the demo: starts the processes one after the other, watches them, ends them in order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from apps.ev_demo import intents as i
from apps.ev_demo.children import CAN_FREEZE, Child
from apps.ev_demo.network import BROKER, Kind, Spec
from apps.ev_demo.views import LIVE, DemoView, ProcessState, ProcessView
from shared.runtime.clock import Instant, to_wire

PACE_S: Final = 0.45
"""Between two starts: a process needs most of a processor for about a second."""
CLOSE_S: Final = 8.0
"""A process that has not ended so long after it was asked to is killed, s."""
WATCH_S: Final = 0.1
_ENDS: Final = (
    frozenset({Kind.DRIVER}),
    frozenset({Kind.MONITOR, Kind.ENGINE}),
    frozenset({Kind.CENTRAL}),
    frozenset({Kind.KAFKA}),
)

Launch = Callable[[Spec, str], Child]


@dataclass(slots=True)
class _Process:
    """One row: a spec and what became of it."""

    spec: Spec
    state: ProcessState
    since: Instant
    command: str
    child: Child | None = None
    exit_code: int | None = None
    last_words: str = ""
    shown: bool = False
    kill_at: float = 0.0
    start_after: bool = False

    @property
    def live(self) -> bool:
        return self.state in LIVE

    def turn(self, state: ProcessState, now: Instant) -> None:
        self.state, self.since = state, now


class Supervisor:
    """A :class:`~shared.qt.core_thread.Core`. ``port_file``: where the broker says its address;
    ``shown``: the keys of those that have a window from the start, which the others get when asked.

    ``gone`` is set whenever :class:`~apps.ev_demo.intents.CloseAll` is through.
    """

    def __init__(
        self,
        specs: Sequence[Spec],
        port_file: Path,
        launch: Launch,
        publish: Callable[[DemoView], None],
        reply: Callable[[object], None],
        now: Instant,
        shown: Collection[str] = (),
    ) -> None:
        self._port_file = port_file
        self._launch = launch
        self._publish = publish
        self._reply = reply
        self._broker = ""
        self._rows = {
            spec.key: _Process(
                spec, ProcessState.CLOSED, now, spec.command_line(BROKER), shown=spec.key in shown
            )
            for spec in specs
        }
        self._next_start = 0.0
        self._closing_all = False
        self._shown: DemoView | None = None
        self.gone = threading.Event()

    def handle(self, event: i.Intent, now: Instant) -> None:
        """One intent. Unknown keys are the console's to refuse."""
        match event:
            case i.OpenAll():
                self._closing_all = False
                for row in self._rows.values():
                    self._want(row, now)
            case i.CloseAll():
                self._closing_all = True
                self.gone.clear()
            case i.OpenProcess(key):
                self._want(self._rows[key], now)
            case i.CloseProcess(key):
                self._close(self._rows[key], now)
            case i.KillProcess(key):
                self._kill(self._rows[key], now)
            case i.FreezeProcess(key):
                self._freeze(self._rows[key], now)
            case i.RestartProcess(key):
                self._close(self._rows[key], now)
                self._want(self._rows[key], now)
            case i.TellProcess(key, line):
                self._tell(self._rows[key], line)
            case i.ShowWindow(key):
                self._rows[key].shown = True
                self._show(self._rows[key])
            case i.ShowStatus():
                self._watch(now)
                self._reply(_status(self._view()))

    def tick(self, now: Instant) -> None:
        """See who died, start who is next, kill who does not end."""
        self._watch(now)
        self._read_broker()
        if self._closing_all:
            self._close_next(now)
        elif now.mono >= self._next_start:
            self._start_next(now)

    def flush(self, now: Instant) -> None:
        """Show what changed."""
        view = self._view()
        if view != self._shown:
            self._shown = view
            self._publish(view)

    def next_deadline(self) -> float | None:
        """The usual pace will do."""
        return None

    def suspended(self, seconds: float, now: Instant) -> None:
        """The demo stood still; its processes did not need it."""

    def _want(self, row: _Process, now: Instant) -> None:
        if row.state is ProcessState.CLOSING:
            row.start_after = True
        elif row.state is ProcessState.FROZEN:
            self._thaw(row, now)
        elif not row.live:
            row.turn(ProcessState.WAITING, now)

    def _close(self, row: _Process, now: Instant) -> None:
        row.start_after = False
        self._thaw(row, now)
        if row.state is ProcessState.RUNNING and row.child is not None:
            row.child.close()
            row.kill_at = now.mono + CLOSE_S
            row.turn(ProcessState.CLOSING, now)
        elif row.state is ProcessState.WAITING:
            row.turn(ProcessState.CLOSED, now)

    def _kill(self, row: _Process, now: Instant) -> None:
        row.start_after = False
        if row.live and row.child is not None:
            row.child.kill()
            row.turn(ProcessState.KILLED, now)

    def _freeze(self, row: _Process, now: Instant) -> None:
        if CAN_FREEZE and row.state is ProcessState.RUNNING and row.child is not None:
            row.child.freeze()
            row.turn(ProcessState.FROZEN, now)

    def _thaw(self, row: _Process, now: Instant) -> None:
        if row.state is ProcessState.FROZEN and row.child is not None:
            row.child.thaw()
            row.turn(ProcessState.RUNNING, now)

    def _start_next(self, now: Instant) -> None:
        """Start the first that waits, those that are seen before the others; who needs the broker's address
        waits until it is known."""
        order = sorted(self._rows.values(), key=lambda row: row.spec.kind is not Kind.KAFKA and not row.shown)
        for row in order:
            ready = self._broker or BROKER not in row.spec.arguments
            if row.state is ProcessState.WAITING and row.child is None and ready:
                self._start(row, now)
                self._next_start = now.mono + PACE_S
                return

    def _start(self, row: _Process, now: Instant) -> None:
        if row.spec.kind is Kind.KAFKA:
            # Only what it says anew is true of it.
            self._port_file.unlink(missing_ok=True)
            self._broker = ""
        row.command = row.spec.command_line(self._broker or BROKER)
        row.exit_code, row.last_words = None, ""
        try:
            row.child = self._launch(row.spec, self._broker)
        except OSError as error:
            row.child, row.last_words = None, str(error)
            row.turn(ProcessState.DIED, now)
            return
        row.turn(ProcessState.RUNNING, now)
        self._show(row)

    def _show(self, row: _Process) -> None:
        if row.shown and row.spec.kind is not Kind.KAFKA:
            self._tell(row, "show")

    def _tell(self, row: _Process, line: str) -> None:
        if row.child is not None:
            row.child.tell(line)

    def _watch(self, now: Instant) -> None:
        for row in self._rows.values():
            child = row.child
            code = child.exit_code() if child is not None else None
            if child is None or code is None:
                if child is not None and row.state is ProcessState.CLOSING and now.mono >= row.kill_at:
                    child.kill()
                continue
            row.child, row.exit_code = None, code
            if row.state is ProcessState.CLOSING:
                row.turn(ProcessState.CLOSED, now)
            elif row.state in (ProcessState.RUNNING, ProcessState.FROZEN):
                row.last_words = child.last_words()
                row.turn(ProcessState.DIED, now)
            if row.start_after:
                row.start_after = False
                row.turn(ProcessState.WAITING, now)

    def _read_broker(self) -> None:
        if self._broker or not any(row.spec.kind is Kind.KAFKA and row.live for row in self._rows.values()):
            return
        try:
            self._broker = self._port_file.read_text("ascii").strip()
        except FileNotFoundError:
            return
        for row in self._rows.values():
            if not row.live:
                row.command = row.spec.command_line(self._broker)

    def _close_next(self, now: Instant) -> None:
        """Ask the first kind that still runs to end; the next kind's turn is when all of it are gone."""
        for row in self._rows.values():
            if row.state is ProcessState.WAITING:
                self._close(row, now)
        for kinds in _ENDS:
            left = [row for row in self._rows.values() if row.spec.kind in kinds and row.child is not None]
            for row in left:
                self._close(row, now)
            if left:
                return
        self._closing_all = False
        self.gone.set()

    def _view(self) -> DemoView:
        rows = self._rows.values()
        return DemoView(
            tuple(
                ProcessView(
                    key=row.spec.key,
                    kind=row.spec.kind,
                    subject=row.spec.subject,
                    state=row.state,
                    pid=row.child.pid if row.child is not None else None,
                    since=row.since.utc,
                    exit_code=row.exit_code,
                    command=row.command,
                    last_words=row.last_words,
                )
                for row in rows
            ),
            broker=self._broker,
            folder=str(self._port_file.parent),
            closing_all=self._closing_all,
        )


def _status(view: DemoView) -> dict[str, object]:
    """The answer to ``status``."""
    return {
        "broker": view.broker or None,
        "processes": [
            {
                "name": row.key,
                "state": row.state.value,
                "pid": row.pid,
                "since": to_wire(row.since),
                "exit_code": row.exit_code,
                "command": row.command,
            }
            for row in view.processes
        ],
    }
