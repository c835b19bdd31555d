"""Small real processes for the demo's supervisor, and the time that a test lets pass."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from apps.ev_demo.children import Child
from apps.ev_demo.intents import CloseAll, Intent
from apps.ev_demo.network import BROKER, Kind, Spec
from apps.ev_demo.supervisor import Supervisor
from apps.ev_demo.views import DemoView, ProcessState, ProcessView
from shared.runtime.clock import now

DEADLINE_S = 15.0
OBEDIENT = (
    "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); {ready}; signal.pause()"
)
FAILING = "import sys; sys.exit('no room left')"
ECHO = "import sys; [print(line.strip(), flush=True) for line in sys.stdin]"
ADDRESS = "127.0.0.1:5"


@dataclass(frozen=True, slots=True)
class TinySpec(Spec):
    """A process that runs ``code`` instead of a program of the network."""

    code: str = ""

    def argv(self, broker: str) -> list[str]:
        return [sys.executable, "-c", self.code]


def obedient(ready: Path) -> str:
    """Code that ends in order on SIGTERM, and writes the file ``ready`` once it would."""
    return OBEDIENT.format(ready=f"open({str(ready)!r}, 'w').close()")


def tiny(key: str, kind: Kind, code: str, *, needs_broker: bool = False) -> TinySpec:
    return TinySpec(key, kind, key, (BROKER,) if needs_broker else (), code)


class Bench:
    """A supervisor with real processes, driven by the test."""

    def __init__(self, folder: Path, specs: Sequence[Spec], shown: Sequence[str] = ()) -> None:
        self.folder = folder
        self.port_file = folder / "address"
        self.replies: list[object] = []
        self.views: list[DemoView] = []
        self.supervisor = Supervisor(
            specs,
            self.port_file,
            lambda spec, broker: Child.start(spec, broker, folder),
            self.views.append,
            self.replies.append,
            now(),
            shown,
        )
        self.turn()

    def give(self, intent: Intent) -> None:
        self.supervisor.handle(intent, now())
        self.turn()

    def turn(self) -> None:
        moment = now()
        self.supervisor.tick(moment)
        self.supervisor.flush(moment)

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not condition():
            assert time.monotonic() < deadline, self.views[-1]
            self.turn()

    def process(self, key: str) -> ProcessView:
        (found,) = (each for each in self.views[-1].processes if each.key == key)
        return found

    def state(self, key: str) -> ProcessState:
        return self.process(key).state

    def end(self) -> None:
        self.supervisor.handle(CloseAll(), now())
        self.until(self.supervisor.gone.is_set)
