"""What is in the folder of the executables, and what is not."""

from __future__ import annotations

import functools
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shared.runtime.launch import MODULES
from shared.runtime.system_libraries import DRAWING_LIBRARIES, X11_LIBRARIES
from shared.runtime.version import VERSION
from tests.support.bare_root import BASE
from tests.support.frozen import clean_variables, frozen_folder

ROOT = Path(__file__).resolve().parents[2]
MOST_MB = 170
# The loader, and what a system with a Wayland screen has.
OTHERS = ("ld-linux-x86-64.so.2", "libwayland-client.so.0", "libwayland-cursor.so.0", "libfreetype.so.6")
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into ELF files")


@functools.cache
def files() -> tuple[Path, ...]:
    return tuple(path for path in frozen_folder().rglob("*") if path.is_file() and not path.is_symlink())


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [frozen_folder() / program, *arguments], cwd="/", env=clean_variables(LANG="C"), text=True,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_folder_is_small() -> None:
    blocks = sum(path.lstat().st_blocks for path in frozen_folder().rglob("*"))
    assert blocks * 512 < MOST_MB * 2**20


def test_nothing_in_it_leads_to_the_source_tree_or_to_the_python_that_made_it() -> None:
    for path in files():
        content = path.read_bytes()
        assert bytes(ROOT) not in content, path
        assert b"\0" + bytes(Path(sys.base_prefix) / "lib") + b"\0" not in content, path
    assert not [path for path in frozen_folder().rglob("*") if path.is_symlink() and not path.exists()]


def test_only_what_programs_use_is_in_it() -> None:
    names = {
        path.relative_to(frozen_folder() / "_internal").as_posix() for path in files() if "_int" in str(path)
    }
    assert not [name for name in names if re.search(r"^(yaml|PyInstaller|pytest|tkinter)/|libgtk", name)]
    translations = {name.rpartition("/")[2] for name in names if name.endswith(".qm")}
    assert translations == {"evcharging_es.qm", "qt_es.qm", "qtbase_es.qm"}


@linux
def test_all_that_its_files_need_is_in_it_or_in_the_lists_of_the_systems_packages() -> None:
    there = {path.name for path in frozen_folder().rglob("*")}
    allowed = {*there, *BASE, *DRAWING_LIBRARIES, *X11_LIBRARIES, *OTHERS}
    missing = {}
    for path in files():
        with path.open("rb") as file:
            if file.read(4) != b"\x7fELF":
                continue
        said = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True).stdout
        # Of the X server's many libraries, the packages in the lists bring the others along.
        missing |= {
            name: path.name
            for name in re.findall(r"NEEDED +(\S+)", said)
            if name not in allowed and not name.startswith("libxcb")
        }
    assert missing == {}


def test_it_holds_the_licence_of_every_package() -> None:
    licences = {path.name.lower().replace("_", "-") for path in files() if path.parent.name == "licences"}
    assert {"qt.txt", "lgpl-3.0.txt", "gpl-3.0.txt", "python.txt"} <= licences
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        name = re.split(r"[\[=]", line)[0].lower()
        if name and not name.startswith(("#", "pyside6", "shiboken6")):
            assert any(each.startswith(name) for each in licences), name


def test_every_program_says_what_it_is() -> None:
    for name in MODULES:
        done = run(name, "--help")
        assert (done.returncode, done.stderr) == (0, ""), name
        assert name in done.stdout
        if name not in ("EV_Broker", "EV_Kafka"):
            assert run(name, "--version").stdout == f"{name} {VERSION}\n"


def test_a_wrong_argument_is_one_line_in_the_users_language() -> None:
    done = run("EV_CP_M", "--lang", "es", "127.0.0.1:1")
    assert done.returncode == 2
    assert done.stderr == (
        "EV_CP_M: faltan estos argumentos: CENTRAL, CP_ID (EV_CP_M --help explica todos los argumentos)\n"
    )


def test_B4_postgresql_is_in_it_and_its_absence_is_a_sentence(tmp_path: Path) -> None:
    options = ("--headless", "--lang", "en", "--data-dir", str(tmp_path))
    done = run("EV_Central", "7000", "127.0.0.1:1", *options, "--database", "postgresql://u@127.0.0.1:1/x")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "The database server 127.0.0.1:1/x cannot be reached." in done.stderr
