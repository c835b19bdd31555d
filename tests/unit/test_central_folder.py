"""CENTRAL's data are not named by its port; those of an earlier version are not lost (wire contract 7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.ev_central.__main__ import PROGRAM
from shared.runtime.paths import AlreadyRunning, data_path, instance_lock, make_data_dir
from tests.support.central import World


def folder_of(base: Path, *arguments: str) -> Path:
    given = PROGRAM.make_parser().parse_args(["--data-dir", str(base), *arguments, "127.0.0.1:9092"])
    return data_path(PROGRAM.name, PROGRAM.instance(given), base)


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


def test_wire_7_the_folder_of_an_earlier_version_stays_in_use_whatever_the_port(tmp_path: Path) -> None:
    make_data_dir(tmp_path / "EV_Central")  # what the dialog remembers lies there
    old = left_by_an_earlier_version(tmp_path, 7000, "MAD1")
    for port in ("7000", "7001"):
        assert folder_of(tmp_path, port) == old
    assert set(World(old / "central.sqlite3").service.net.cps) == {"MAD1"}


def test_wire_7_of_several_each_port_has_its_own_as_before(tmp_path: Path) -> None:
    olds = [left_by_an_earlier_version(tmp_path, port, "MAD1") for port in (7000, 7001)]
    assert [folder_of(tmp_path, port) for port in ("7000", "7001")] == olds
    assert folder_of(tmp_path, "7002") == tmp_path / "EV_Central"


def test_wire_7_data_of_ours_are_the_ones_that_count(tmp_path: Path) -> None:
    left_by_an_earlier_version(tmp_path, 7000, "MAD1")
    make_data_dir(tmp_path / "EV_Central")
    World(tmp_path / "EV_Central" / "central.sqlite3").crash()
    assert folder_of(tmp_path, "7000") == tmp_path / "EV_Central"


def test_wire_7_two_centrals_in_one_folder_are_kept_apart_with_the_remedy_that_works(tmp_path: Path) -> None:
    with (
        instance_lock(tmp_path, "EV_Central"),
        pytest.raises(AlreadyRunning, match="end it, or give this one another id or another --data-dir"),
    ):
        instance_lock(tmp_path, "EV_Central")
