"""Plays the fixed story (acceptance section 6) on the consoles of the apps and writes down what came of it.

A blocking loop for a thread of its own. All that it knows comes from ``status`` and ``tickets``; all that it
does are commands that anyone could type.
"""

from __future__ import annotations

import logging
import shlex
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

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
    Progress,
    TicketRow,
    decode,
)
from apps.ev_demo.children import answers_file
from apps.ev_demo.network import Kind, Spec
from apps.ev_demo.plans import SERVICES as FILES
from apps.ev_demo.script import ENDED, PRICES, SERVICES, Scene, Seen, pictures, scenes
from apps.ev_demo.summary import Books, Summary, service_rows, story_difference, ticket_difference
from apps.ev_demo.views import DemoView, ProcessState
from shared.runtime.text import format_number, translate

POLL_S: Final = 0.05
ASK_S: Final = 0.3
"""Between two rounds of ``status``."""
READY_S: Final = 90.0
"""Until every charging point must be ACTIVATED; a slow computer may start 17 programs slowly."""
PLAY_S: Final = 120.0
"""Until the story must have come to its end."""
CALM_S: Final = 15.0
"""Until all tickets must have come, once the files are through."""
PICTURE_S: Final = 15.0
_PNG_END: Final = b"IEND\xaeB`\x82"

_log = logging.getLogger(__name__)


class StoryFailed(Exception):
    """The story did not go as written; ``str(error)`` is the first difference in one sentence."""


class _Stopped(Exception):
    """The demo was asked to end in the middle."""


