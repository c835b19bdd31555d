"""CENTRAL on a real PostgreSQL server that is killed, frozen and refuses (B4, D7, wire contract 5)."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from apps.ev_central import intents
from shared.domain.supply import SupplyState
from shared.store import archive, postgresql
from shared.store.central_store import CentralStore, StoreError
from shared.store.look import Look, look_at_database
from shared.store.rows import AuditRow, CpRow, DriverRow, Enrolment, RequestRow, SupplyRow
from tests.foreign.processes import ROOT, free_port
from tests.resilience.world import World as Processes
from tests.support.central import World
from tests.support.hearing import hearer
from tests.support.postgres import MISSING, PASSWORD, Cable, PostgreSql, find_programs

pytestmark = [
    pytest.mark.skipif(find_programs() is None, reason=MISSING),
    pytest.mark.xdist_group("postgresql"),
]
GONE_S = 2.8
"""Without a heartbeat for this long, engines and drivers say that CENTRAL is gone."""
BACK_S = 20.0


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSql]:
    with PostgreSql() as made:
        yield made


@contextlib.contextmanager
def opened(url: str) -> Iterator[CentralStore]:
    """A store as CENTRAL has it: loaded, then with a connection of its core's own."""
    store = CentralStore(url)
    try:
        store.load()
        store.close()
        yield store
    finally:
        store.close()


def a_supply(**changes: object) -> SupplyRow:
    values: dict[str, object] = {
        "session_id": "s", "request_id": "r", "driver_id": "5", "cp_id": "A",
        "location": "here", "origin": "app",
        "price": Decimal("0.5400"), "state": SupplyState.SUPPLYING, "created_at": "2026-05-01T10:00:00.000Z",
    }  # fmt: skip
    return SupplyRow(**(values | changes))  # type: ignore[arg-type]


def until_committed(store: CentralStore) -> None:
    """Try as CENTRAL does, until it works."""
    deadline = time.monotonic() + BACK_S
    while store.dirty:
        try:
            store.commit()
        except StoreError:
            assert time.monotonic() < deadline
            time.sleep(0.05)  # until the next try


def test_what_is_committed_is_loaded_again_exactly(server: PostgreSql) -> None:
    url = server.database()
    cp = CpRow("A", "C/ Argüelles", None, 20.5, Enrolment.ENROLLED, Decimal("0.54"), secret="ab")
    request = RequestRow("r", "5", "A", "app", "2026", "denied", reason="NUL \0 in it", session_id="s")
    supply = a_supply()
    with opened(url) as store:
        store.put_cp(cp)
        store.put_driver(DriverRow("5", True))
        store.put_supply(supply)
        store.put_request(request)
        store.put_audit(AuditRow("a", "2026", "operator", "it"))
        store.put_offsets({("ev.requests", 3): 17, ("gone", 0): 2**40})
        sent, row = store.put_outbox("t", "k", b"1"), store.put_outbox("ev.commands", "A", b"\x00\xffvalue")
        store.put_setting("tariff", "0.54")
        store.commit()
        supply.energy_wh, supply.seq, supply.amount = 1000, 2, Decimal("0.54")
        cp.stopped = True
        store.put_reading(supply)
        store.put_cp(cp)
        store.put_audit(AuditRow("a", "2026", "operator", "it"))
        store.keep_offsets({("ev.requests", 3)})
        store.drop_outbox([sent.seq])
        store.commit()
    with opened(url) as again:
        loaded = again.load()
        assert (loaded.cps, loaded.drivers) == ([cp], [DriverRow("5", True)])
        assert (loaded.open_supplies, loaded.outbox) == ([supply], [row])
        assert loaded.offsets == {("ev.requests", 3): 17} and loaded.settings["tariff"] == "0.54"
        found = again.request("r")
        assert found is not None and found.reason == "NUL \ufffd in it", "PostgreSQL takes no NUL"
        assert again.put_outbox("t", "k", b"").seq == row.seq + 1, "the order goes on"


def test_questions_are_answered_beside_the_core_in_pages(
    server: PostgreSql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "PAGE", 2)
    url = server.database()
    asked = archive.Archive(url)
    with opened(url) as store:
        for number in range(5):
            row = a_supply(session_id=f"s{number}", request_id=f"r{number}", state=SupplyState.ENDED)
            store.put_ended(row)
        store.commit()
        pages = list(asked.pages())
        assert [len(page) for page in pages] == [2, 2, 1]
        assert [row.session_id for page in pages for row in page] == [f"s{number}" for number in range(5)]
        assert pages[-1] == [row]
        assert [row.session_id for row in asked.newest("A", 2)] == ["s4", "s3"]
        assert [row.session_id for row in store.ended_after("5", 3, 9)] == ["s3", "s4"]
        store.put_setting("a", "1")
        store.commit()  # the one who reads is not in the way
        assert asked.newest("B", 2) == []
    asked.close()


