"""Disk full, disk broken, database locked, while real programs run: said, retried, nothing lost (B4, D7)."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.support.real_network import (
    CENTRAL,
    DRIVER,
    ENGINE,
    FILES,
    MONITOR,
    RealNetwork,
    data_folder,
    real_network,
)
from tests.support.small_disk import SmallDisk, small_disk, why_not

WHY_NOT = why_not()
WHY_NO_LOOP = why_not(loop=True)
needs_disk = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
needs_loop = pytest.mark.skipif(bool(WHY_NO_LOOP), reason=WHY_NO_LOOP)

FULL = "is full: free some space"
LOCKED = "is locked by another program: close that one"
FAILS = "fails (disk I/O error). Check the disk"
BACK = {
    CENTRAL: "The database works again",
    ENGINE: "The journal is written again",
    DRIVER: "The database can be written again",
}
FLAG = {CENTRAL: "database", ENGINE: "journal", DRIVER: "database"}
DATABASES = {CENTRAL: "central.sqlite3", ENGINE: "journal.sqlite", DRIVER: "driver.sqlite"}
STORES = (CENTRAL, ENGINE, DRIVER)


def database(network: RealNetwork, name: str) -> Path:
    """The database of a part, on a plain disk."""
    (found,) = data_folder(network.folder, name).glob(f"*/{DATABASES[name]}")
    return found


def until_failing(network: RealNetwork, *names: str) -> None:
    for name in names:
        network.until(f"{name} notices", lambda name=name: not network.ask(name)[FLAG[name]])


def until_back(network: RealNetwork, *names: str) -> None:
    for name in names:
        network.until(f"{name} is back", lambda name=name: network.ask(name)[FLAG[name]])
        network.until_said(name, BACK[name])


def energy_grows(network: RealNetwork) -> None:
    before = network.energy()
    network.until("the meter goes on", lambda: network.energy() > before)


Trouble = Callable[[RealNetwork, str], AbstractContextManager[None]]


class Calm:
    """Checks that programs in trouble neither spin nor grow."""

    def __init__(self, network: RealNetwork, *names: str) -> None:
        self._programs = [network.program(name) for name in names]
        self._began = time.monotonic()
        self._cpu = [program.cpu_s() for program in self._programs]
        self._memory = [program.memory_kb() for program in self._programs]

    def check(self) -> None:
        seconds = time.monotonic() - self._began
        for program, cpu, memory in zip(self._programs, self._cpu, self._memory, strict=True):
            assert program.cpu_s() - cpu < 0.3 * seconds + 0.3, f"{program.app} is busy"
            assert program.memory_kb() - memory < 20_000, f"{program.app} grows"


# a database that is locked, files that the system does not let grow (no root needed for either)


@contextmanager
def locked(network: RealNetwork, name: str) -> Iterator[None]:
    """Another program holds a part's database."""
    code = (
        "import sqlite3, sys\n"
        "held = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "held.execute('BEGIN EXCLUSIVE'); print(flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(database(network, name))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"\n"
        yield
    finally:
        holder.communicate(timeout=10)


@contextmanager
def refused(network: RealNetwork, name: str) -> Iterator[None]:
    """The system refuses every write to a file, as beyond a quota: "disk I/O error" for SQLite."""
    pid = network.program(name).pid
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@pytest.mark.parametrize(("trouble", "sentence"), [(locked, LOCKED), (refused, FAILS)])
def test_B4_D7_nothing_is_lost_while_a_database_cannot_be_written(
    tmp_path: Path, trouble: Trouble, sentence: str
) -> None:
    with real_network(tmp_path) as network:
        network.begin()
        calm = Calm(network, *STORES)
        with trouble(network, DRIVER):
            with trouble(network, CENTRAL):
                until_failing(network, CENTRAL)
                unplug_into_the_dark(network)
                assert (network.ask(DRIVER, "tickets"), network.ask(ENGINE)["owed"]) == ([], 1)
                assert network.ask(ENGINE)["central"], "CENTRAL's heartbeats must go on"
                assert network.ask(MONITOR)["accepted"]
            until_back(network, CENTRAL)
            until_failing(network, DRIVER)
        until_back(network, DRIVER)
        network.until_quiet()
        network.begin()
        with trouble(network, ENGINE):
            until_failing(network, ENGINE)
            unplug_into_the_dark(network)
            assert len(network.ask(CENTRAL, "tickets")) == 1, "told before it was in the journal"
        until_back(network, ENGINE)
        network.until_quiet()
        calm.check()
        assert [ticket["reason"] for ticket in network.check_tickets()] == ["unplugged", "unplugged"]
        for name in STORES:
            assert network.program(name).times_said(sentence) == 1


def unplug_into_the_dark(network: RealNetwork) -> None:
    """End the supply, after it was metered on, while its end cannot be kept or told."""
    energy_grows(network)
    network.tell(ENGINE, "unplug")
    network.until("the end is owed", lambda: network.ask(ENGINE)["owed"] == 1)
    network.for_seconds(2.2)  # longer than from one charging_finished to the next


# permissions that are taken away


@contextmanager
def without_write_permission(folder: Path) -> Iterator[None]:
    everything = [folder, *folder.rglob("*")]
    for path in everything:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        yield
    finally:
        for path in everything:
            path.chmod(path.stat().st_mode | 0o200)


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write everywhere")
def test_B4_D7_a_folder_that_becomes_read_only_while_all_run(tmp_path: Path) -> None:
    """What is open goes on; what would have to be made is said, and made when it can be."""
    like_a_user = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    names = (CENTRAL, ENGINE, MONITOR, DRIVER)
    with real_network(tmp_path, dict.fromkeys(names, like_a_user)) as network:
        network.begin()
        with without_write_permission(tmp_path / FILES):
            energy_grows(network)
            network.tell(ENGINE, "unplug")
            network.until_quiet()
            tickets = network.check_tickets()
            network.kill(ENGINE)
            network.start(ENGINE)
            assert network.program(ENGINE).end() == 1
            network.until_said(ENGINE, "cannot be written (Permission denied); choose another --data-dir")
            network.tell(CENTRAL, "revoke CP1")
            network.tell(CENTRAL, "accept CP1")
            network.until_said(MONITOR, "secret.room cannot be written (Permission denied)")
        network.start(ENGINE)
        network.until("accepted", lambda: network.ask(MONITOR)["accepted"])
        assert network.check_tickets() == tickets


# a disk that is full


@contextmanager
def on_a_disk(
    folder: Path, names: Sequence[str], size_kb: int, *, breaks: bool = False
) -> Iterator[tuple[RealNetwork, SmallDisk]]:
    """A network whose parts ``names`` have their files on a small disk."""
    image = folder / "image" if breaks else None
    with (
        small_disk(folder / FILES, size_kb, image) as disk,
        real_network(folder, dict.fromkeys(names, disk.prefix)) as network,
    ):
        yield network, disk


@needs_disk
def test_B4_D7_engine_and_driver_go_on_with_a_full_disk(tmp_path: Path) -> None:
    """What they write again and again has its room in SQLite's log already."""
    with on_a_disk(tmp_path, (ENGINE, DRIVER), 1024) as (network, disk):
        network.begin()
        disk.fill()
        network.for_seconds(4)
        network.tell(ENGINE, "unplug")
        network.until_quiet()
        tickets = network.check_tickets()
        network.kill(ENGINE)
        network.start(ENGINE)
        assert network.program(ENGINE).end() == 1, "it cannot begin on a full disk"
        network.until_said(ENGINE, "(No space left on device)")
        disk.free()
        network.start(ENGINE)
        assert network.ask(ENGINE, "tickets") == tickets


@needs_disk
@pytest.mark.parametrize("killed", [False, True])
def test_B4_D7_CENTRAL_confirms_nothing_while_its_disk_is_full(tmp_path: Path, killed: bool) -> None:
    with on_a_disk(tmp_path, (CENTRAL,), 1024) as (network, disk):
        session = network.begin()
        disk.fill()
        for number in range(400):  # until the file itself must grow
            network.tell(CENTRAL, f"driver add D{number:03}-{'x' * 55}")
        until_failing(network, CENTRAL)
        network.until_said(CENTRAL, FULL)
        calm = Calm(network, CENTRAL)
        unplug_into_the_dark(network)
        assert network.ask(ENGINE)["owed"] == 1 and network.ask(ENGINE)["central"]
        network.kill(MONITOR)  # what is new must wait for its commit
        network.start(MONITOR)
        network.for_seconds(2)
        assert not network.ask(MONITOR)["accepted"]
        calm.check()
        if killed:
            network.kill(CENTRAL)
        disk.free()
        if killed:
            network.start(CENTRAL)
        else:
            until_back(network, CENTRAL)
            network.until_said(CENTRAL, "can be written again")
        network.until_ready()
        network.until_quiet()
        assert [ticket["session_id"] for ticket in network.check_tickets()] == [session]


@needs_disk
def test_B4_M2_a_monitor_asks_for_no_secret_that_it_could_not_keep(tmp_path: Path) -> None:
    with on_a_disk(tmp_path, (MONITOR,), 256) as (network, disk):
        for enrolments, killed in ((1, False), (2, True)):
            disk.fill()
            network.tell(CENTRAL, "revoke CP1")
            network.tell(CENTRAL, "accept CP1")  # a new enrolment, which gives one new secret
            network.until_said(MONITOR, "secret.room cannot be written (No space left on device)", enrolments)
            network.for_seconds(0.5)
            assert not network.ask(MONITOR)["accepted"]
            assert network.program(CENTRAL).times_said("CP1: Enrolled") == enrolments
            if killed:
                network.kill(MONITOR)
            disk.free()
            if killed:
                network.start(MONITOR)
            network.until("accepted", lambda: network.ask(MONITOR)["accepted"])
            network.until_said(CENTRAL, "CP1: Enrolled", enrolments + 1)
            assert network.program(CENTRAL).times_said("CP1: Enrolled") == enrolments + 1


# a disk that breaks: files that are open cannot be written any more either


@needs_loop
def test_B4_D7_a_disk_that_breaks_and_is_replaced_while_engine_and_driver_run(tmp_path: Path) -> None:
    with on_a_disk(tmp_path, (ENGINE, DRIVER), 8192, breaks=True) as (network, disk):
        network.begin()
        disk.break_down()
        until_failing(network, ENGINE)
        calm = Calm(network, ENGINE, DRIVER)
        unplug_into_the_dark(network)
        calm.check()
        disk.replace()
        until_back(network, ENGINE)
        network.until_quiet()
        assert [ticket["reason"] for ticket in network.check_tickets()] == ["unplugged"]


@needs_loop
def test_B4_D2_D7_all_killed_while_their_disk_is_broken(tmp_path: Path) -> None:
    with on_a_disk(tmp_path, STORES, 8192, breaks=True) as (network, disk):
        session = network.begin()
        disk.sync()
        disk.break_down()
        until_failing(network, CENTRAL, ENGINE)
        shown = network.ask(DRIVER)["session"]["energy_wh"]
        network.tell(ENGINE, "unplug")
        network.until("the end is owed", lambda: network.ask(ENGINE)["owed"] == 1)
        for name in STORES:
            network.kill(name)
        disk.replace()
        for name in STORES:
            network.start(name)
        network.until_ready()
        network.until_quiet()
        (ticket,) = network.check_tickets()
        assert (ticket["session_id"], ticket["reason"]) == (session, "engine_lost")
        assert ticket["energy_wh"] >= shown
