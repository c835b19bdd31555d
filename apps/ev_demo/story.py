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
from apps.ev_demo.network import Spec
from apps.ev_demo.plans import SERVICES as FILES
from apps.ev_demo.script import PRICES, SERVICES, Scene, Seen, pictures, scenes
from apps.ev_demo.summary import Summary, service_rows, story_difference, ticket_difference
from apps.ev_demo.views import DemoView
from apps.ev_demo.watch import StoryFailed, StoryStopped, Watch
from shared.runtime.text import format_number, translate

READY_S: Final = 90.0
"""Until every charging point must be ACTIVATED; a slow computer may start 17 programs slowly."""
PLAY_S: Final = 120.0
"""Until the story must have come to its end."""
TICKETS_S: Final = 15.0
"""Until all tickets must agree, once the files are through."""
PICTURE_S: Final = 15.0
"""Until all pictures must be written."""
_PNG_END: Final = b"IEND\xaeB`\x82"

_log = logging.getLogger(__name__)


class Story:
    """The story's loop. ``post`` takes intents to the supervisor, ``picture`` makes one of the demo's window.

    ``tell`` gets each step in words for people, and ``done`` is called at the end. After :meth:`run`,
    ``failure`` is None if all went as written, else the sentence.
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
        self._watch = Watch(specs, folder, post)
        self._output = output
        self._post = post
        self._picture = picture
        self._tell = tell
        self._done = done
        self._worth: dict[str, float] = {}
        self._shots: dict[str, Path] = {}
        self._started = time.monotonic()
        self.failure: str | None = translate("Story", "The demo was ended before the story was.")

    def show(self, view: DemoView) -> None:
        """The latest state of the processes. Any thread."""
        self._watch.show(view)

    def run(self, stop: threading.Event) -> None:
        """Play until the end, or until ``stop`` is set; then calls ``done``."""
        self._watch.stop = stop
        try:
            self._play()
            self.failure = None
        except StoryFailed as failed:
            self.failure = str(failed)
        except StoryStopped:
            pass
        except (OSError, msgspec.MsgspecError, LookupError) as error:
            _log.exception("the story broke off")
            self.failure = translate("Story", "The story broke off: {error}").format(error=error)
        self._done()

    def _play(self) -> None:
        self._post(i.OpenAll())
        self._say(translate("Story", "starting Kafka, CENTRAL, the charging points and the drivers"))
        self._watch.until(self._ready, READY_S, self._what_is_missing)
        self._say(translate("Story", "every charging point is activated"))
        for cp_id, price in PRICES:
            self._watch.type("central", f"price {cp_id} {price}")
        for driver_id in SERVICES:
            path = shlex.quote(str(FILES / f"driver-{driver_id}.txt"))
            self._watch.type(f"driver-{driver_id}", f"file {path}")
        self._say(translate("Story", "the drivers run their services files"))
        self._perform()
        summary = self._write_down(self._finish_pictures())
        difference = story_difference(summary)
        if difference is not None:
            raise StoryFailed(difference)
        self._say(
            translate("Story", "the story went as written: {services} services, {pictures} pictures").format(
                services=len(summary.services), pictures=len(summary.screenshots)
            )
        )

    def _ready(self) -> bool:
        """Whether all have all their links, and every charging point can be used."""
        seen = self._watch.seen()
        if seen is None:
            return False
        engines = all(each.central and each.kafka and each.monitor for each in seen.engines.values())
        drivers = all(each.central and each.kafka for each in seen.drivers.values())
        return engines and drivers and all(seen.cp(cp_id).state == "ACTIVATED" for cp_id in seen.engines)

    def _what_is_missing(self) -> str:
        silent = self._watch.silent()
        if silent:
            return translate("Story", "These programs did not answer in {seconds} s: {names}.").format(
                seconds=int(READY_S), names=", ".join(silent)
            )
        return translate("Story", "The network was not ready in {seconds} s.").format(seconds=int(READY_S))

    def _perform(self) -> None:
        """Play each scene when its moment has come, until all are played and the network is at rest."""
        left = list(scenes())

        def over() -> bool:
            seen = self._watch.seen()
            if seen is None:
                return False
            self._shoot_what_is_worth(seen)
            for scene in [scene for scene in left if scene.when(seen)]:
                left.remove(scene)
                self._act(scene)
            return not left and _at_rest(seen)

        def stuck() -> str:
            if left:
                return translate("Story", "This never came: {scene}.").format(scene=left[0].text)
            return translate("Story", "The network did not come to rest.")

        self._watch.until(over, PLAY_S, stuck)

    def _act(self, scene: Scene) -> None:
        self._say(scene.text)
        for key, command in scene.commands:
            self._watch.type(key, command)

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
            self._watch.type(key, f"screenshot {shlex.quote(str(path))}")

    def _new_picture(self, name: str) -> Path:
        path = self._output.absolute() / f"{name}.png"
        path.unlink(missing_ok=True)
        return path

    def _finish_pictures(self) -> list[str]:
        """Take those that had no moment of their own, and wait until all are written."""
        for key in self._watch.specs:
            self._shoot(key)
        own = self._shots["demo"] = self._new_picture("demo")
        self._picture(str(own))
        missing = list(self._shots.values())

        def written() -> bool:
            missing[:] = [path for path in missing if not _is_whole(path)]
            return not missing

        def otherwise() -> str:
            return translate("Story", "This picture was not written: {path}.").format(path=missing[0])

        self._watch.until(written, PICTURE_S, otherwise)
        return [path.name for path in self._shots.values()]

    def _write_down(self, shots: list[str]) -> Summary:
        """Write ``summary.json``; the tickets must agree."""
        deadline = time.monotonic() + TICKETS_S
        # The last ticket may still be on its way to its driver.
        while (difference := ticket_difference(books := self._watch.books())) is not None:
            if time.monotonic() > deadline:
                break
        central: dict[str, Any] = msgspec.json.decode(self._watch.central)
        summary = Summary(
            charging_points=central["charging_points"],
            services=service_rows(self._watch.requests, books),
            tickets_agree=difference is None,
            screenshots=shots,
        )
        data = msgspec.json.format(msgspec.json.encode(summary), indent=2)
        (self._output / "summary.json").write_bytes(data + b"\n")
        if difference is not None:
            raise StoryFailed(difference)
        return summary

    def _say(self, text: str) -> None:
        seconds = format_number(round(time.monotonic() - self._started), 0)
        self._tell(f"{seconds} s: {text}")


def _at_rest(seen: Seen) -> bool:
    """Whether all files are through and no charging point is busy."""
    free = all(cp.state == "ACTIVATED" and not cp.reserved for cp in seen.central.charging_points)
    idle = all(driver.session is None for driver in seen.drivers.values())
    return free and idle and all(seen.through(driver, len(wanted)) for driver, wanted in SERVICES.items())


def _is_whole(path: Path) -> bool:
    """Whether the picture is there and written to its end."""
    try:
        return path.read_bytes()[-len(_PNG_END) :] == _PNG_END
    except OSError:
        return False
