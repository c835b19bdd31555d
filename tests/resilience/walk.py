"""A random walk through a living network: everything that can be done to it, in an order that a seed gives.

Kills, restarts, orderly ends, SIGSTOP and SIGCONT of any part, requests from apps and at CPs, cancellations,
plugs, faults, orders; storms of them, and calms in which only drivers and CPs act. What must hold on the way
is looked at after each step; what must hold at the end (D7) after all has been started again. The same seed
gives the same choices and pauses; what the processes make of them depends on the machine, so a failure may
need more than one replay.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from tests.resilience.world import SAME, Row, World, check_amount

MOST_AWAY = 3
"""Parts that are dead or suspended at a time: more, and little happens."""
NOTICED_S = 3.5
"""Acceptance section 4 gives CENTRAL 3 s; the consoles that are asked need some of the rest."""
LOOK_EVERY = 4
"""Steps from one look at everybody's tickets to the next."""
STEADY_S = 8.0
"""A part that was started or resumed is held to its limits after this long."""


class Walk:
    """One walk with ``seed``. ``steps`` is what was done, as text, for who reads a failure."""

    def __init__(self, world: World, seed: int, *, kafka_dies: bool) -> None:
        self.world = world
        self.seed = seed
        self.steps: list[str] = []
        self._random = random.Random(seed)
        self._parts = [*world.names, "kafka"] if kafka_dies else world.names
        self._away: dict[str, float] = {}
        self._back: dict[str, float] = dict.fromkeys(self._parts, 0.0)
        self._kafka_was_away = float("-inf")
        self._known: dict[str, Row] = {}
        self.plugged: set[str] = set()
        self._calm_steps = 0
        self._acts: list[tuple[int, Callable[[], str]]] = [
            (10, self._request),
            (3, self._request_at_cp),
            (1, self._cancel),
            (9, self._plug),
            (4, self._unplug),
            (1, self._break_or_repair),
            (1, self._order),
        ]
        self._blows: list[tuple[int, Callable[[], str]]] = [
            (6, self._kill),
            (2, self._quit),
            (3, self._suspend),
            (8, self._bring_back),
        ]

    def run(self, seconds: float) -> list[Row]:
        """Walk for that long, heal, and check; the tickets. A failure tells seed and steps."""
        began = time.monotonic()
        try:
            while time.monotonic() - began < seconds:
                self._step(began)
            self._heal()
            return self._check_end()
        except AssertionError as error:
            steps = "\n".join(self.steps)
            raise AssertionError(f"seed {self.seed}\n{steps}\n{error}") from error

    def _step(self, began: float) -> None:
        if self._calm_steps == 0 and self._random.random() < 0.03:
            self._calm_steps = 15
        possible = self._acts + self._blows
        if self._calm_steps > 0:
            self._calm_steps -= 1
            possible = [*self._acts, (20 if self._away else 0, self._bring_back)]
        weights, actions = zip(*possible, strict=True)
        done = self._random.choices(actions, weights)[0]()
        pause = self._random.choice((0.0, 0.0, 0.0, 0.05, 0.2, 0.5, 1.5))
        self.steps.append(f"{time.monotonic() - began:6.2f} {done or 'nothing'}")
        time.sleep(pause)  # part of the walk: the seed says how long
        if len(self.steps) % LOOK_EVERY == 0:
            self._look()

    # what is done; each says it, or nothing if it was not possible

    def _works(self, name: str) -> bool:
        return name not in self._away

    def _one(self, names: list[str]) -> str:
        """One of ``names``; the choice is made whoever is away, so that a seed means the same again."""
        return self._random.choice(names)

    def _tell(self, name: str, command: str) -> str:
        if not self._works(name):
            return ""
        self.world.tell(name, command)
        return f"{name}: {command}"

    def _engine(self) -> str:
        return f"engine {self._one(self.world.cps)}"

    def _driver(self) -> str:
        return f"driver {self._one(self.world.drivers)}"

    def _request(self) -> str:
        return self._tell(self._free_driver(), f"request {self._free_cp()}")

    def _request_at_cp(self) -> str:
        return self._tell(f"engine {self._free_cp()}", f"request {self._one(self.world.drivers)}")

    def _free_driver(self) -> str:
        """Mostly a driver without a supply; sometimes any."""
        names = [f"driver {driver_id}" for driver_id in self.world.drivers]
        free = [name for name in names if self._works(name) and not self.world.ask(name)["session"]]
        return self._often(free, names)

    def _free_cp(self) -> str:
        """Mostly a CP whose engine is free; sometimes any."""
        free = [name.split()[1] for name in self._engines() if self.world.ask(name)["state"] == "IDLE"]
        return self._often(free, self.world.cps)

    def _often(self, wanted: list[str], names: list[str]) -> str:
        chosen, anyone = self._one(names), self._random.random() < 0.1
        return chosen if anyone or chosen in wanted or not wanted else wanted[0]

    def _cancel(self) -> str:
        return self._tell(self._driver(), "cancel")

    def _plug(self) -> str:
        told = ""
        for name in self._engines():  # whoever waits for it, or the walk would see few supplies
            if self.world.ask(name)["state"] != "RESERVED":
                continue
            told = self._tell(name, "plug")
            status = self.world.ask(name)
            if status["state"] == "SUPPLYING":
                self.plugged.add(status["session_id"])
        return told

    def _engines(self) -> list[str]:
        return [f"engine {cp_id}" for cp_id in self.world.cps if self._works(f"engine {cp_id}")]

    def _unplug(self) -> str:
        charging = [name for name in self._engines() if self.world.ask(name)["state"] == "SUPPLYING"]
        return self._tell(self._often(charging, [f"engine {one}" for one in self.world.cps]), "unplug")

    def _break_or_repair(self) -> str:
        return self._tell(self._engine(), self._one(["ko", "ok", "ok"]))

    def _order(self) -> str:
        return self._tell(
            "central", f"{self._one(['stop', 'resume', 'resume'])} {self._one([*self.world.cps, 'all'])}"
        )

    def _leave(self, how: str, act: Callable[[str], None]) -> str:
        name = self._one(self._parts)
        if not self._works(name) or len(self._away) >= MOST_AWAY:
            return ""
        act(name)
        self._away[name] = time.monotonic()
        return f"{how} {name}"

    def _kill(self) -> str:
        return self._leave("kill", self.world.kill)

    def _suspend(self) -> str:
        return self._leave("suspend", self.world.suspend)

    def _quit(self) -> str:
        def end(name: str) -> None:
            if name == "kafka":
                self.world.kill(name)
            else:
                self.world.quit(name)

        return self._leave("quit", end)

    def _bring_back(self) -> str:
        if not self._away:
            return ""
        return self._return(self._one(sorted(self._away)))

    def _return(self, name: str) -> str:
        suspended = self.world.suspended(name)
        (self.world.resume if suspended else self.world.start)(name)
        del self._away[name]
        self._back[name] = time.monotonic()
        if name == "kafka":
            self._kafka_was_away = self._back[name]
        return f"{'resume' if suspended else 'start'} {name}"

    # what must hold

    def _look(self) -> None:
        """On the way: a ticket is never twice, never changes; CENTRAL shows what is away in time."""
        for name in self.world.names:
            if not self._works(name):
                continue
            assert self.world.alive(name)
            if not name.startswith("monitor"):
                self._compare(name, self.world.ask(name, "tickets"))
        if self._steady("central"):
            rows = {row["cp_id"]: row["state"] for row in self.world.ask("central")["charging_points"]}
            for cp_id, state in rows.items():
                self._check_state(cp_id, state)

    def _compare(self, name: str, tickets: list[Row]) -> None:
        ids = [ticket["session_id"] for ticket in tickets]
        assert len(ids) == len(set(ids)), f"{name} has a ticket twice: {tickets}"
        for ticket in tickets:
            facts = {field: ticket[field] for field in SAME}
            check_amount(facts)
            known = self._known.setdefault(ticket["session_id"], facts)
            assert known == facts, f"{name} has another ticket:\n{facts}\n{known}"

    def _steady(self, name: str) -> bool:
        return self._works(name) and time.monotonic() - self._back[name] > STEADY_S

    def _gone(self, name: str) -> bool:
        since = self._away.get(name)
        return since is not None and time.monotonic() - since > NOTICED_S

    def _check_state(self, cp_id: str, state: str) -> None:
        if self._gone(f"monitor {cp_id}"):
            assert state == "DISCONNECTED", f"{cp_id} is {state} without its monitor"
        elif self._steady(f"monitor {cp_id}") and self._gone(f"engine {cp_id}"):
            assert state == "FAULTED", f"{cp_id} is {state} without its engine"

    def _heal(self) -> None:
        """Bring everybody back, in any order, and let every supply end."""
        while self._away:
            self.steps.append(self._return(self._one(sorted(self._away))))
        self.world.tell("central", "resume all")
        for name in self._engines():
            self.world.tell(name, "ok")
        self.world.until_ready(60)
        self.world.end_everything()

    def _check_end(self) -> list[Row]:
        tickets = self._check_tickets()
        self._look()
        missing = self.plugged - {ticket["session_id"] for ticket in tickets}
        assert not missing, f"plugged, but without a ticket: {missing}"
        self.world.until("every CP in service", lambda: not self._out_of_service())
        return tickets

    def _check_tickets(self) -> list[Row]:
        return self.world.check_tickets()

    def _out_of_service(self) -> list[Row]:
        rows: list[Row] = self.world.ask("central")["charging_points"]
        engines = [self.world.ask(name) for name in self._engines()]
        return [
            *(row for row in rows if row["state"] != "ACTIVATED"),
            *(engine for engine in engines if engine["state"] != "IDLE"),
        ]
