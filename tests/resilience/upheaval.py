"""A random walk on which CENTRAL's database is put back from a backup or replaced, and clocks are set.

All that :mod:`tests.resilience.walk` does goes on beside it. Journals and apps keep their files: what must
hold at the end is D7 for engine and driver, and that CENTRAL's database has the same tickets but those that
it had before it was replaced by an empty one.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.foreign.processes import ROOT
from tests.resilience.conftest import ENGINE_OPTIONS
from tests.resilience.walk import Walk
from tests.resilience.world import Row, World, check_amount, ticket_difference

WRAPPER = ROOT / "tests" / "support" / "wrong_clock.py"
AHEAD_S = (-7200, -300, -20, 0, 0, 20, 300, 7200)


class UpheavedWorld(World):
    """A network whose CENTRAL has its database in a file of ours, and whose clocks can be set."""

    def __init__(self, folder: Path, broker: str, cps: int, drivers: int) -> None:
        self.database_file = folder / "central.sqlite3"
        self._backup = folder / "backup.sqlite3"
        self._aside = 0
        url = f"sqlite:///{self.database_file}"
        super().__init__(folder, broker, cps, drivers, *ENGINE_OPTIONS, database=url)

    def _prefix(self, name: str) -> Sequence[str]:
        if name.startswith("monitor"):
            return ()
        clock = self._clock_file(name)
        if not clock.exists():
            clock.write_text("0")
        return (sys.executable, str(WRAPPER), str(clock))

    def _clock_file(self, name: str) -> Path:
        return self.folder / f"clock of {name}"

    def set_clock(self, name: str, ahead_s: int) -> None:
        """Put the clock of a part's computer, while it runs or not."""
        new = self._clock_file(f"{name} (new)")
        new.write_text(str(ahead_s))
        new.replace(self._clock_file(name))

    def back_up(self) -> bool:
        """Copy CENTRAL's database as ``sqlite3 FILE .backup`` does; whether there is one to copy."""
        if not self.database_file.exists():
            return False
        source = sqlite3.connect(f"{self.database_file.as_uri()}?mode=ro", uri=True, timeout=10)
        with contextlib.closing(source), contextlib.closing(sqlite3.connect(self._backup)) as target:
            source.backup(target)
        return True

    def restore(self) -> bool:
        """Put the backup in the place of the database of a CENTRAL that is dead; whether there is one."""
        if not self._backup.exists():
            return False
        self.put_aside()
        self.database_file.write_bytes(self._backup.read_bytes())
        return True

    def put_aside(self) -> None:
        """Move the database away: CENTRAL will begin an empty one."""
        self._aside += 1
        for suffix in ("", "-wal", "-shm"):
            file = Path(f"{self.database_file}{suffix}")
            if file.exists():
                file.rename(self.folder / f"aside-{self._aside}.sqlite3{suffix}")


class Upheaval(Walk):
    """A walk of upheavals; ``world`` as above."""

    world: UpheavedWorld

    def __init__(self, world: UpheavedWorld, seed: int, *, kafka_dies: bool) -> None:
        super().__init__(world, seed, kafka_dies=kafka_dies)
        self._had: set[str] = set()
        """Sessions whose tickets CENTRAL had when its database was replaced."""
        more: list[tuple[int, Callable[[], str]]] = [
            (2, self._back_up),
            (3, self._restore),
            (1, self._replace),
            (3, self._set_a_clock),
        ]
        self._blows += more

    def _back_up(self) -> str:
        return "back up" if self.world.back_up() else ""

    def _restore(self) -> str:
        if not self._stop_central():
            return ""
        done = "restore the backup" if self.world.restore() else "kill central"
        return f"{done}, {self._return('central')}"

    def _replace(self) -> str:
        if not self._works("central"):
            return ""
        self._had |= {ticket["session_id"] for ticket in self.world.ask("central", "tickets")}
        self._stop_central()
        self.world.put_aside()
        return f"replace the database, {self._return('central')}"

    def _stop_central(self) -> bool:
        if not self._works("central"):
            return False
        self.world.kill("central")
        self._away["central"] = time.monotonic()
        return True

    def _set_a_clock(self) -> str:
        name = self._one([name for name in self.world.names if not name.startswith("monitor")])
        ahead_s = self._random.choice(AHEAD_S)
        self.world.set_clock(name, ahead_s)
        return f"clock of {name}: {ahead_s} s"

    def _heal(self) -> None:
        for name in self.world.names:
            self.world.set_clock(name, 0)
        super()._heal()

    def _check_tickets(self) -> list[Row]:
        """D7 for engine and driver; CENTRAL lacks none but those of a database that was replaced."""

        def difference() -> str:
            engines, central, drivers = self.world.tickets()
            kept = {ticket["session_id"] for ticket in central}
            lacking = [row for row in engines if row["session_id"] in self._had - kept]
            return ticket_difference(engines, [*central, *lacking], drivers)

        self.world.until("the same tickets everywhere", lambda: not difference())
        engines, _, _ = self.world.tickets()
        for ticket in engines:
            check_amount(ticket)
        return engines
