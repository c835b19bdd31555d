"""The network as its consoles tell it: who asks, and the story, which waits for what is to come."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final, TypeVar

import msgspec

from apps.ev_demo import intents as i
from apps.ev_demo.answers import (
    STATUS,
    TICKETS,
    Answer,
    AnswerReader,
    CentralStatus,
    DriverStatus,
    EngineStatus,
    MonitorStatus,
    Progress,
    TicketRow,
)
from apps.ev_demo.children import answers_file
from apps.ev_demo.network import Kind, Spec
from apps.ev_demo.script import ENDED, Seen
from apps.ev_demo.summary import Books
from apps.ev_demo.views import GONE, DemoView, ProcessState
from shared.runtime.text import translate

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

POLL_S: Final = 0.05
ASK_S: Final = 0.3
"""Between two rounds of ``status``."""
TICKETS_S: Final = 15.0
"""Everybody must have told their tickets in this time."""
_STATUS: Final[Mapping[Kind, Any]] = {
    Kind.CENTRAL: CentralStatus,
    Kind.ENGINE: EngineStatus,
    Kind.MONITOR: MonitorStatus,
    Kind.DRIVER: DriverStatus,
}


class StoryFailed(Exception):
    """The story did not go as written; ``str(error)`` is the first difference in one sentence."""


class StoryStopped(Exception):
    """The demo was asked to end in the middle."""


class Consoles:
    """Asks programs on their consoles, and takes their answers, whoever dies and comes back meanwhile.

    ``post`` takes intents to the supervisor. All but :meth:`show` on one thread.
    """

    def __init__(self, specs: Sequence[Spec], folder: Path, post: Callable[[i.Intent], None]) -> None:
        self.specs = {spec.key: spec for spec in specs if spec.kind is not Kind.KAFKA}
        self.view: DemoView | None = None
        self._folder = folder
        self._post = post
        self._shown: SimpleQueue[tuple[float, DemoView]] = SimpleQueue()
        self._readers: dict[str, tuple[int, AnswerReader]] = {}
        self._asked: dict[tuple[str, str], float] = {}

    def show(self, view: DemoView) -> None:
        """The latest state of the processes. Any thread."""
        self._shown.put((time.monotonic(), view))

    def views(self) -> Iterator[tuple[float, DemoView]]:
        """The views that came, each with its second; who was started anew owes no answers of before."""
        while not self._shown.empty():
            at, self.view = self._shown.get()
            for process in self.view.processes:
                key, pid = process.key, process.pid
                if key in self.specs and pid is not None and self._readers.get(key, (0,))[0] != pid:
                    reader = AnswerReader(partial(self.type, key), answers_file(self._folder, key))
                    self._readers[key] = pid, reader
            yield at, self.view

    def running(self) -> set[str]:
        """The processes that run, and can answer."""
        processes = self.view.processes if self.view is not None else ()
        return {each.key for each in processes if each.state is ProcessState.RUNNING}

    def type(self, key: str, command: str) -> None:
        """Type ``command`` on the console of a process."""
        self._post(i.TellProcess(key, command))

    def ask(self, keys: Iterable[str], command: str, every_s: float) -> None:
        """Ask those that run, but none again before it has answered, and not within ``every_s`` seconds."""
        now = time.monotonic()
        for key in self.running().intersection(keys, self._readers):
            reader = self._readers[key][1]
            if not reader.due(command) and now - self._asked.get((key, command), 0.0) >= every_s:
                self._asked[key, command] = now
                reader.ask(command)

    def answers(self) -> Iterator[tuple[str, Answer, Any]]:
        """What has come since the last call, and what it says; what cannot be read is logged."""
        for key, (_, reader) in self._readers.items():
            for answer in reader.read():
                shape = list[TicketRow] if answer.command == TICKETS else _STATUS[self.specs[key].kind]
                try:
                    yield key, answer, msgspec.json.decode(answer.line, type=shape)
                except msgspec.MsgspecError:
                    _log.exception("%s answered %r", key, answer.line[:200])


class Watch(Consoles):
    """All that the story knows of the running network."""

    def __init__(self, specs: Sequence[Spec], folder: Path, post: Callable[[i.Intent], None]) -> None:
        super().__init__(specs, folder, post)
        self.stop = threading.Event()
        # Monitors have nothing to say that CENTRAL and the engines do not.
        self._polled = [key for key, spec in self.specs.items() if spec.kind is not Kind.MONITOR]
        self._status: dict[str, Any] = {}
        self._tickets: dict[str, list[TicketRow]] = {}
        self.central = b""
        """CENTRAL's latest ``status``, as it said it."""
        self._requests: dict[str, list[Progress]] = {
            spec.subject: [] for spec in self.specs.values() if spec.kind is Kind.DRIVER
        }
        self._supplied: set[str] = set()
        self._ended: set[str] = set()

    def until(self, condition: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
        """Wait until ``condition`` holds, asking all for their status meanwhile.

        Raises :class:`StoryFailed` with ``otherwise()`` after ``seconds``, or when a process dies, and
        :class:`StoryStopped`.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise StoryFailed(otherwise())
            self._listen()

    def seen(self) -> Seen | None:
        """The latest answers of all; None until each has answered once."""
        if self.silent():
            return None
        return Seen(
            central=self._status["central"],
            engines=self._of(Kind.ENGINE, self._status),
            drivers=self._of(Kind.DRIVER, self._status),
            services={subject: tuple(map(self._step, made)) for subject, made in self._requests.items()},
        )

    def silent(self) -> list[str]:
        """The processes that have not answered yet."""
        return [key for key in self._polled if key not in self._status]

    @property
    def requests(self) -> Mapping[str, Sequence[Progress]]:
        """By driver, the last step of each of its requests, in order."""
        return self._requests

    def books(self) -> Books:
        """All tickets of everybody, asked for now."""
        self._tickets.clear()
        self.ask(self._polled, TICKETS, 0.0)
        self.until(
            lambda: len(self._tickets) == len(self._polled),
            TICKETS_S,
            lambda: translate("Story", "Not everybody told their tickets."),
        )
        rows = self._tickets
        return Books(self._of(Kind.ENGINE, rows), rows["central"], self._of(Kind.DRIVER, rows))

    def _of(self, kind: Kind, by_key: Mapping[str, _T]) -> dict[str, _T]:
        return {spec.subject: by_key[key] for key, spec in self.specs.items() if spec.kind is kind}

    def _step(self, request: Progress) -> str:
        return ENDED if request.request_id in self._ended else request.step

    def _listen(self) -> None:
        """Take the answers that have come, and ask again those that have answered."""
        if self.stop.wait(POLL_S):
            raise StoryStopped
        for _ in self.views():
            self._check_alive()
        for key, answer, value in self.answers():
            self._take(key, answer, value)
        self.ask(self._polled, STATUS, ASK_S)

    def _take(self, key: str, answer: Answer, value: Any) -> None:
        if answer.command == TICKETS:
            self._tickets[key] = value
            return
        self._status[key] = value
        if key == "central":
            self.central = answer.line
        elif self.specs[key].kind is Kind.DRIVER:
            self._note_request(self.specs[key].subject, value)

    def _note_request(self, driver_id: str, status: DriverStatus) -> None:
        """A new request id is a new service; a request stays the last one for 4 s at least."""
        if status.session is not None:
            if status.session.state == "supplying":
                self._supplied.add(status.session.request_id)
        elif status.last is not None and status.last.request_id in self._supplied:
            self._ended.add(status.last.request_id)
        last, made = status.last, self._requests[driver_id]
        if last is None:
            return
        if made and made[-1].request_id == last.request_id:
            made[-1] = last
        elif all(each.request_id != last.request_id for each in made):
            made.append(last)

    def _check_alive(self) -> None:
        for process in self.view.processes if self.view is not None else ():
            if process.state in GONE:
                raise StoryFailed(
                    translate("Story", "{name} ended by itself (exit code {code}): {words}").format(
                        name=process.key, code=process.exit_code, words=process.last_words
                    )
                )
