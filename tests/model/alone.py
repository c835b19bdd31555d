"""CENTRAL alone among peers that do only what they are told: thousands of histories a minute."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from functools import lru_cache
from typing import Any

from shared.messages import topics
from shared.messaging.events import OutRecord
from shared.runtime.clock import to_wire
from tests.model.disk import Disk, memory_folder
from tests.model.invariants import CentralWatch, supplies_of
from tests.model.kafka import ALL, Broker
from tests.model.points import Point, fresh_id
from tests.model.processes import CentralProcess, Clock
from tests.model.world import CPS, templates

STEP_S = 1.0


class Alone:
    """One CENTRAL on its disk, a broker, charging points and drivers on strings."""

    def __init__(self) -> None:
        made = templates()
        self.folder = memory_folder("ev-model-")
        self.clock = Clock()
        self.broker = Broker()
        self.disk = Disk(self.folder, "central", made.central)
        self.central = CentralProcess(self.clock, self.broker, self.disk)
        self.watch = CentralWatch(self.central)
        self.central.said = self.watch.said
        self.disk.committed = self.committed
        self.central.start()
        self.points = {cp_id: Point(cp_id, made.secrets[cp_id], self.central, self.broker) for cp_id in CPS}
        self.central.answered, self.central.died = self._answered, self._died
        self.sent: list[OutRecord] = []
        self.last_request: dict[str, tuple[str, str]] = {}
        self.central.look()
        self.connect()

    def close(self) -> None:
        self.disk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answered(self, connection: int, text: str) -> None:
        for point in self.points.values():
            point.answered(connection, text)

    def _died(self) -> None:
        for point in self.points.values():
            point.forget_connection()

    def connect(self) -> None:
        """Monitors that have no connection make one."""
        for point in self.points.values():
            if self.central.alive:
                point.speaks()

    # drivers

    def _say(self, key: str, kind: str, **fields: Any) -> None:
        body = {"type": kind, "id": fresh_id(), "at": to_wire(self.central.now.utc)} | fields
        record = OutRecord(topics.REQUESTS, key, json.dumps(body).encode())
        self.sent.append(record)
        self.broker.store(record)

    def repeat(self, number: int) -> None:
        """The acknowledgements of the drivers' last ``number`` records were lost: they are sent again."""
        for record in self.sent[-number:] if number else ():
            self.broker.store(record)

    def forget_sent(self) -> None:
        """All was acknowledged: nobody sends anything again."""
        self.sent.clear()
        for point in self.points.values():
            point.forgets_sent()

    def request(self, driver_id: str, cp_id: str) -> None:
        request_id = fresh_id()
        self.last_request[driver_id] = request_id, cp_id
        expires_at = to_wire(self.central.now.utc + timedelta(seconds=10))
        fields = {"request_id": request_id, "driver_id": driver_id, "cp_id": cp_id, "origin": "app"}
        self._say(cp_id, "charge_requested", **fields, expires_at=expires_at)

    def cancel(self, driver_id: str) -> None:
        if driver_id in self.last_request:
            request_id, cp_id = self.last_request[driver_id]
            fields = {"request_id": request_id, "driver_id": driver_id, "cp_id": cp_id}
            self._say(cp_id, "charge_cancelled", **fields)

    def sync(self, driver_id: str) -> None:
        self._say(driver_id, "sync_requested", driver_id=driver_id)

    def begin_supply(self, driver_id: str, cp_id: str) -> None:
        """Request, authorisation, plug, and a reading that waits to be read: as far as it goes."""
        self.request(driver_id, cp_id)
        self.settle()
        self.points[cp_id].plugs()
        self.points[cp_id].meters(1000)

    # CENTRAL

    def read(self, limit: int = ALL) -> None:
        """CENTRAL reads up to ``limit`` records as one batch."""
        if self.central.alive:
            self.central.reader.poll(limit)
            self.central.run()

    def read_all(self) -> None:
        """CENTRAL reads all that there is, in as many turns as it needs while its database works."""
        self.read()
        for _ in range(100):
            if not (self.central.alive and self.central.service.intake and self.central.service.database_up):
                return
            self.central.run()

    def start(self) -> None:
        if self.central.start():
            self.central.look()
            self.central.run()

    def send(self, acknowledged: int = ALL) -> None:
        """What CENTRAL said is stored, and so many records of each topic are acknowledged."""
        if self.central.alive:
            self.central.writer.store()
            self.central.writer.acknowledge(acknowledged)
            self.central.run()

    def settle(self) -> None:
        """CENTRAL and the points answer each other until nobody has anything to say."""
        for _ in range(20):
            before = sum(log.end for log in self.broker.logs.values())
            self.read_all()
            self.send()
            for point in self.points.values():
                point.answers()
            if before == sum(log.end for log in self.broker.logs.values()):
                return
        raise AssertionError("CENTRAL and the charging points do not come to rest")

    def pass_time(self, seconds: float, *, answering: bool = True) -> None:
        """Monitors speak each second; ``answering``: all that is said is read at once."""
        left = seconds
        while left > 1e-6:
            step = min(STEP_S, left)
            left -= step
            self.clock.mono = round(self.clock.mono + step, 3)
            self.central.look()
            for point in self.points.values():
                if self.central.alive:
                    point.speaks()
            self.central.run()
            if answering:
                self.settle()

    # what must hold of a disk

    def committed(self) -> None:
        """After each commit: the rules of every network, and effects that agree with the places."""
        self.watch.check()
        self.check_places()

    def check_places(self) -> None:
        """Requests before the stored place are in the database, and none after it."""
        if self.disk.rows("SELECT value FROM setting WHERE name='cluster_id'") != [(self.broker.cluster_id,)]:
            return
        places = {
            (topic, part): to
            for topic, part, to in self.disk.rows('SELECT topic, partition, next_offset FROM "offset"')
        }
        known = {request_id for (request_id,) in self.disk.rows("SELECT request_id FROM request")}
        early: dict[str, bool] = {}
        for raw in self.broker.of_topic(topics.REQUESTS):
            request_id = _request_of(raw.value)
            if request_id is not None:
                handled = raw.offset < places.get((raw.topic, raw.partition), 0)
                early[request_id] = early.get(request_id, False) or handled
        for request_id, handled in early.items():
            assert handled == (request_id in known), f"request {request_id}: {handled=}, {known=}"

    def effects(self) -> dict[str, Any]:
        """All that CENTRAL knows of requests, supplies and charging points, on the disk and in memory."""
        net = self.central.service.net
        return {
            "requests": sorted(self.disk.rows("SELECT request_id, step, reason, session_id FROM request")),
            "supplies": sorted(supplies_of(self.disk).items()),
            "points": {
                cp_id: (str(cp.state), cp.reserved, cp.row.stopped, cp.row.order_id, str(cp.engine_word))
                for cp_id, cp in net.cps.items()
            },
            "today": net.today.totals(net.now.utc),
            "open": sorted((key, str(each.row.state)) for key, each in net.supplies.items()),
        }


@lru_cache
def _request_of(value: bytes) -> str | None:
    """The id in a ``charge_requested``; None for another record."""
    if not value.startswith(b'{"type": "charge_requested"'):
        return None
    request_id: str = json.loads(value)["request_id"]
    return request_id
