"""The licences of what the executables bring along, as files for their folder ``licences``."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent / "licences"
_REQUIREMENTS: Final = Path(__file__).resolve().parents[2] / "requirements.txt"
_LICENCE: Final = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_QT: Final = """\
Qt {version} (https://www.qt.io) with its Python binding, PySide6 and shiboken6, is used under the GNU Lesser
General Public License version 3 (LGPL-3.0.txt here, which builds on GPL-3.0.txt).

Its sources: https://download.qt.io/archive/qt/ and https://code.qt.io/cgit/pyside/pyside-setup.git/. Its
libraries lie in the folder PySide6 as files of their own: who wants others of the same version replaces them.
"""


def collect(folder: Path, system_files: Iterable[Path]) -> None:
    """Write them to ``folder``, made anew: of Python, of every package that is pinned, of PyInstaller's
    loader, and of the system's libraries ``system_files`` (where Debian's package manager knows them)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for text in _HERE.glob("*.txt"):
        shutil.copy(text, folder)
    (folder / "Qt.txt").write_text(_QT.format(version=distribution("PySide6-Essentials").version), "utf-8")
    _copy_first(
        folder / "Python.txt",
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
    )
    for package in (*_packages(), distribution("pyinstaller")):
        _of_package(folder, package)
    for name in sorted(set(_debian_packages(system_files))):
        _copy_first(folder / f"{name.partition(':')[0]}.txt", *_copyright(name))


def _packages() -> list[Distribution]:
    """Those of requirements.txt and what they need."""
    lines = _REQUIREMENTS.read_text("utf-8").splitlines()
    wanted = [line.partition("==")[0] for line in lines if "==" in line and not line.startswith("#")]
    found: dict[str, Distribution] = {}
    while wanted:
        asked = wanted.pop()
        name = re.split(r"[\[ <>=!~;(]", asked)[0]
        extras = re.findall(r"\[(\w+)\]", asked)
        if name in found and not extras:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # of another system, or of an extra that is not used
            continue
        for line in found[name].requires or ():
            of_extra = re.search(r"extra == ['\"](\w+)", line)
            if of_extra is None or of_extra[1] in extras:
                wanted.append(line.partition(";")[0])
    return list(found.values())


def _of_package(folder: Path, package: Distribution) -> None:
    name = f"{package.metadata['Name']}-{package.version}"
    for path in package.files or ():
        if ".dist-info" in path.parts[0] and _LICENCE.match(path.name):
            shutil.copy(str(path.locate()), folder / f"{name}-{path.name.removesuffix('.txt')}.txt")


def _copy_first(target: Path, *candidates: Path) -> None:
    for each in candidates:
        if each.is_file():
            shutil.copyfile(each, target)
            return


def _debian_packages(files: Iterable[Path]) -> Iterator[str]:
    if shutil.which("dpkg-query") is None:
        return
    for file in files:
        # Known by one of two names where /lib is a link to /usr/lib.
        for name in dict.fromkeys((str(file.resolve()), str(file.resolve()).removeprefix("/usr"))):
            said = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False)
            if said.returncode == 0:
                yield said.stdout.partition(": ")[0]
                break


def _copyright(package: str) -> tuple[Path]:
    return (Path("/usr/share/doc") / package.partition(":")[0] / "copyright",)