def test_D7_a_killed_server_loses_nothing_and_is_connected_again(server: PostgreSql) -> None:
    url = server.database()
    with opened(url) as store:
        store.put_supply(a_supply())
        store.commit()
        store.put_supply(a_supply(energy_wh=7))
        server.kill()
        try:
            for _ in range(3):
                with pytest.raises(StoreError, match=r"cannot be reached\. Check its address and that it"):
                    store.commit()
            assert store.dirty
        finally:
            server.start()
        until_committed(store)
    with opened(url) as again:
        assert again.load().open_supplies == [a_supply(energy_wh=7)]


def test_B4_a_frozen_server_holds_nobody_up(server: PostgreSql) -> None:
    url = server.database()
    with opened(url) as store:
        store.put_supply(a_supply())
        store.commit()
        server.suspend()
        try:
            store.put_supply(a_supply(energy_wh=7))
            taken = []
            for _ in range(4):
                began = time.monotonic()
                with pytest.raises(StoreError, match="cannot be reached"):
                    store.commit()
                taken.append(time.monotonic() - began)
            assert max(taken) < GONE_S - 1.0, "a heartbeat is due each second"
        finally:
            server.resume()
        until_committed(store)
    with opened(url) as again:
        assert again.load().open_supplies == [a_supply(energy_wh=7)]


def test_B4_after_a_cut_cable_the_connection_that_the_server_still_has_is_ended(server: PostgreSql) -> None:
    """It holds the lock of the one CENTRAL that may write, and the server would keep it for hours."""
    server.database()
    with closing(Cable(server.port)) as cable, opened(server.url(port=cable.port)) as store:
        store.put_supply(a_supply())
        store.commit()
        cable.cut()
        store.put_supply(a_supply(energy_wh=7))
        with pytest.raises(StoreError, match="cannot be reached"):
            store.commit()
        until_committed(store)
        with server.connect() as other:
            assert other.execute("SELECT energy_wh FROM supply").fetchall() == [(7,)]


def test_B4_a_slow_server_gets_more_time_at_the_next_try(server: PostgreSql) -> None:
    url = server.database()
    with opened(url) as store, server.connect() as other:
        store.put_driver(DriverRow("5", True))
        store.commit()
        other.execute(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(1.3); RETURN NEW; END $$"
        )
        other.execute("CREATE TRIGGER slow BEFORE INSERT ON driver FOR EACH ROW EXECUTE FUNCTION slow()")
        store.put_driver(DriverRow("6", True))
        with pytest.raises(StoreError, match="cannot be reached"):
            store.commit()
        until_committed(store)
        assert other.execute("SELECT count(*) FROM driver").fetchone() == (2,)


def test_B4_only_one_CENTRAL_writes_to_a_database(
    server: PostgreSql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "FIRST_LOCK_MS", 200)
    url = server.database()
    with opened(url) as store:
        store.put_driver(DriverRow("5", True))
        store.commit()
        with pytest.raises(StoreError, match="locked by another program: close that one"):
            CentralStore(url)
        store.put_driver(DriverRow("6", True))
        store.commit()


def test_B4_what_the_server_refuses_is_said_with_the_remedy(server: PostgreSql) -> None:
    server.database()
    with server.connect() as admin:
        admin.execute("CREATE ROLE guest LOGIN PASSWORD 'x'")
        admin.execute("GRANT USAGE ON SCHEMA public TO guest")  # as PostgreSQL itself does
    with pytest.raises(StoreError, match="lacks rights in it: make it the owner"):
        CentralStore(server.url(user="guest", password="x"))
    with server.connect() as admin:
        admin.execute("ALTER ROLE guest NOLOGIN")
    with pytest.raises(StoreError, match=r"lets nobody in \(.*not permitted to log in.*\): correct"):
        CentralStore(server.url(user="guest", password="x"))
    with pytest.raises(StoreError, match=r"'postgresql://ev:\*\*\*@\[x/y' is not understood"):
        CentralStore("postgresql://ev:secret@[x/y")


def test_B4_a_mere_look_says_the_same_changes_nothing_and_waits_for_no_CENTRAL(server: PostgreSql) -> None:
    url = server.database()
    assert look_at_database(url) == Look(f"127.0.0.1:{server.port}/ev")
    with opened(url) as store:
        store.put_driver(DriverRow("5", True))
        store.commit()
        began = time.monotonic()
        assert look_at_database(url).held
        assert time.monotonic() - began < 2
        store.put_driver(DriverRow("6", True))
        store.commit()
    with server.connect() as admin:
        admin.execute("CREATE ROLE looker LOGIN PASSWORD 'x'")
        admin.execute("GRANT USAGE ON SCHEMA public TO looker")
    with pytest.raises(StoreError, match="lacks rights in it: make it the owner"):
        look_at_database(server.url(user="looker", password="x"))
    with pytest.raises(StoreError, match=r"create it on the server \(createdb\), or correct --database"):
        look_at_database(server.url("nowhere"))


