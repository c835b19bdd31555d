"""The demo's network: command lines, ports, services files, places of the windows (A5)."""

from __future__ import annotations

import itertools
import shlex
import socket
from pathlib import Path

import pytest

from apps.ev_central.drivers_file import read_drivers
from apps.ev_demo.arrangement import arrange
from apps.ev_demo.network import BROKER, PROGRAMS, Geometry, Kind, Plan, Sites, drivers_csv, specs
from apps.ev_demo.plans import FIRST, PLACES, SERVICES, STORY_DRIVERS, playground, story
from apps.ev_demo.ports import choose_ports
from apps.ev_demo.script import SERVICES as EXPECTED
from apps.ev_driver.services_file import load_services

SCREENS = (
    (0, 40, 1280, 680),
    (0, 0, 1366, 768),
    (64, 28, 1856, 1052),
    (0, 0, 2560, 1440),
    (0, 0, 3840, 2160),
)


def sites(plan: Plan) -> Sites:
    return Sites(9092, 7000, tuple(range(7101, 7101 + len(plan.places))), Path("/data"), {})


def test_A5_the_network_is_one_central_six_charging_points_and_three_drivers() -> None:
    kinds = [spec.kind for spec in specs(playground(()), sites(playground(())))]
    assert [kinds.count(kind) for kind in Kind] == [1, 1, 6, 6, 3]


def test_A5_a_command_line_is_what_a_person_would_type() -> None:
    plan = story(("--lang", "es"))
    (engine,) = (spec for spec in specs(plan, sites(plan)) if spec.key == "engine-MAD2")
    assert engine.command_line("10.0.0.1:9092") == (
        "python3 run.py EV_CP_E 10.0.0.1:9092 --listen-port 7102 --max-power 22 --time-scale 90 --auto 5s "
        "--data-dir /data --kafka-option api_version=2,3 --kafka-option fetch_max_wait_ms=20 "
        "--lang es"
    )
    (monitor,) = (spec for spec in specs(plan, sites(plan)) if spec.key == "monitor-MAD2")
    words = shlex.split(monitor.command_line(BROKER))
    assert words[2:8] == [
        "EV_CP_M",
        "127.0.0.1:7102",
        "127.0.0.1:7000",
        "MAD2",
        "--location",
        "C/ Serrano 10",
    ]


def test_A5_what_runs_has_the_arguments_that_are_shown() -> None:
    plan = playground(())
    for spec in specs(plan, sites(plan)):
        shown = shlex.split(spec.command_line("b:1"))
        assert shown[:3] == ["python3", "run.py", PROGRAMS[spec.kind]]
        # It starts unseen, and its console says when it is to be seen; who types it wants to see it.
        unseen = [] if spec.kind is Kind.KAFKA else ["--hidden"]
        assert spec.argv("b:1")[4:] == shown[3:] + unseen


def test_M5_central_takes_the_drivers_file(tmp_path: Path) -> None:
    file = tmp_path / "drivers.csv"
    file.write_text(drivers_csv({"5": True, "12": False}))
    assert read_drivers(file) == (("5", True), ("12", False))


def test_M15_every_services_file_of_the_demo_is_a_good_one() -> None:
    for file in SERVICES.glob("*.txt"):
        assert load_services(file)
    assert len(load_services(SERVICES / "tour.txt")) >= 12


def test_A5_the_storys_files_ask_for_what_the_story_expects() -> None:
    assert set(EXPECTED) == set(STORY_DRIVERS)
    for driver_id, expected in EXPECTED.items():
        asked = load_services(SERVICES / f"driver-{driver_id}.txt")
        wanted = tuple(each.cp_id for each in expected)
        # Driver 5 asks once more, at the charging point itself.
        assert asked == (wanted[:-1] if driver_id == "5" else wanted)


def test_A5_the_story_has_each_outcome_and_uses_each_charging_point() -> None:
    services = list(itertools.chain.from_iterable(EXPECTED.values()))
    assert {each.outcome for each in services} == {"charged", "denied", "failed"}
    assert {place.cp_id for place in PLACES} <= {each.cp_id for each in services}


def placed(screen: Geometry) -> dict[str, Geometry]:
    plan = playground(())
    windows = [(spec.key, spec.kind) for spec in specs(plan, sites(plan)) if spec.kind is not Kind.KAFKA]
    made = dict(arrange(screen, windows, FIRST))
    assert set(made) == {key for key, _ in windows} | {"demo"}
    return made


def hides(above: Geometry, x: int, y: int) -> bool:
    return above[0] <= x < above[0] + above[2] and above[1] <= y < above[1] + above[3]


@pytest.mark.parametrize("screen", SCREENS)
def test_A5_every_window_is_on_the_screen(screen: Geometry) -> None:
    for x, y, width, height in placed(screen).values():
        assert x >= screen[0] and y >= screen[1]
        assert x + width <= screen[0] + screen[2] and y + height <= screen[1] + screen[3]


@pytest.mark.parametrize("screen", SCREENS)
def test_A5_of_each_window_that_is_seen_first_something_is_seen_whichever_comes_up_last(
    screen: Geometry,
) -> None:
    made = placed(screen)
    first = [made[key] for key in (*FIRST, "demo")]
    for one in first:
        x, y, width, height = one
        cells = itertools.product(range(x, x + width, 20), range(y, y + height, 20))
        free = [cell for cell in cells if not any(hides(other, *cell) for other in first if other != one)]
        assert len(free) >= 12


def test_A5_on_a_full_hd_screen_central_the_demo_and_a_driver_are_seen_whole() -> None:
    made = placed((0, 0, 1920, 1080))
    for key in ("central", "demo", "driver-5"):
        ax, ay, aw, ah = made[key]
        for bx, by, bw, bh in (made[other] for other in ("central", "demo", "driver-5") if other != key):
            assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay


def test_A5_on_a_large_screen_all_five_are_side_by_side() -> None:
    made = placed((0, 0, 2560, 1440))
    for first, second in itertools.combinations([made[key] for key in (*FIRST, "demo")], 2):
        (ax, ay, aw, ah), (bx, by, bw, bh) = first, second
        assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay


def test_A5_ports_are_free_different_and_the_same_the_next_time(tmp_path: Path) -> None:
    first = choose_ports(7, tmp_path / "ports.json")
    assert len(set(first)) == 7
    assert choose_ports(7, tmp_path / "ports.json") == first


def test_A5_a_port_that_is_taken_meanwhile_is_replaced(tmp_path: Path) -> None:
    first = choose_ports(2, tmp_path / "ports.json")
    with socket.create_server(("127.0.0.1", first[0])):
        second = choose_ports(2, tmp_path / "ports.json")
    assert second[0] != first[0] and second[1] == first[1]
