"""Who is attacked: an honest CP under watch while a flood goes on, and the product's own CP."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from tests.foreign.attacker import Vitals
from tests.foreign.network import Network
from tests.foreign.processes import Product

linux = pytest.mark.skipif(sys.platform != "linux", reason="measures by /proc")

GROWTH = 24_000_000
"""Bytes that a flood may add to a program's memory, whatever its size."""
ANSWER_S = 1.0
"""An honest peer, and the console, are answered in this time while a flood goes on, nine times of ten."""
SLOWEST_S = 2.2
"""And always in this, for 2.5 s of silence would end a monitor."""
SILENCE_S = 4.5
"""A reading comes through in this time, for 5 s without one would interrupt its supply."""


class Watch:
    """An honest CP with a running supply, looked at again and again while something goes on."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.cp, self.driver = net.active_point(), net.driver()
        self.session_id = net.supplying(self.driver, self.cp)
        self.cp.wh_each_second = 10
        self.states: set[str] = set()
        self.statuses: list[float] = []
        self.consoles: list[float] = []
        self.gaps: list[float] = []

    def until(self, done: Callable[[], object], within: float = 30.0) -> None:
        """Look until ``done``: at its state, how long answers take, and when readings come through."""
        deadline, energy, last = time.monotonic() + within, -1, time.monotonic()
        while not done():
            assert time.monotonic() < deadline
            began = time.monotonic()
            shown = self.net.central.cp(self.cp.cp_id)
            self.consoles.append(time.monotonic() - began)
            self.states.add(shown["state"])
            if shown["energy_wh"] != energy:
                energy = shown["energy_wh"]
                self.gaps.append(time.monotonic() - last)
                last = time.monotonic()
            if self.cp.link is not None:
                began = time.monotonic()
                assert self.cp.say_status() == ["OK"]
                self.statuses.append(time.monotonic() - began)
            self.net.turn()
        self.gaps.append(time.monotonic() - last)

    def is_well(self) -> None:
        assert self.states == {"SUPPLYING"}, "it was never DISCONNECTED"
        assert len(self.cp.keys) == 1, "nor had it to come again"
        for taken in (self.statuses, self.consoles):
            assert sorted(taken)[len(taken) * 9 // 10] < ANSWER_S
            assert max(taken) < SLOWEST_S
        assert max(self.gaps) < SILENCE_S
        assert not self.driver.of("session_state", state="interrupted")

    def ends_well(self) -> None:
        assert self.cp.supply is not None
        energy_wh = self.cp.supply.energy_wh
        self.cp.finish()
        assert self.net.ticket(self.driver, self.session_id)["energy_wh"] == energy_wh


def calms_down(net: Network, program: Product) -> None:
    """Its processor time goes back to that of an idle program."""
    vitals = Vitals(program)

    def idle() -> bool:
        before = vitals.cpu_s
        net.for_seconds(0.4)
        return vitals.cpu_s - before < 0.2

    net.until("idle", idle, 10.0)


def product_cp(net: Network, *options: str) -> tuple[Product, int, str]:
    """EV_CP_E and EV_CP_M as one CP that is ACTIVATED and reaches all: its engine, its port, its id."""
    cp_id = net.new_id("CP-")
    engine, port = net.product_engine(*options)
    net.product_monitor(cp_id, port)
    net.until_state(cp_id, "ACTIVATED")
    until_linked(net, engine)
    return engine, port, cp_id


def until_linked(net: Network, engine: Product) -> None:
    def linked() -> bool:
        now = engine.ask("status")
        return bool(now["monitor"] and now["central"] and now["kafka"])

    net.until("the engine's links", linked)