def test_B4_a_start_without_its_database_ends_with_one_sentence(server: PostgreSql, tmp_path: Path) -> None:
    wrong = {
        server.url("postgres", password="no: " + PASSWORD): "refuses user or password: correct them in --dat",
        server.url("nowhere"): "create it on the server (createdb), or correct --database.",
        "postgresql://ev:sesame@127.0.0.1:1/ev": "cannot be reached. Check its address and that it runs.",
    }
    programs = [_central(url, tmp_path / str(number)) for number, url in enumerate(wrong)]
    for program, (url, sentence) in zip(programs, wrong.items(), strict=True):
        said, _ = program.communicate(timeout=30)
        assert program.returncode == 1, said
        assert sentence in said and len(said.splitlines()) == 1, said
        assert url.split("@")[0].rpartition(":")[2] not in said, "no password"


def _central(url: str, folder: Path) -> subprocess.Popen[str]:
    command = [
        sys.executable, "-m", "apps.ev_central", str(free_port()), "127.0.0.1:1", "--headless",
        "--lang", "en", "--data-dir", str(folder), "--database", url,
    ]  # fmt: skip
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_D7_the_core_goes_on_after_a_crash_with_what_the_server_has(
    server: PostgreSql, tmp_path: Path
) -> None:
    world = World(tmp_path / "unused", database=server.database())
    world.feed(intents.AddDriver("5"))
    point = world.activate("A")
    session = world.start_supply("5", point)
    server.kill()
    try:
        sent = len(world.ports.sent)
        reading = {"seq": 1, "power_w": 20_000, "energy_wh": 1000, "amount": "0.54"}
        world.read(world.engine(point, "meter_reading", session_id=session, **reading))
        world.wait(2.5)
        assert {record.topic for record in world.ports.sent[sent:]} == {"ev.heartbeat"}
    finally:
        server.start()
    deadline = time.monotonic() + BACK_S
    while not world.service.database_up:
        assert time.monotonic() < deadline
        world.wait(0.1)
    world.crash()
    world.start()
    assert (world.status("A")["session_id"], world.status("A")["energy_wh"]) == (session, 1000)
    world.store.close()


class Heart:
    """Listens to CENTRAL's heartbeat."""

    def __init__(self, broker: str) -> None:
        self._consumer = hearer(broker, "ev.heartbeat")
        self.beats: list[tuple[float, str]] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._ending.is_set():
            for records in self._consumer.poll(timeout_ms=50).values():
                for record in records:
                    self.beats.append((time.monotonic(), json.loads(record.value)["instance"]))

    def longest(self, since: float) -> float:
        """The longest silence since then."""
        moments = [since, *(at for at, _ in self.beats if at > since), time.monotonic()]
        return max(after - before for before, after in pairwise(moments))

    def close(self) -> None:
        self._ending.set()
        self._thread.join(10)
        self._consumer.close()


def test_D7_a_supply_goes_on_while_server_and_CENTRAL_die(server: PostgreSql, tmp_path: Path) -> None:
    """The heart beats while the server is frozen; then that and CENTRAL are killed, and nothing is lost."""
    processes = Processes(tmp_path, "embedded", 1, 1, database=server.database())
    try:
        processes.until_ready()
        session = processes.charge("CP1", "D1")
        with closing(Heart(processes.broker.address)) as heart:
            processes.until("a beat", lambda: heart.beats, 10)
            server.suspend()
            began = time.monotonic()
            try:
                processes.until("a while", lambda: time.monotonic() > began + 4, 10)
                longest = heart.longest(began)
                assert "cannot be reached" in processes.log("central")
                assert processes.ask("engine CP1")["central"] and processes.ask("driver D1")["central"]
            finally:
                server.resume()
        assert longest < GONE_S
        energy = processes.cp("CP1")["energy_wh"]
        processes.until("readings count again", lambda: processes.cp("CP1")["energy_wh"] > energy, BACK_S)
        before = processes.log("central").count("terminat")
        server.kill()
        try:
            processes.until("noticed", lambda: processes.log("central").count("terminat") > before, 10)
            processes.kill("central")
        finally:
            server.start()
        processes.start("central")
        processes.until_ready()
        assert processes.cp("CP1")["session_id"] == session
        processes.end_everything()
        assert [ticket["session_id"] for ticket in processes.check_tickets()] == [session]
    finally:
        processes.close()
