"""CENTRAL alone under hypothesis: it dies at every point of every commit, and each record has one effect.

Its peers (``points.py``) are written from the wire contract and do what the rules tell them. See
``conftest.py`` for how many histories are tried, and how to try more.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.ev_central import intents
from shared.messages import topics
from shared.messaging.events import OutRecord
from tests.model.alone import Alone
from tests.model.disk import TORN_PARTS, Moment, Plan
from tests.model.histories import histories, limit
from tests.model.invariants import supplies_of
from tests.model.world import CPS, DRIVERS, repeatable

cps = st.sampled_from(CPS)
drivers = st.sampled_from(DRIVERS)
seldom = st.sampled_from((False, False, True))
alive = precondition(lambda self: self.hall.central.alive)
running = precondition(lambda self: any(point.running for point in self.hall.points.values()))
speaking = precondition(lambda self: self.hall.central.alive and self.hall.central.writer.waiting)
dead = precondition(lambda self: not self.hall.central.alive)


class Central(RuleBasedStateMachine):
    """One CENTRAL, two charging points, three drivers."""

    def __init__(self) -> None:
        super().__init__()
        self._repeatable = repeatable()
        self.processor = self._repeatable.__enter__()
        self.hall: Alone

    @initialize(slow=st.booleans())
    def begins(self, slow: bool) -> None:
        """``slow``: CENTRAL handles some records a turn only."""
        self.processor.look_s = 0.008 if slow else 0.0
        self.hall = Alone()

    # what drivers and charging points say; nobody has read it yet

    @rule(driver=drivers, cp=cps)
    def requests(self, driver: str, cp: str) -> None:
        self.hall.request(driver, cp)

    @rule(cp=cps)
    def everybody_requests(self, cp: str) -> None:
        for driver in DRIVERS:
            self.hall.request(driver, cp)

    @precondition(lambda self: self.hall.last_request)
    @rule(driver=drivers)
    def cancels(self, driver: str) -> None:
        self.hall.cancel(driver)

    @rule(driver=drivers)
    def asks_how_things_stand(self, driver: str) -> None:
        self.hall.sync(driver)

    @rule(cp=cps, refuse=seldom)
    def answers(self, cp: str, refuse: bool) -> None:
        self.hall.points[cp].answers(accept=not refuse)

    @precondition(lambda self: any(point.reserved for point in self.hall.points.values()))
    @rule()
    def plugs(self) -> None:
        for point in self.hall.points.values():
            point.plugs()

    @running
    @rule(energy_wh=st.sampled_from((0, 1, 925, 20_000)))
    def meters(self, energy_wh: int) -> None:
        for point in self.hall.points.values():
            point.meters(energy_wh)

    @running
    @rule()
    def unplugs(self) -> None:
        next(point for point in self.hall.points.values() if point.running).ends("unplugged")

    @rule(cp=cps)
    def engine_dies_and_returns(self, cp: str) -> None:
        self.hall.points[cp].dies()

    @precondition(lambda self: any(point.owed for point in self.hall.points.values()))
    @rule()
    def says_again_what_is_owed(self) -> None:
        for point in self.hall.points.values():
            point.says_owed()

    @rule(driver=drivers, cp=cps)
    def begins_a_supply(self, driver: str, cp: str) -> None:
        self.hall.begin_supply(driver, cp)

    @rule(driver=drivers, cp=cps)
    def has_a_supply(self, driver: str, cp: str) -> None:
        self.hall.begin_supply(driver, cp)
        self.hall.settle()
        self.hall.points[cp].ends("unplugged")

    # what CENTRAL reads and says

    @precondition(lambda self: self.hall.central.alive and self.hall.central.reader.unread())
    @rule(limit=st.integers(1, 6))
    def reads(self, limit: int) -> None:
        self.hall.read(limit)

    @speaking
    @rule(acknowledged=st.integers(0, 3))
    def sends(self, acknowledged: int) -> None:
        self.hall.send(acknowledged)

    @speaking
    @rule()
    def loses_acknowledgements(self) -> None:
        self.hall.central.writer.store()
        self.hall.central.writer.lose()

    @alive
    @rule()
    def all_is_read_and_answered(self) -> None:
        self.hall.settle()

    @alive
    @rule(who=st.sampled_from((*CPS, "drivers")), number=st.integers(1, 6))
    def a_repetition_changes_nothing(self, who: str, number: int) -> None:
        """B3: somebody's last records are stored once more, as after a lost acknowledgement."""
        self.hall.read_all()
        if self._calm():
            before = self.hall.effects()
            if who == "drivers":
                self.hall.repeat(number)
            else:
                self.hall.points[who].repeats(number)
            self.hall.read_all()
            if self._calm():
                after = self.hall.effects()
                changed = {name: (before[name], after[name]) for name in after if after[name] != before[name]}
                assert not changed, changed

    def _calm(self) -> bool:
        """Whether the next commit will succeed, and CENTRAL will outlive it."""
        disk, central = self.hall.disk, self.hall.central
        works = central.alive and central.service.database_up and not central.service.intake
        return works and not (disk.armed or disk.locked or disk.broken)

    @alive
    @rule()
    def reads_garbage(self) -> None:
        """A record that Kafka's client cannot parse, and one that is no JSON (B2)."""
        for key in CPS:
            self.hall.broker.store(OutRecord(topics.REQUESTS, key, b"{"))
        self.hall.read()
        raw = self.hall.broker.store(OutRecord(topics.REQUESTS, "A", b"?"))
        self.hall.central.reader.skip(raw)
        self.hall.central.run()

    # time and people

    @alive
    @rule(seconds=st.sampled_from((0.2, 0.6, 1, 3, 6, 70)), answering=st.booleans())
    def time_passes(self, seconds: float, answering: bool) -> None:
        self.hall.pass_time(seconds, answering=answering)

    @rule(seconds=st.sampled_from((1, 8, 100)))
    @dead
    def time_passes_without_central(self, seconds: float) -> None:
        self.hall.clock.mono += seconds

    @alive
    @rule(cp=cps, stop=seldom)
    def orders(self, cp: str, stop: bool) -> None:
        self._office((intents.StopCps if stop else intents.ResumeCps)((cp,)))

    @precondition(lambda self: self.hall.central.interrupted())
    @rule()
    def settles(self) -> None:
        for session_id in self.hall.central.interrupted():
            self._office(intents.SettleSupply(session_id))

    @alive
    @rule(driver=drivers, disabled=seldom)
    def disables(self, driver: str, disabled: bool) -> None:
        self._office(intents.EnableDriver(driver, not disabled))

    def _office(self, intent: intents.Intent) -> None:
        if self.hall.central.alive:
            self.hall.central.inbox.append(intent)
            self.hall.central.run()

    @alive
    @rule(cp=cps, what=st.sampled_from(("KO", "new key", "gone")))
    def monitor(self, cp: str, what: str) -> None:
        point = self.hall.points[cp]
        if what == "KO":
            point.status(ok=False)
        elif what == "new key":
            point.connect()
        else:
            point.hang_up()

    # what dies, and what fails

    @alive
    @rule()
    def dies(self) -> None:
        self.hall.central.kill()

    @alive
    @rule(moment=st.sampled_from(tuple(Moment)), number=st.integers(0, TORN_PARTS))
    def will_die(self, moment: Moment, number: int) -> None:
        self.hall.disk.arm(Plan(moment, number))

    @dead
    @rule(monitors=st.sampled_from((True, True, False)))
    def starts(self, monitors: bool) -> None:
        """With a database that works; ``monitors``: they are back before anything is read."""
        self.hall.disk.unlock()
        self.hall.start()
        if monitors:
            self.hall.connect()

    @alive
    @rule()
    def monitors_return(self) -> None:
        self.hall.connect()

    @precondition(lambda self: not self.hall.disk.locked)
    @rule()
    def database_is_locked(self) -> None:
        self.hall.disk.lock()

    @alive
    @rule(statement=st.integers(1, 12))
    def disk_fails(self, statement: int) -> None:
        self.hall.disk.break_at(statement)

    @precondition(lambda self: self.hall.disk.locked or self.hall.disk.broken)
    @rule()
    def disk_works(self) -> None:
        self.hall.disk.unlock()
        self.hall.disk.mend()

    @rule(late_topics=st.booleans())
    def kafka_is_replaced(self, late_topics: bool) -> None:
        self._look_while(lambda: self.hall.broker.replace(late_topics=late_topics))
        for point in self.hall.points.values():
            point.finds_another_cluster()

    @rule(topic=st.sampled_from((topics.REQUESTS, topics.CP_EVENTS)), count=st.integers(1, 9))
    def kafka_forgets(self, topic: str, count: int) -> None:
        self._look_while(lambda: self.hall.broker.forget(topic, count))

    def _look_while(self, change: Callable[[], None]) -> None:
        self.hall.broker.up = False
        self.hall.central.look()
        change()
        self.hall.forget_sent()  # read or not
        self.hall.broker.up = True
        self.hall.central.look()
        self.hall.central.run()

    # the end

    def teardown(self) -> None:
        try:
            if hasattr(self, "hall") and sys.exc_info()[1] is None:
                self._heal()
                self._check()
        finally:
            if hasattr(self, "hall"):
                self.hall.close()
            self._repeatable.__exit__(None, None, None)

    def _heal(self) -> None:
        """All is well again; what is reserved is plugged in, what runs ends, all is said until confirmed."""
        hall, points = self.hall, self.hall.points.values()
        hall.disk.arm(None)
        hall.disk.unlock()
        hall.disk.mend()
        hall.start()
        hall.pass_time(1)
        for point in points:
            point.says_start()
            point.says_state()
        hall.settle()
        for point in points:
            point.plugs()
            point.ends("unplugged")
        for _ in range(40):
            hall.settle()
            if not (hall.central.service.net.supplies or any(point.owed for point in points)):
                break
            hall.pass_time(2)
            for point in points:
                point.says_owed()

    def _check(self) -> None:
        """Each supply that started has one ticket, with the figures of its charging point."""
        hall = self.hall
        assert not hall.central.service.net.supplies, hall.effects()["open"]
        assert not hall.disk.rows("SELECT * FROM outbox"), "CENTRAL still owes records"
        ended = {key: row for key, row in supplies_of(hall.disk).items() if row["state"] == "ended"}
        metered: dict[str, dict[str, object]] = {}
        for point in hall.points.values():
            assert not point.owed
            metered |= point.ended
            assert point.stopped == hall.central.service.net.cps[point.cp_id].row.stopped
        assert ended.keys() == metered.keys()
        for session_id, row in ended.items():
            for name in ("reason", "started_at", "ended_at", "energy_wh", "amount"):
                assert row[name] == metered[session_id][name], (session_id, name)
        self._check_said(ended)

    def _check_said(self, ended: dict[str, dict[str, object]]) -> None:
        """All that the database has of supplies and requests was said, and each thing under one id."""
        hall = self.hall
        notices = [json.loads(raw.value) for raw in hall.broker.archive if raw.topic == topics.NOTICES]
        tickets = {(each["session_id"], each["id"]) for each in notices if each["type"] == "ticket"}
        assert sorted(session for session, _ in tickets) == sorted(ended), "one ticket of each supply"
        steps = {
            (each["request_id"], each["step"], each["reason"]): each["id"]
            for each in notices
            if each["type"] == "request_progress"
        }
        for request_id, step, reason in hall.disk.rows("SELECT request_id, step, reason FROM request"):
            assert (request_id, step, reason) in steps, f"not said: {request_id} {step}"
        ids = {(each["id"]) for each in notices if each["type"] == "request_progress"}
        assert ids == set(steps.values()), "a step was said twice, under two ids"


@limit()
def test_B3_D4_each_record_has_one_effect_wherever_central_dies() -> None:
    run_state_machine_as_test(Central, settings=histories(600, steps=40))
