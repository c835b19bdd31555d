"""The network as its consoles tell it: asks all for their status all the time, and waits for what is to come.

One thread: the story's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from apps.ev_demo import intents as i
from apps.ev_demo.answers import (
    STATUS,
    TICKETS,
    Answer,
    AnswerReader,
    CentralStatus,
    DriverStatus,
    EngineStatus,
    Progress,
    TicketRow,
    decode,
)
from apps.ev_demo.children import answers_file
from apps.ev_demo.network import Kind, Spec
from apps.ev_demo.script import ENDED, Seen
from apps.ev_demo.summary import Books
from apps.ev_demo.views import DemoView, ProcessState
from shared.runtime.text import translate

_T = TypeVar("_T")

POLL_S: Final = 0.05
ASK_S: Final = 0.3
"""Between two rounds of ``status``."""
TICKETS_S: Final = 15.0
"""Everybody must have told their tickets in this time."""


class StoryFailed(Exception):
    """The story did not go as written; ``str(error)`` is the first difference in one sentence."""


class StoryStopped(Exception):
    """The demo was asked to end in the middle."""


class Watch:
    """All that is known of the running network. ``post`` takes intents to the supervisor."""

    def __init__(self, specs: Sequence[Spec], folder: Path, post: Callable[[i.Intent], None]) -> None:
        self.specs = {spec.key: spec for spec in specs if spec.kind is not Kind.KAFKA}
        self.stop = threading.Event()
        self._post = post
        self._view: DemoView | None = None
        # Monitors have nothing to say that CENTRAL and the engines do not.
        self._polled = [key for key, spec in self.specs.items() if spec.kind is not Kind.MONITOR]
        self._readers = {
            key: AnswerReader(self._teller(key), answers_file(folder, key)) for key in self._polled
        }
        self._status: dict[str, bytes] = {}
        self._asked: dict[str, float] = {}
        self._tickets: dict[str, bytes] = {}
        self._requests: dict[str, list[Progress]] = {
            spec.subject: [] for spec in self.specs.values() if spec.kind is Kind.DRIVER
        }
        self._supplied: set[str] = set()
        self._ended: set[str] = set()

    def show(self, view: DemoView) -> None:
        """The latest state of the processes. Any thread: it replaces one immutable object by another."""
        self._view = view

    def type(self, key: str, command: str) -> None:
        """Type ``command`` on the console of a process."""
        self._post(i.TellProcess(key, command))

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
        engines, drivers = self._of(Kind.ENGINE, self._status), self._of(Kind.DRIVER, self._status)
        return Seen(
            central=decode(CentralStatus, self._status["central"]),
            engines={subject: decode(EngineStatus, line) for subject, line in engines.items()},
            drivers={subject: decode(DriverStatus, line) for subject, line in drivers.items()},
            services={subject: tuple(map(self._step, made)) for subject, made in self._requests.items()},
        )

    def silent(self) -> list[str]:
        """The processes that have not answered yet."""
        return [key for key in self._polled if key not in self._status]

    @property
    def requests(self) -> Mapping[str, Sequence[Progress]]:
        """By driver, the last step of each of its requests, in order."""
        return self._requests

    @property
    def central(self) -> bytes:
        """CENTRAL's latest ``status``, as it said it."""
        return self._status["central"]

    def books(self) -> Books:
        """All tickets of everybody, asked for now."""
        self._tickets.clear()
        for key in self._polled:
            self._readers[key].ask(TICKETS)
        self.until(
            lambda: len(self._tickets) == len(self._polled),
            TICKETS_S,
            lambda: translate("Story", "Not everybody told their tickets."),
        )
        rows: dict[str, list[TicketRow]] = {
            key: decode(list[TicketRow], line) for key, line in self._tickets.items()
        }
        return Books(
            engines=self._of(Kind.ENGINE, rows), central=rows["central"], drivers=self._of(Kind.DRIVER, rows)
        )

    def _of(self, kind: Kind, by_key: Mapping[str, _T]) -> dict[str, _T]:
        return {spec.subject: by_key[key] for key, spec in self.specs.items() if spec.kind is kind}

    def _step(self, request: Progress) -> str:
        return ENDED if request.request_id in self._ended else request.step

    def _listen(self) -> None:
        """Take the answers that have come, and ask again those that have answered."""
        if self.stop.wait(POLL_S):
            raise StoryStopped
        self._check_alive()
        now = time.monotonic()
        for key, reader in self._readers.items():
            for answer in reader.read():
                self._take(key, answer)
            if not reader.waiting and now - self._asked.get(key, 0.0) >= ASK_S and self._runs(key):
                self._asked[key] = now
                reader.ask(STATUS)

    def _take(self, key: str, answer: Answer) -> None:
        if answer.command == TICKETS:
            self._tickets[key] = answer.line
            return
        self._status[key] = answer.line
        if self.specs[key].kind is Kind.DRIVER:
            self._note_request(self.specs[key].subject, decode(DriverStatus, answer.line))

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
        for process in self._view.processes if self._view is not None else ():
            if process.state in (ProcessState.DIED, ProcessState.KILLED):
                raise StoryFailed(
                    translate("Story", "{name} ended by itself (exit code {code}): {words}").format(
                        name=process.key, code=process.exit_code, words=process.last_words
                    )
                )

    def _runs(self, key: str) -> bool:
        processes = self._view.processes if self._view is not None else ()
        return any(each.key == key and each.state is ProcessState.RUNNING for each in processes)

    def _teller(self, key: str) -> Callable[[str], None]:
        return lambda line: self.type(key, line)
