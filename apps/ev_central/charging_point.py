"""What CENTRAL knows of a charging point and of a supply while it runs, and the state that follows."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.domain.cp import CpState, Standing, cp_state, standing
from shared.domain.engine import EngineState
from shared.domain.supply import RESERVING, SupplyState
from shared.store.rows import CpRow, Enrolment, SupplyRow

_RANK = {
    SupplyState.SUPPLYING: 0,
    SupplyState.AUTHORISED: 1,
    SupplyState.ASKING_CP: 1,
    SupplyState.INTERRUPTED: 2,
}


@dataclass(slots=True, eq=False)
class Supply:
    """A supply: its row, and what only this process knows of it.

    ``news_mono``: from when its silence counts; ``silent_mono``: since when it is interrupted, as far as this
    process knows. ``read_mono``: when its figures were last heard of its
    engine, None if that was before this process started. ``began_mono``: when it started, None until its
    engine has told how long ago that was.
    """

    row: SupplyRow
    news_mono: float
    silent_mono: float = 0.0
    read_mono: float | None = None
    began_mono: float | None = None
    deadline_mono: float | None = None
    power_w: int = 0
    told_mono: float = 0.0
    untold: bool = False


@dataclass(slots=True)
class Asker:
    """A monitor that waits for the operator's yes, at ``connection`` if that is open."""

    code: str
    address: str
    connection: int | None = None
    asked_mono: float = 0.0


@dataclass(slots=True)
class ChargingPoint:
    """A charging point: its row, its monitor's connection, and the last word of its engine.

    ``askers``: who asks for its enrolment; ``opened_connection``: whose the enrolment is that is open, while
    that one lives.
    ``clock_ahead_s``: its computer's clock is so far ahead of ours (negative: behind), 0 while they agree.
    """

    row: CpRow
    connection: int | None = None
    seen_mono: float | None = None
    speaking: bool = False
    was_connected: bool = False
    disconnected_mono: float | None = None
    monitor_ok: bool = False
    fault: str = ""
    engine_word: EngineState | None = None
    open: list[Supply] = field(default_factory=list)
    state: CpState = CpState.DISCONNECTED
    since_mono: float = 0.0
    told: tuple[object, ...] = ()
    report_id: str | None = None
    seen_ids: tuple[str, ...] = ()
    clock_ahead_s: int = 0
    askers: list[Asker] = field(default_factory=list)
    opened_connection: int | None = None
    turns: int = 0
    turned_mono: float = float("-inf")

    @property
    def cp_id(self) -> str:
        """Its id."""
        return self.row.cp_id

    @property
    def takes_part(self) -> bool:
        """Whether it belongs to the network."""
        return self.row.enrolment in (Enrolment.ENROLLED, Enrolment.REVOKED)

    @property
    def supply(self) -> Supply | None:
        """The open supply that counts: one that delivers before one that waits before one that fell silent.

        More than one is open only while an engine that fell silent has not reported the end of the first.
        """
        return min(reversed(self.open), key=lambda each: _RANK[each.row.state], default=None)

    @property
    def reserved(self) -> bool:
        """Whether it is kept for a driver who has not plugged in yet."""
        return any(each.row.state in RESERVING for each in self.open)

    @property
    def occupied(self) -> bool:
        """Whether the supply that counts is interrupted."""
        return self.supply is not None and self.supply.row.state is SupplyState.INTERRUPTED

    @property
    def standing(self) -> Standing:
        """How it stands for people."""
        return standing(self.state, reserved=self.reserved, interrupted=self.occupied)

    def monitor_says(self, ok: bool, fault: str) -> bool:
        """Its monitor spoke: OK, or the engine's ``fault``; whether that is news.

        The newer word counts: this OK wipes what the engine said of a fault before (wire contract 6).
        """
        if ok and not self.monitor_ok and self.engine_word is EngineState.FAULTED:
            self.engine_word = None
        news = not self.speaking or (self.monitor_ok, self.fault) != (ok, fault)
        self.speaking = self.was_connected = True
        self.monitor_ok, self.fault = ok, fault
        return news

    def engine_says(self, word: EngineState) -> None:
        """Its engine spoke. Its FAULTED counts also against a monitor that says OK, until that one says so
        anew."""
        self.engine_word = word

    @property
    def owes_order(self) -> bool:
        """Whether its engine has not answered its order, or does not obey it."""
        # A broken engine says FAULTED whatever its order is.
        obeys = self.engine_word is EngineState.FAULTED or (
            (self.engine_word is EngineState.STOPPED) == self.row.stopped
        )
        return not obeys or self.row.order_id is not None

    def derive(self) -> CpState:
        """Its state now, by the table of acceptance section 2.

        Energy flows, as far as is known, also in an interrupted supply, if the engine says so.
        """
        supply = self.supply
        state = None if supply is None else supply.row.state
        goes_on = state is SupplyState.INTERRUPTED and self.engine_word is EngineState.SUPPLYING
        return cp_state(
            monitor_alive=self.speaking,
            engine_ok=self.monitor_ok and self.engine_word is not EngineState.FAULTED,
            stopped=self.row.stopped,
            supplying=goes_on or state is SupplyState.SUPPLYING,
        )