class Story:
    """The story's loop. ``post`` takes intents to the supervisor, ``picture`` makes one of the demo's window.

    After :meth:`run`, ``failure`` is None if all went as written, else the sentence.
    """

    def __init__(
        self,
        specs: tuple[Spec, ...],
        folder: Path,
        output: Path,
        post: Callable[[i.Intent], None],
        picture: Callable[[str], None],
        tell: Callable[[str], None],
        done: Callable[[], None],
    ) -> None:
        self._specs = {spec.key: spec for spec in specs if spec.kind is not Kind.KAFKA}
        self._output = output
        self._post = post
        self._picture = picture
        self._tell = tell
        self._done = done
        self._stop = threading.Event()
        self._view: DemoView | None = None
        self._readers = {
            key: AnswerReader(self._teller(key), answers_file(folder, key)) for key in self._specs
        }
        self._status: dict[str, bytes] = {}
        self._asked: dict[str, float] = {}
        self._answers: list[tuple[str, Answer]] = []
        self._requests: dict[str, list[Progress]] = {driver_id: [] for driver_id in SERVICES}
        self._supplied: set[str] = set()
        self._ended: set[str] = set()
        self._worth: dict[str, float] = {}
        self._shots: dict[str, Path] = {}
        self._started = time.monotonic()
        self.failure: str | None = translate("Story", "The demo was ended before the story was.")

    def show(self, view: DemoView) -> None:
        """The latest state of the processes. Any thread: it replaces one immutable object by another."""
        self._view = view

    def run(self, stop: threading.Event) -> None:
        """Play until the end, or until ``stop`` is set; then calls ``done``."""
        self._stop = stop
        try:
            self._play()
            self.failure = None
        except StoryFailed as failed:
            self.failure = str(failed)
        except _Stopped:
            pass
        except (OSError, msgspec.MsgspecError, LookupError) as error:
            _log.exception("the story broke off")
            self.failure = translate("Story", "The story broke off: {error}").format(error=error)
        self._done()

    def _play(self) -> None:
        self._post(i.OpenAll())
        self._say(translate("Story", "starting Kafka, CENTRAL, the charging points and the drivers"))
        self._until(self._ready, READY_S, self._what_is_missing)
        self._say(translate("Story", "every charging point is activated"))
        for cp_id, price in PRICES:
            self._type("central", f"price {cp_id} {price}")
        for driver_id in SERVICES:
            path = shlex.quote(str(FILES / f"driver-{driver_id}.txt"))
            self._type(f"driver-{driver_id}", f"file {path}")
        self._say(translate("Story", "the drivers run their services files"))
        self._perform()
        summary = self._write_down()
        difference = story_difference(summary)
        if difference is not None:
            raise StoryFailed(difference)
        self._say(
            translate("Story", "the story went as written: {services} services, {pictures} pictures").format(
                services=len(summary.services), pictures=len(summary.screenshots)
            )
        )

    # The play

    def _perform(self) -> None:
        left = list(scenes())

        def over() -> bool:
            seen = self._seen()
            if seen is None:
                return False
            self._shoot_what_is_worth(seen)
            for scene in [scene for scene in left if scene.when(seen)]:
                left.remove(scene)
                self._act(scene)
            return not left and self._calm(seen)

        self._until(over, PLAY_S, lambda: self._stuck(left))

    def _act(self, scene: Scene) -> None:
        self._say(scene.text)
        for key, command in scene.commands:
            self._type(key, command)

    def _calm(self, seen: Seen) -> bool:
        """Whether all files are through and no charging point is busy."""
        free = all(cp.state == "ACTIVATED" and not cp.reserved for cp in seen.central.charging_points)
        idle = all(driver.session is None for driver in seen.drivers.values())
        through = all(seen.through(driver_id, len(wanted)) for driver_id, wanted in SERVICES.items())
        return free and idle and through

    def _stuck(self, left: list[Scene]) -> str:
        if left:
            return translate("Story", "This never came: {scene}.").format(scene=left[0].text)
        return translate("Story", "The network did not come to rest.")

    # Knowing

    def _ready(self) -> bool:
        seen = self._seen()
        if seen is None:
            return False
        cps = {spec.subject for spec in self._specs.values() if spec.kind is Kind.ENGINE}
        links = (
            [each.central and each.kafka and each.monitor for each in seen.engines.values()]
            + [each.central and each.kafka for each in seen.drivers.values()]
            + [seen.cp(cp_id).state == "ACTIVATED" for cp_id in cps]
        )
        return all(links)

    def _what_is_missing(self) -> str:
        silent = [key for key in self._polled() if key not in self._status]
        if silent:
            return translate("Story", "These programs did not answer in {seconds} s: {names}.").format(
                seconds=int(READY_S), names=", ".join(silent)
            )
        return translate("Story", "The network was not ready in {seconds} s.").format(seconds=int(READY_S))

    def _polled(self) -> list[str]:
        return [key for key, spec in self._specs.items() if spec.kind is not Kind.MONITOR]

    def _seen(self) -> Seen | None:
        """The latest answers of all; None until each has answered once."""
        if any(key not in self._status for key in self._polled()):
            return None
        of_kind = {kind: [s for s in self._specs.values() if s.kind is kind] for kind in Kind}
        return Seen(
            central=decode(CentralStatus, self._status["central"]),
            engines={s.subject: decode(EngineStatus, self._status[s.key]) for s in of_kind[Kind.ENGINE]},
            drivers={s.subject: decode(DriverStatus, self._status[s.key]) for s in of_kind[Kind.DRIVER]},
            services={driver_id: tuple(map(self._step, made)) for driver_id, made in self._requests.items()},
        )

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

    def _step(self, request: Progress) -> str:
        return ENDED if request.request_id in self._ended else request.step

    # Waiting and asking

    def _until(self, condition: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
        """Wait until ``condition`` holds, asking all for their status meanwhile."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise StoryFailed(otherwise())
            self._listen()

    def _listen(self) -> None:
        if self._stop.wait(POLL_S):
            raise _Stopped
        self._check_alive()
        for key, reader in self._readers.items():
            for answer in reader.read():
                self._take(key, answer)
        now = time.monotonic()
        for key in self._polled():
            reader = self._readers[key]
            if not reader.waiting and now - self._asked.get(key, 0.0) >= ASK_S and self._runs(key):
                self._asked[key] = now
                reader.ask(STATUS)

    def _take(self, key: str, answer: Answer) -> None:
        if answer.command != STATUS:
            self._answers.append((key, answer))
            return
        self._status[key] = answer.line
        if self._specs[key].kind is Kind.DRIVER:
            self._note_request(self._specs[key].subject, decode(DriverStatus, answer.line))

    def _check_alive(self) -> None:
        for process in self._view.processes if self._view is not None else ():
            if process.state is ProcessState.DIED:
                raise StoryFailed(
                    translate("Story", "{name} ended by itself (exit code {code}): {words}").format(
                        name=process.key, code=process.exit_code, words=process.last_words
                    )
                )

    def _runs(self, key: str) -> bool:
        processes = self._view.processes if self._view is not None else ()
        return any(each.key == key and each.state is ProcessState.RUNNING for each in processes)

    def _teller(self, key: str) -> Callable[[str], None]:
        return lambda line: self._post(i.TellProcess(key, line))

    def _type(self, key: str, command: str) -> None:
        self._post(i.TellProcess(key, command))

    def _say(self, text: str) -> None:
        seconds = format_number(round(time.monotonic() - self._started), 0)
        self._tell(f"{seconds} s: {text}")

    # Pictures

    def _shoot_what_is_worth(self, seen: Seen) -> None:
        now, worth = time.monotonic(), pictures(seen)
        self._worth = {key: self._worth.get(key, now) for key in worth}
        for key, seconds in worth.items():
            if now - self._worth[key] >= seconds:
                self._shoot(key)

    def _shoot(self, key: str) -> None:
        """Have a picture of the window of ``key`` written, once."""
        if key not in self._shots:
            path = self._shots[key] = self._new_picture(key)
            self._type(key, f"screenshot {shlex.quote(str(path))}")

    def _new_picture(self, name: str) -> Path:
        path = self._output.absolute() / f"{name}.png"
        path.unlink(missing_ok=True)
        return path

    def _finish_pictures(self) -> list[str]:
        """Take those that had no moment of their own, and wait until all are written."""
        for key in self._specs:
            self._shoot(key)
        own = self._shots["demo"] = self._new_picture("demo")
        self._picture(str(own))
        missing = list(self._shots.values())

        def written() -> bool:
            missing[:] = [path for path in missing if not _is_whole(path)]
            return not missing

        def otherwise() -> str:
            return translate("Story", "This picture was not written: {path}.").format(path=missing[0])

        self._until(written, PICTURE_S, otherwise)
        return [path.name for path in self._shots.values()]

    # The end

    def _write_down(self) -> Summary:
        shots = self._finish_pictures()
        deadline = time.monotonic() + CALM_S
        # The last ticket may still be on its way to its driver.
        while (difference := ticket_difference(books := self._books())) and time.monotonic() < deadline:
            self._listen()
        cps: dict[str, Any] = msgspec.json.decode(self._status["central"])
        summary = Summary(
            charging_points=cps["charging_points"],
            services=service_rows(self._requests, books),
            tickets_agree=difference is None,
            screenshots=shots,
        )
        data = msgspec.json.format(msgspec.json.encode(summary), indent=2)
        (self._output / "summary.json").write_bytes(data + b"\n")
        if difference is not None:
            raise StoryFailed(difference)
        return summary

    def _books(self) -> Books:
        """All tickets of everybody, asked for now."""
        self._answers.clear()
        for key in self._polled():
            self._readers[key].ask(TICKETS)
        self._until(
            lambda: len(self._answers) == len(self._polled()),
            CALM_S,
            lambda: translate("Story", "Not everybody told their tickets."),
        )
        rows = {key: decode(list[TicketRow], answer.line) for key, answer in self._answers}

        def of(kind: Kind) -> dict[str, list[TicketRow]]:
            return {s.subject: rows[s.key] for s in self._specs.values() if s.kind is kind}

        return Books(engines=of(Kind.ENGINE), central=rows["central"], drivers=of(Kind.DRIVER))


def _is_whole(path: Path) -> bool:
    """Whether the picture is there and written to its end."""
    try:
        return path.read_bytes()[-len(_PNG_END) :] == _PNG_END
    except OSError:
        return False
