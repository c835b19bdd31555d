"""Only what is published, on a computer without Python, source tree, or a way out of it: the network runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shared.runtime.launch import MODULES
from shared.runtime.system_libraries import DRAWING_LIBRARIES
from shared.runtime.version import VERSION
from tests.support.bare_root import BareRoot
from tests.support.frozen import Launcher, debian_package, tarball
from tests.support.netns import laboratory, skip_without_namespaces
from tests.support.packaged_world import PackagedWorld

STORY_S = 110.0
PYTHON = r"python[\d.]*|run\.py"


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[BareRoot]:
    skip_without_namespaces()
    with laboratory(["10.77.9.1"]) as network:
        yield BareRoot(tmp_path / "root", network.computers[0])
    shutil.rmtree(tmp_path / "root")  # pytest would keep it


@pytest.mark.timeout(200)
@pytest.mark.xdist_group("packaged demo")
def test_A5_the_tarball_alone_plays_the_whole_story(bare: BareRoot) -> None:
    bare.add_libraries(*DRAWING_LIBRARIES)
    bare.add_fonts()
    subprocess.run(["tar", "-xf", tarball(), "-C", bare.folder], check=True)
    assert bare.holds(PYTHON) == []
    story = bare.launcher("/EVCharging").command(
        "EV_Demo", "--headless", "--output", "/work/out", "--lang", "es"
    )
    done = subprocess.run(
        story, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=STORY_S, check=False
    )
    assert done.returncode == 0, done.stderr
    summary = json.loads((bare.folder / "work" / "out" / "summary.json").read_bytes())
    assert summary["tickets_agree"] is True
    assert len(summary["services"]) == 13 and len(summary["screenshots"]) == 17
    assert all(
        (bare.folder / "work" / "out" / name).stat().st_size > 10_000 for name in summary["screenshots"]
    )


def test_the_package_alone_runs_a_network_with_the_c_library_and_zlib(bare: BareRoot) -> None:
    install(debian_package(), bare.folder)
    launcher = bare.launcher("")
    assert bare.holds(PYTHON) == []
    for name in MODULES:
        assert run(launcher, name, "--help").returncode == 0
    assert run(launcher, "EV_Central", "--version").stdout == f"EV_Central {VERSION}\n"
    assert "\nusage: EV_Kafka " in f"\n{run(launcher, 'EV_Kafka', '--help').stdout}"  # as it is typed here
    with closing(PackagedWorld(bare.folder / "work", launcher, "--time-scale", "60")) as world:
        world.until_ready()
        world.charge("CP1", "D1")
        world.tell("engine CP1", "unplug")
        world.until("all quiet", lambda: not world.restless())
        (ticket,) = world.check_tickets()
        assert ticket["reason"] == "unplugged" and ticket["energy_wh"] > 0
        services = bare.folder / "work" / "services.txt"
        services.write_text("; one that there is, one that there is not\nCP1\nNONE\n")
        world.tell("driver D1", "file /work/services.txt")
        world.until("reserved", lambda: world.ask("engine CP1")["state"] == "RESERVED", 15)
        world.tell("engine CP1", "plug")
        world.until("charging", lambda: world.ask("engine CP1")["energy_wh"], 15)
        world.tell("engine CP1", "unplug")
        world.until("both", lambda: world.ask("driver D1")["services"] == {"next": 2, "total": 2}, 15)
        world.until("the second", lambda: world.ask("driver D1")["last"]["cp_id"] == "NONE", 15)
        assert world.ask("driver D1")["last"]["reason"] == "unknown_cp"
        world.end()


def test_B4_without_the_screens_libraries_a_window_is_a_sentence_with_the_packages(bare: BareRoot) -> None:
    subprocess.run(["tar", "-xf", tarball(), "-C", bare.folder], check=True)
    done = run(bare.launcher("/EVCharging"), "EV_Driver", "127.0.0.1:1", "5", QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "system libraries that are missing" in line
    assert set(DRAWING_LIBRARIES.values()) <= set(re.findall(r"[\w.-]+", line)), line
    bare.add_libraries(*DRAWING_LIBRARIES)
    done = run(bare.launcher("/EVCharging"), "EV_Driver", "127.0.0.1:1", "5", QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1
    assert "There is no font on this system" in done.stderr.splitlines()[-1]
    assert "fonts-dejavu-core" in done.stderr


def run(launcher: Launcher, program: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        launcher.command(program, *arguments), env={**os.environ, "QT_QPA_PLATFORM": "", **more}, text=True,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip


def install(package: Path, root: Path) -> None:
    """As dpkg does on a computer whose C library is not of a package."""
    database = root / "var" / "lib" / "dpkg"
    for name in ("info", "updates", "triggers"):
        (database / name).mkdir(parents=True)
    for name in ("status", "available"):
        (database / name).touch()
    subprocess.run(
        [
            "dpkg", f"--root={root}", "--force-depends", "--force-unsafe-io", "--force-script-chrootless",
            "--install", package,
        ],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
