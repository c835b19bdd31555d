"""How a program is started, and how a person types it: from the source tree, and packaged."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import run
from shared.runtime import launch

Package = Callable[[str], None]


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Makes this process one of the executables in a folder, on a system."""

    def as_on(platform: str) -> None:
        end = ".exe" if platform == "win32" else ""
        for name in launch.MODULES:
            (tmp_path / f"{name}{end}").touch(mode=0o755)
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setattr(sys, "executable", str(tmp_path / f"EV_Demo{end}"))

    return as_on


def test_A5_from_the_source_tree_the_interpreter_runs_a_module() -> None:
    assert launch.command("EV_CP_E", ["b:1"]) == [sys.executable, "-P", "-m", "apps.ev_cp_e", "b:1"]
    assert launch.typed("EV_CP_M", ["e:1", "C/ Serrano 10"]) == "python3 run.py EV_CP_M e:1 'C/ Serrano 10'"
    assert launch.typed("EV_Kafka", ["stop"]) == "python3 run.py kafka stop"
    assert launch.variables()["PYTHONPATH"].split(os.pathsep)[0] == str(Path(run.__file__).parent)


def test_A5_packaged_it_is_the_executable_beside_this_one(tmp_path: Path, packaged: Package) -> None:
    packaged("linux")
    assert launch.command("EV_CP_E", ["b:1"]) == [str(tmp_path / "EV_CP_E"), "b:1"]
    assert launch.typed("EV_CP_E", ["b:1"]) == "./EV_CP_E b:1"
    assert launch.typed("EV_Kafka", ["stop"]) == "./EV_Kafka stop"


def test_A5_installed_it_is_typed_by_its_name(
    tmp_path: Path, packaged: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged("linux")
    links = tmp_path / "bin"
    links.mkdir()
    (links / "EV_CP_E").symlink_to(tmp_path / "EV_CP_E")
    (links / "EV_CP_M").touch(mode=0o755)  # somebody else's
    monkeypatch.setenv("PATH", str(links))
    assert launch.typed("EV_CP_E", ["b:1"]) == "EV_CP_E b:1"
    assert launch.typed("EV_CP_M", ["e:1"]) == "./EV_CP_M e:1"


def test_A5_on_windows_it_is_typed_for_both_of_its_shells(tmp_path: Path, packaged: Package) -> None:
    packaged("win32")
    assert launch.command("EV_CP_E") == [str(tmp_path / "EV_CP_E.exe")]
    assert launch.typed("EV_CP_E", ["b:1", "a b"]) == '.\\EV_CP_E.exe b:1 "a b"'


@pytest.mark.parametrize("before", [None, "/opt/theirs"])
def test_programs_of_the_system_do_not_get_the_packaged_libraries(
    monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/evcharging/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    if before:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    monkeypatch.setattr(launch.faulthandler, "enable", lambda: None)
    launch.begin()
    assert os.environ.get("LD_LIBRARY_PATH") == before
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_run_py_knows_every_program_by_the_same_module() -> None:
    for name, module in launch.MODULES.items():
        if name != "EV_Kafka":  # it needs no package: run.py starts it with the Python at hand
            assert run.APPS[name][0] == module.removesuffix(".__main__")
    assert "EV_Kafka" in run.TASKS
