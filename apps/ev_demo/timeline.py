"""What was done to the network, what became of it, and whether that was right: the rules alone.

An act is a process that went (killed, frozen, closed, or died). It is followed: what the others must show,
and how soon (acceptance M11, D1 to D5), its return, and the tickets of the supplies that it touched. All that
is known comes from ``status`` and ``tickets``; seconds are those of the monotonic clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from apps.ev_demo.answers import CentralStatus, CpStatus, TicketRow
from apps.ev_demo.network import Kind, Spec
from apps.ev_demo.summary import Books, Supply, supplies
from apps.ev_demo.texts import gone_text
from apps.ev_demo.views import LIVE, DemoView, ProcessState, ProcessView, Verdict
from shared.runtime.clock import local
from shared.runtime.text import format_energy, format_number, translate

ANSWER_S: Final = 0.3
"""An answer may come so long after its question."""
RETURN_S: Final = 60.0
"""Who is back must be found by all others in this time; the acceptance gives none."""
TICKET_S: Final = 15.0
"""A supply that is over must have its ticket everywhere, once all three run."""
MOST: Final = 100
"""Acts that are kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the page. ``at``: UTC."""

    at: datetime
    text: str
    seen: str
    verdict: Verdict


_HEAR: Final[Mapping[Kind, tuple[Kind, ...]]] = {
    Kind.ENGINE: (Kind.CENTRAL,),
    Kind.MONITOR: (Kind.CENTRAL,),
    Kind.CENTRAL: (Kind.ENGINE, Kind.MONITOR, Kind.DRIVER),
    Kind.KAFKA: (Kind.CENTRAL, Kind.ENGINE, Kind.DRIVER),
}
"""Who must miss it, and find it again. Nobody misses a driver (D3), who must find the others."""
_GREEN: Final = ("ACTIVATED", "SUPPLYING", "STOPPED")


def _limit(kind: Kind) -> float:
    """How soon it is missed, s (M11, D1, D4; D5)."""
    return 5.0 if kind is Kind.KAFKA else 3.0


def _text(kind: Kind, back: bool) -> str:
    if kind in (Kind.ENGINE, Kind.MONITOR):
        red = translate("Timeline", "CENTRAL red")
        gone = red if kind is Kind.ENGINE else translate("Timeline", "CENTRAL grey")
        return translate("Timeline", "CENTRAL green") if back else gone
    if kind is Kind.DRIVER:
        return translate("Timeline", "connected")
    return translate("Timeline", "all connected") if back else translate("Timeline", "all say so")


def _shows(process: ProcessView, back: bool, status: Any) -> bool:
    """Whether ``status`` of one that hears ``process`` shows that it is gone, or is back."""
    if process.kind is Kind.CENTRAL:
        return bool(status.central and getattr(status, "accepted", True)) is back
    if process.kind is Kind.KAFKA:
        return bool(status.kafka) is back
    if process.kind is Kind.DRIVER:
        return bool(status.central and status.kafka)
    gone = "FAULTED" if process.kind is Kind.ENGINE else "DISCONNECTED"
    states = {cp.cp_id: cp.state for cp in status.charging_points}
    return states.get(process.subject) in (_GREEN if back else (gone,))


@dataclass(slots=True)
class _Step:
    """All of ``waits`` must show it within ``limit`` s of ``since``; or the ticket of the supply ``cp``."""

    text: str
    since: float = 0.0
    limit: float = 0.0
    waits: dict[str, Callable[[Any], bool]] = field(default_factory=dict)
    cp: CpStatus | None = None
    verdict: Verdict | None = Verdict.PENDING
    after: float = -1.0

    def hear(self, key: str, status: Any, asked: float) -> None:
        """What ``key`` answered to a question of the second ``asked``."""
        holds = self.waits.get(key)
        if holds and self.verdict is Verdict.PENDING and asked >= self.since and holds(status):
            del self.waits[key]
            self.after = max(self.after, asked - self.since)

    def tick(self, running: set[str], whole: bool, now: float) -> None:
        """Who is gone need not tell; with more gone (not ``whole``) what is not seen is not wrong."""
        if self.verdict is not Verdict.PENDING or self.cp is not None:
            return
        self.waits = {key: holds for key, holds in self.waits.items() if key in running}
        late = max(self.after, now - self.since - ANSWER_S if self.waits else 0.0) > self.limit
        if late:
            self.verdict = Verdict.WRONG if whole else Verdict.UNSEEN
        elif not self.waits:
            self.verdict = Verdict.RIGHT if self.after >= 0 else Verdict.UNSEEN

    def words(self) -> str:
        """As part of a line."""
        sentence = "{text}"
        if self.verdict is Verdict.WRONG and self.limit:
            sentence = translate("Timeline", "{text}: not within {limit} s")
        elif self.verdict is Verdict.RIGHT and self.limit:
            sentence = translate("Timeline", "{text} after {after} s (limit {limit})")
        after, limit = format_number(Decimal(self.after), 1), round(self.limit)
        said = sentence.format(text=self.text, after=after, limit=limit)
        return said if self.verdict is None else f"{said} {self.verdict.value}"


@dataclass(slots=True)
class _Act:
    """A process that went, and the steps that follow; those of its return come before the tickets."""

    process: ProcessView
    gone: list[_Step]
    tickets: list[_Step]
    back: list[_Step] = field(default_factory=list)

    @property
    def steps(self) -> list[_Step]:
        return self.gone + self.back + self.tickets

    def entry(self) -> Entry:
        found = {step.verdict for step in self.steps}
        order = (Verdict.WRONG, Verdict.PENDING, Verdict.RIGHT)
        verdict = next((each for each in order if each in found), Verdict.UNSEEN)
        seen = " → ".join(step.words() for step in self.steps)
        return Entry(self.process.since, gone_text(self.process), seen, verdict)


class Timeline:
    """All acts so far. One thread."""

    def __init__(self, specs: Sequence[Spec]) -> None:
        self._specs = {spec.key: spec for spec in specs}
        self._states: dict[str, ProcessState] = {}
        self._running: set[str] = set()
        self._open: dict[str, CpStatus] = {}
        self._tickets: dict[str, list[TicketRow]] = {}
        self._acts: list[_Act] = []
        self.supplies: tuple[Supply, ...] = ()
        """The tickets of all, as far as they told them."""

    def change(self, view: DemoView, at: float) -> None:
        """The processes changed. Nobody misses one that is closed with all others."""
        before, self._states = self._states, {each.key: each.state for each in view.processes}
        self._running = {key for key, state in self._states.items() if state is ProcessState.RUNNING}
        for process in view.processes:
            was, state = before.get(process.key), process.state
            if was is state:
                continue
            # One that is restarted may be seen closing and then at once running.
            runs = state in (ProcessState.RUNNING, ProcessState.CLOSING) and was is not ProcessState.CLOSING
            if was in LIVE and not runs and not view.closing_all:
                self._acts = [*self._acts[1 - MOST :], self._act(process, at)]
            if state is ProcessState.RUNNING:
                self._tickets.pop(process.key, None)
                self._return(process, at)

    def hear_status(self, key: str, status: Any, asked: float) -> None:
        """What ``key`` answered to ``status``, asked in that second."""
        if isinstance(status, CentralStatus):
            self._open = {cp.session_id: cp for cp in status.charging_points if cp.session_id is not None}
        for step in self._steps():
            step.hear(key, status, asked)

    def hear_tickets(self, key: str, rows: list[TicketRow]) -> None:
        """What ``key`` answered to ``tickets``."""
        self._tickets[key] = rows
        books = Books(self._told(Kind.ENGINE), self._tickets.get("central", []), self._told(Kind.DRIVER))
        self.supplies = tuple(supplies(books))

    def tick(self, now: float) -> None:
        """Let time pass."""
        whole = len(self._states) - len(self._running) <= 1
        for step in self._steps():
            step.tick(self._running, whole, now)
            if step.cp is not None and step.verdict is Verdict.PENDING:
                self._judge_ticket(step, step.cp, now)

    def entries(self) -> tuple[Entry, ...]:
        """The page, oldest first."""
        return tuple(act.entry() for act in self._acts)

    def witnesses(self) -> set[str]:
        """Whose ``status`` is wanted, and soon."""
        return {key for step in self._steps() if step.verdict is Verdict.PENDING for key in step.waits}

    def keepers(self) -> set[str]:
        """Whose ``tickets`` are wanted."""
        cps = [step.cp for step in self._steps() if step.cp and step.verdict is Verdict.PENDING]
        return {key for cp in cps if cp.session_id not in self._open for key in self._keepers(cp)}

    def _steps(self) -> list[_Step]:
        return [step for act in self._acts for step in act.steps]

    def _act(self, process: ProcessView, at: float) -> _Act:
        """``process`` went; touched is each supply in which it has a part."""
        touched = [
            cp
            for cp in self._open.values()
            if (cp.state == "SUPPLYING" or cp.energy_wh) and process.subject in ("", cp.cp_id, cp.driver_id)
        ]
        steps = self._due(process, False, at) if process.kind in _HEAR else []
        if process.kind is Kind.ENGINE:
            text = translate("Timeline", "driver told")
            steps += [_Step(text, at, 3.0, {f"driver-{cp.driver_id}": _is_interrupted}) for cp in touched]
        awaited = translate("Timeline", "{cp}: its ticket is awaited")
        return _Act(process, steps, [_Step(awaited.format(cp=cp.cp_id), cp=cp) for cp in touched])

    def _return(self, process: ProcessView, at: float) -> None:
        act = next((each for each in reversed(self._acts) if each.process.key == process.key), None)
        if act is not None and not act.back:
            for step in act.gone:
                if step.verdict is Verdict.PENDING:
                    step.verdict = Verdict.UNSEEN  # back before it had to show
            text = translate("Timeline", "back {time}").format(time=f"{local(process.since):%H:%M:%S}")
            act.back = [_Step(text, verdict=None), *self._due(process, True, at)]

    def _due(self, process: ProcessView, back: bool, at: float) -> list[_Step]:
        kinds = _HEAR.get(process.kind)
        who = [key for key in self._running if kinds and self._specs[key].kind in kinds] or [process.key]
        waits: dict[str, Callable[[Any], bool]] = dict.fromkeys(who, partial(_shows, process, back))
        return [_Step(_text(process.kind, back), at, RETURN_S if back else _limit(process.kind), waits)]

    def _judge_ticket(self, step: _Step, cp: CpStatus, now: float) -> None:
        found = next((each for each in self.supplies if each.session_id == cp.session_id), None)
        wrong = found and found.difference()
        over = self._keepers(cp) <= self._running and cp.session_id not in self._open
        step.since = (step.since or now) if over else 0.0
        if found and not wrong and not found.missing():
            energy, count = format_energy(found.first.energy_wh), len(found.places)
            text = translate("Timeline", "{cp}: ticket {energy}, equal in {count} places")
            step.text, step.verdict = text.format(cp=cp.cp_id, energy=energy, count=count), Verdict.RIGHT
        elif wrong or (over and now - step.since > TICKET_S):
            none = translate("Timeline", "{cp}: no ticket").format(cp=cp.cp_id)
            step.text, step.verdict = wrong or (found and found.missing()) or none, Verdict.WRONG

    def _keepers(self, cp: CpStatus) -> set[str]:
        return {f"engine-{cp.cp_id}", "central", f"driver-{cp.driver_id}"} & self._specs.keys()

    def _told(self, kind: Kind) -> dict[str, list[TicketRow]]:
        specs = [spec for spec in self._specs.values() if spec.kind is kind]
        return {spec.subject: self._tickets.get(spec.key, []) for spec in specs}


def _is_interrupted(status: Any) -> bool:
    return status.session is not None and status.session.state == "interrupted"


def supply_verdict(supply: Supply) -> Verdict:
    """Whether a supply has the same ticket everywhere."""
    if supply.difference() is not None:
        return Verdict.WRONG
    return Verdict.RIGHT if supply.missing() is None else Verdict.PENDING
