"""The whole network under hypothesis: whatever happens, in whatever order, nothing is lost or doubled.

The rules are what can happen; what must hold is in ``invariants.py``. See ``conftest.py`` for how many
histories are tried, and how to try more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.ev_central import intents as central_intents
from apps.ev_cp_e import intents as engine_intents
from shared.domain.engine import EngineState
from shared.messages import topics
from tests.model.disk import TORN_PARTS, Moment, Plan
from tests.model.histories import histories, limit
from tests.model.invariants import check_quiet, watch
from tests.model.processes import Process
from tests.model.world import CPS, DRIVERS, World, repeatable

cps = st.sampled_from(CPS)
drivers = st.sampled_from(DRIVERS)
programs = st.sampled_from(("CENTRAL", "CENTRAL", "CENTRAL", *CPS, *DRIVERS))
read_topics = st.sampled_from((topics.REQUESTS, topics.CP_EVENTS, topics.COMMANDS, topics.NOTICES))
counts = st.integers(1, 3)
seldom = st.sampled_from((False, False, True))


class Network(RuleBasedStateMachine):
    """Three charging points, three drivers, CENTRAL and Kafka."""

    def __init__(self) -> None:
        super().__init__()
        self._repeatable = repeatable()
        self.processor = self._repeatable.__enter__()
        self.world: World

    @initialize(
        skews=st.fixed_dictionaries(
            {name: st.sampled_from((0, 0, 0, -180, 180)) for name in CPS}
            | {name: st.sampled_from((0, 0, 120)) for name in DRIVERS}
        )
    )
    def begins(self, skews: dict[str, float]) -> None:
        """All is started and connected; the computers' UTC differs by ``skews`` from CENTRAL's, seconds."""
        self.world = world = World(skews)
        watch(world)
        world.pass_time(2, 0.5)

    # people

    @rule(driver=drivers, cp=cps)
    def requests(self, driver: str, cp: str) -> None:
        self.world.request(driver, cp)

    @rule(driver=drivers, cp=cps)
    def requests_at_the_cp(self, driver: str, cp: str) -> None:
        self.world.at_the_cp(cp, engine_intents.RequestSupply(driver))

    @rule(who=st.sampled_from((*DRIVERS, *CPS)))
    def cancels(self, who: str) -> None:
        if who in DRIVERS:
            self.world.cancel(who)
        else:
            self.world.at_the_cp(who, engine_intents.CancelRequest())

    @precondition(lambda self: self.world.engines_in(EngineState.RESERVED))
    @rule()
    def plugs(self) -> None:
        """Whoever has a reservation."""
        for cp in self.world.engines_in(EngineState.RESERVED):
            self.world.at_the_cp(cp, engine_intents.Plug())

    @precondition(lambda self: self.world.engines_in(EngineState.SUPPLYING))
    @rule()
    def unplugs(self) -> None:
        """The first that supplies."""
        self.world.at_the_cp(self.world.engines_in(EngineState.SUPPLYING)[0], engine_intents.Unplug())

    @rule(driver=drivers, cp=cps)
    def begins_a_supply(self, driver: str, cp: str) -> None:
        self.world.begin_supply(driver, cp)

    @rule(driver=drivers, cp=cps, seconds=st.sampled_from((0.5, 2, 7)))
    def begins_a_supply_and_waits(self, driver: str, cp: str, seconds: float) -> None:
        self.world.begin_supply(driver, cp)
        self.world.pass_time(seconds)

    @rule(driver=drivers, cp=cps, seconds=st.sampled_from((0.5, 2, 7)))
    def has_a_supply(self, driver: str, cp: str, seconds: float) -> None:
        self.world.begin_supply(driver, cp)
        self.world.pass_time(seconds)
        self.world.at_the_cp(cp, engine_intents.Unplug())

    @rule(cp=cps, broken=seldom)
    def fault(self, cp: str, broken: bool) -> None:
        self.world.at_the_cp(cp, engine_intents.Break() if broken else engine_intents.Repair())

    @rule(cp=cps, stop=seldom)
    def orders(self, cp: str, stop: bool) -> None:
        kind = central_intents.StopCps if stop else central_intents.ResumeCps
        self.world.operator(kind((cp,)))

    @precondition(lambda self: self.world.central.interrupted())
    @rule()
    def settles_interrupted(self) -> None:
        self.world.settle_interrupted()

    @rule(cp=cps, price=st.sampled_from(("0.3", "0.54", "1.2345")))
    def sets_price(self, cp: str, price: str) -> None:
        self.world.price(cp, price)

    @rule(driver=drivers, disabled=seldom)
    def disables(self, driver: str, disabled: bool) -> None:
        self.world.operator(central_intents.EnableDriver(driver, not disabled))

    # time, and what travels

    @rule(seconds=st.sampled_from((0.1, 0.3, 1, 1)))
    def a_moment_passes(self, seconds: float) -> None:
        self.world.pass_time(seconds)

    @rule(seconds=st.sampled_from((3, 3, 6, 6, 12, 70)))
    def time_passes(self, seconds: float) -> None:
        self.world.pass_time(seconds)

    @rule(name=programs, what=st.sampled_from(("store", "acknowledge", "read")), count=counts)
    def moves(self, name: str, what: str, count: int) -> None:
        """Only some records of one program move, and only so far."""
        process = self.world.named[name]
        if not process.alive:
            return
        if what == "store":
            process.writer.store(count)
        elif what == "acknowledge":
            process.writer.acknowledge(count)
        else:
            process.reader.poll(count)
            process.run(tick=False)

    @rule(name=programs)
    def loses_acknowledgements(self, name: str) -> None:
        """All is at the broker, nothing is heard of it: it will be sent again."""
        process = self.world.named[name]
        if process.alive:
            process.writer.store()
            process.writer.lose()

    @rule(name=programs, topic=read_topics, part=st.integers(0, 1))
    def delays(self, name: str, topic: str, part: int) -> None:
        """A partition's records do not reach one program for a while."""
        process = self.world.named[name]
        if process.alive:
            process.reader.held.add((topic, part))

    @precondition(lambda self: any(process.alive and process.reader.held for process in self.world.processes))
    @rule()
    def delays_end(self) -> None:
        for process in self.world.processes:
            if process.alive:
                process.reader.held.clear()

    @precondition(lambda self: self.world.broker.up)
    @rule(replaced=st.booleans(), late_topics=st.booleans())
    def kafka_goes(self, replaced: bool, late_topics: bool) -> None:
        """The broker dies; in its place an empty one may come back, with its topics or without."""
        self.world.broker.up = False
        if replaced:
            self.world.broker.replace(late_topics=late_topics)

    @precondition(lambda self: not self.world.broker.up)
    @rule()
    def kafka_comes(self) -> None:
        self.world.broker.up = True

    @rule(topic=read_topics, count=st.integers(1, 20))
    def kafka_forgets(self, topic: str, count: int) -> None:
        """Retention: the oldest records of a topic are gone, read or not."""
        self.world.broker.forget(topic, count)

    # what dies

    @rule(name=programs)
    def dies(self, name: str) -> None:
        self.world.named[name].kill()

    @rule(name=programs, moment=st.sampled_from(tuple(Moment)), number=st.integers(0, TORN_PARTS))
    def will_die(self, name: str, moment: Moment, number: int) -> None:
        """It dies at its next commit."""
        process = self.world.named[name]
        if process.alive:
            process.disk.arm(Plan(moment, number))

    @precondition(lambda self: not all(process.alive for process in self.world.processes))
    @rule()
    def starts_again(self) -> None:
        """What died first."""
        next(process for process in self._dead() if not process.alive).start()

    def _dead(self) -> Iterator[Process]:
        dead = [process for process in self.world.processes if not process.alive]
        return iter(sorted(dead, key=lambda process: process.died_mono))

    @rule(cp=cps)
    def monitor_dies(self, cp: str) -> None:
        self.world.monitors[cp].kill()

    @precondition(lambda self: not all(monitor.alive for monitor in self.world.monitors.values()))
    @rule()
    def monitors_start_again(self) -> None:
        for monitor in self.world.monitors.values():
            monitor.start()

    @rule(cp=cps)
    def authenticates_again(self, cp: str) -> None:
        self.world.monitors[cp].reauthenticate()

    @rule(name=programs)
    def database_is_locked(self, name: str) -> None:
        self.world.named[name].disk.lock()

    @rule(name=programs, statement=st.integers(1, 12))
    def disk_fails(self, name: str, statement: int) -> None:
        self.world.named[name].disk.break_at(statement)

    @precondition(lambda self: any(each.disk.locked or each.disk.broken for each in self.world.processes))
    @rule()
    def disks_work(self) -> None:
        for process in self.world.processes:
            process.disk.unlock()
            process.disk.mend()

    @rule(seconds=st.sampled_from((0.1, 1, 3, 6)))
    def all_is_well_again(self, seconds: float) -> None:
        self.world.mend()
        self.world.pass_time(seconds)

    @rule(slow=st.booleans())
    def central_is_slow(self, slow: bool) -> None:
        """It handles some records a turn only."""
        self.processor.look_s = 0.008 if slow else 0.0

    # the end

    def teardown(self) -> None:
        try:
            if hasattr(self, "world") and sys.exc_info()[1] is None:
                self.world.heal()
                check_quiet(self.world)
        finally:
            if hasattr(self, "world"):
                self.world.close()
            self._repeatable.__exit__(None, None, None)


@limit()
def test_D7_whatever_happens_in_whatever_order_each_supply_has_one_ticket_in_all_three_books() -> None:
    run_state_machine_as_test(Network, settings=histories(220, steps=50))
