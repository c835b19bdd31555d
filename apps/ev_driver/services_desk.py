"""Which services file runs: the one given, the one that a crash interrupted, the one opened (M15, D3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from apps.ev_driver.book import Book
from apps.ev_driver.ports import Say
from apps.ev_driver.runner import ServicesRun
from apps.ev_driver.services_file import ServicesError, load_services
from shared.store.driver_store import Memory, Service

Given = tuple[str, Sequence[str]]
"""Name of a services file and the ids in it."""


class ServicesDesk:
    """Holds the run of a services file. ``request`` sends a request for a CP and returns its id."""

    def __init__(self, book: Book, say: Say, request: Callable[[str], str]) -> None:
        self._book = book
        self._say = say
        self._request = request
        self.run: ServicesRun | None = None
        self._said_waiting = False

    def resume(self, memory: Memory, given: Given | None, mono: float) -> None:
        """Go on with the stored file, unless another one was given."""
        same = given is None or [one.cp_id for one in memory.services] == list(given[1])
        if not memory.services or not same:
            if given is not None:
                self._start(*given, mono)
            return
        name = memory.facts.get("run_name", "")
        self.run = ServicesRun(name, memory.services, self._book, mono)
        if not self.run.over:
            begun, total = str(self.run.begun), str(len(memory.services))
            self._say("file_resumed", "info", name=name, begun=begun, total=total)
        elif given is not None:
            # An orderly end forgets a finished file: this one was finished, and then the app died.
            self._say("file_done_before", "warning", name=name)

    def open(self, path: Path, mono: float) -> None:
        """Run the file at ``path`` instead; a bad one changes nothing."""
        try:
            cp_ids = load_services(path)
        except ServicesError as error:
            self._say("file_bad", "bad", sentence=str(error))
        else:
            self._start(path.name, cp_ids, mono)

    def end(self) -> None:
        """Request no more services; the one in progress is followed to its end."""
        if self.run is not None and not self.run.over:
            self.run.end()
            self._say("file_ended", "info", name=self.run.name)

    def tick(self, mono: float, central: bool) -> bool:
        """Note an outcome, begin the next service; whether the run changed. ``central``: it can be asked."""
        run = self.run
        if run is None:
            return False
        settled = run.settle(mono)
        if settled and run.over:
            self._summary(run)
        return self._begin_next(run, mono, central) or settled

    def _begin_next(self, run: ServicesRun, mono: float, central: bool) -> bool:
        service = run.due(mono)
        # A driver has one supply at a time (M7): a request of the person's own goes first.
        if service is None or self._book.busy():
            return False
        if central:
            self._said_waiting = False
            run.begin(service, self._request(service.cp_id))
        elif not self._said_waiting:
            self._said_waiting = True
            self._say("file_waits", "warning")
        return central

    def forget_finished(self) -> None:
        """At the orderly end: a finished file given again runs again."""
        if self.run is not None and self.run.over:
            self._book.changes.new_run = ()

    def _start(self, name: str, cp_ids: Sequence[str], mono: float) -> None:
        services = [Service(number, cp_id) for number, cp_id in enumerate(cp_ids)]
        self.run = ServicesRun(name, services, self._book, mono)
        self._book.changes.services.clear()
        self._book.changes.new_run = tuple(services)
        self._book.changes.facts["run_name"] = name
        self._said_waiting = False
        self._say("file", "info", name=name, total=str(len(services)))

    def _summary(self, run: ServicesRun) -> None:
        counts = run.counts()
        self._say(
            "file_done",
            "good" if set(counts) == {"charged"} else "warning",
            name=run.name,
            charged=str(counts["charged"]),
            denied=str(counts["denied"]),
            not_plugged=str(counts["cancelled"]),
            failed=str(counts["failed"]),
        )
