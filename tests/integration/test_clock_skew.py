"""Programs on computers whose clocks differ by minutes: a plain warning, and everything works."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.foreign import wire
from tests.foreign.driver import ForeignDriver
from tests.foreign.stream import Stream
from tests.support.real_network import CENTRAL, DRIVER, ENGINE, RealNetwork, real_network

WRAPPER = Path(__file__).parents[1] / "support" / "wrong_clock.py"
MINUTES_5 = 300
BUSY_S = 4
"""What a busy computer may add."""
THIS = "The clock of this computer is"
ITS = "CP1: The clock of its computer is"


class Clocks:
    """The clock of each part, which can be set while it runs."""

    def __init__(self, folder: Path, ahead_s: Mapping[str, int]) -> None:
        self._folder = folder
        for name, seconds in ahead_s.items():
            self.set(name, seconds)
        self.prefixes = {name: [sys.executable, str(WRAPPER), str(self._file(name))] for name in ahead_s}

    def _file(self, name: str) -> Path:
        return self._folder / f"clock of {name}"

    def set(self, name: str, ahead_s: int) -> None:
        beside = self._file(f"{name} (new)")
        beside.write_text(str(ahead_s))
        beside.replace(self._file(name))


@contextmanager
def network_with(folder: Path, **ahead_s: int) -> Iterator[tuple[RealNetwork, Clocks]]:
    names = {"central": CENTRAL, "engine": ENGINE, "driver": DRIVER}
    clocks = Clocks(folder, {names[name]: seconds for name, seconds in ahead_s.items()})
    with real_network(folder, clocks.prefixes) as network:
        yield network, clocks


def until_ahead(network: RealNetwork, name: str, seconds: int) -> None:
    """Wait until a part knows that its clock is ahead of CENTRAL's by so much."""
    network.until(
        f"{name} is ahead by {seconds}",
        lambda: abs(network.ask(name)["clock_ahead_s"] - seconds) <= (BUSY_S if seconds else 0),
    )


def charge(network: RealNetwork) -> None:
    network.begin()
    network.tell(ENGINE, "unplug")
    network.until_quiet()


def request_at_the_cp(network: RealNetwork) -> None:
    network.tell(ENGINE, "request D1")
    network.until("reserved", lambda: network.ask(ENGINE)["state"] == "RESERVED")
    network.tell(ENGINE, "cancel")
    network.until("free", lambda: network.ask(ENGINE)["state"] == "IDLE")


def foreign_request(network: RealNetwork, ahead_s: float) -> tuple[str, str | None]:
    """How a driver's program that goes by its own clock fares: the last step and its reason."""
    with closing(Stream(network.broker.address)) as stream:
        driver = ForeignDriver(stream, "D1")
        made = datetime.now(UTC) + timedelta(seconds=ahead_s)
        request_id = str(uuid.uuid4())
        fields = wire.record(
            "charge_requested", request_id=request_id, driver_id="D1", cp_id="CP1", origin="app",
        )  # fmt: skip
        fields |= {"at": wire_time(made), "expires_at": wire_time(made + timedelta(seconds=10))}
        driver.send(fields, "CP1")

        def answered() -> bool:
            stream.turn()
            return driver.step(request_id)[0] in ("denied", "authorised")

        network.until("an answer", answered)
        return driver.step(request_id)


def wire_time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_driver_and_engine_5_min_behind_are_warned_and_served_and_right_when_they_are_set(
    tmp_path: Path,
) -> None:
    with network_with(tmp_path, driver=-MINUTES_5, engine=-MINUTES_5) as (network, clocks):
        for name in (DRIVER, ENGINE):
            until_ahead(network, name, -MINUTES_5)
            network.until_said(name, "behind CENTRAL's: set the one that is wrong")
        charge(network)
        request_at_the_cp(network)
        network.begin()
        network.until("CENTRAL knows", lambda: abs(network.cp("CP1")["clock_ahead_s"] + MINUTES_5) <= BUSY_S)
        network.until_said(CENTRAL, ITS)
        for name in (DRIVER, ENGINE):
            clocks.set(name, 0)
            until_ahead(network, name, 0)
            network.until_said(name, "The clock of this computer agrees with CENTRAL's again")
        network.until_said(CENTRAL, "CP1: The clock of its computer agrees with CENTRAL's again")
        network.tell(ENGINE, "unplug")
        network.until_quiet()
        assert len(network.check_tickets()) == 2
        for name in (DRIVER, ENGINE):
            assert network.program(name).times_said(THIS) == 1
        assert (network.program(CENTRAL).times_said(ITS), network.ask(CENTRAL)["rejected"]) == (1, 0)


def test_a_CENTRAL_5_min_behind_and_an_engine_whose_clock_is_set_back_during_a_supply(tmp_path: Path) -> None:
    with network_with(tmp_path, central=-MINUTES_5, engine=0) as (network, clocks):
        for name in (DRIVER, ENGINE):
            until_ahead(network, name, MINUTES_5)
            network.until_said(name, "ahead of CENTRAL's: set the one that is wrong")
        request_at_the_cp(network)
        network.begin()
        clocks.set(ENGINE, -MINUTES_5)
        until_ahead(network, ENGINE, 0)
        network.for_seconds(1)
        network.tell(ENGINE, "unplug")
        network.until_quiet()
        (ticket,) = network.check_tickets()
        lasted = datetime.fromisoformat(ticket["ended_at"]) - datetime.fromisoformat(ticket["started_at"])
        assert timedelta(seconds=1) < lasted < timedelta(minutes=1)


def test_a_foreign_driver_with_a_wrong_clock_is_denied_and_CENTRAL_says_why(tmp_path: Path) -> None:
    with network_with(tmp_path) as (network, _):
        network.for_seconds(10.5)  # CENTRAL has been reading for longer than a request lives
        assert foreign_request(network, -MINUTES_5) == ("denied", "expired")
        expired = "A request of D1 had expired when it came: the clock of its computer seems to be 5 min"
        network.until_said(CENTRAL, expired)
        assert foreign_request(network, 0)[0] == "authorised"
        network.until_said(CENTRAL, "The clock of the computer of D1 is right again")
