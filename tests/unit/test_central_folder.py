"""CENTRAL's data are not named by its port; those of an earlier version are not lost (wire contract 7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.ev_central.__main__ import PROGRAM
from apps.ev_central.old_data import take_over
from shared.runtime.errors import StartError
from shared.runtime.paths import AlreadyRunning, data_path, instance_lock, make_data_dir
from tests.support.central import World

FILES = ("central.sqlite3", "central.sqlite3-wal", "central.sqlite3-shm")


def folder_of(base: Path, *arguments: str) -> Path:
    given = PROGRAM.make_parser().parse_args([*arguments, "127.0.0.1:9092"])
    return data_path(PROGRAM.name, PROGRAM.instance(given), base)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = folder_of(tmp_path, "7000")
    make_data_dir(made)
    return made


def left_by_an_earlier_version(base: Path, port: int, cp_id: str) -> Path:
    old = base / f"EV_Central-{port}"
    make_data_dir(old)
    world = World(old / "central.sqlite3")
    world.activate(cp_id)
    world.crash()
    return old


def test_wire_7_at_another_port_central_has_the_same_folder_and_another_network_has_its_own(
    tmp_path: Path,
) -> None:
    assert folder_of(tmp_path, "7000") == folder_of(tmp_path, "7001") == tmp_path / "EV_Central"
    other = folder_of(tmp_path, "--network", "7000", "7000")
    assert other == folder_of(tmp_path, "--network", "7000", "7001")
    assert other.name.startswith("EV_Central-network-7000")


def test_wire_7_the_database_of_an_earlier_version_is_taken_over_whole(tmp_path: Path, folder: Path) -> None:
    (folder / "connection.json").write_text("{}")  # what the dialog remembers lies there too
    old = left_by_an_earlier_version(tmp_path, 7000, "MAD1")
    (old / "central.sqlite3-wal").touch()
    take_over(folder)
    assert not any((old / name).exists() for name in FILES)
    assert set(World(folder / "central.sqlite3").service.net.cps) == {"MAD1"}


def test_wire_7_a_take_over_that_was_cut_off_is_finished_at_the_next_start(
    tmp_path: Path, folder: Path
) -> None:
    old = left_by_an_earlier_version(tmp_path, 7000, "MAD1")
    (folder / "central.sqlite3-wal").write_bytes(b"")  # moved before the database itself
    take_over(folder)
    assert set(World(folder / "central.sqlite3").service.net.cps) == {"MAD1"}
    assert not (old / "central.sqlite3").exists()


def test_wire_7_what_is_there_already_is_kept_and_the_older_left_alone(tmp_path: Path, folder: Path) -> None:
    World(folder / "central.sqlite3").crash()
    old = left_by_an_earlier_version(tmp_path, 7000, "MAD1")
    take_over(folder)
    assert (old / "central.sqlite3").exists()
    assert not World(folder / "central.sqlite3").service.net.cps


def test_wire_7_of_several_only_a_person_can_choose(tmp_path: Path, folder: Path) -> None:
    for port in (7000, 7001):
        left_by_an_earlier_version(tmp_path, port, "MAD1")
    with pytest.raises(StartError, match=r"EV_Central-7000, .*EV_Central-7001.*--database"):
        take_over(folder)
    assert not (folder / "central.sqlite3").exists()


def test_wire_7_what_an_earlier_version_uses_now_is_not_taken_away(tmp_path: Path, folder: Path) -> None:
    old = left_by_an_earlier_version(tmp_path, 7000, "MAD1")
    with instance_lock(old, "EV_Central 7000"), pytest.raises(StartError, match="End the CENTRAL that uses"):
        take_over(folder)
    assert (old / "central.sqlite3").exists()


def test_wire_7_another_networks_central_takes_nothing_over(tmp_path: Path) -> None:
    other = folder_of(tmp_path, "--network", "lab", "7000")
    make_data_dir(other)
    make_data_dir(tmp_path / "EV_Central-network-lab-7")
    (tmp_path / "EV_Central-network-lab-7" / "central.sqlite3").touch()
    take_over(other)
    assert not (other / "central.sqlite3").exists()


def test_wire_7_two_centrals_in_one_folder_are_kept_apart_with_the_remedy_that_works(folder: Path) -> None:
    with (
        instance_lock(folder, "EV_Central"),
        pytest.raises(AlreadyRunning, match="end it, or give this one another --data-dir"),
    ):
        instance_lock(folder, "EV_Central")
