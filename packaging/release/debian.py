"""The package for Debian, Ubuntu and their kind, made by ``dpkg-deb``."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Final

import desktop
from kafka_jars import JAVA_PACKAGES
from shared.runtime.launch import MODULES
from shared.runtime.system_libraries import DRAWING_LIBRARIES, X11_LIBRARIES
from shared.runtime.version import RELEASED, VERSION

NAME: Final = "evcharging"
HOME: Final = f"usr/lib/{NAME}"
DOCUMENTS: Final = f"usr/share/doc/{NAME}"
_MAINTAINER: Final = "EVCharging <nobody@example.org>"
_UNITS: Final = "usr/lib/systemd/system"

_CONTROL: Final = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: libc6 (>= {libc}), zlib1g
Recommends: {screen}
Suggests: {java}, maven, postgresql
Section: education
Priority: optional
Description: network of electric-vehicle charging points
 A control panel, charging points made of an engine and a monitor, and drivers'
 apps, each a program of its own, on one computer or on many, over sockets and
 Apache Kafka. EV_Demo shows all of it on one computer.
 .
 What is recommended is for their windows; without one (--headless) they need
 nothing of it.
"""
_COPYRIGHT: Final = """\
EVCharging is distributed under the following licence. The licences of what it brings along are in
/{home}/_internal/licences.

{licence}"""


def build(programs: Path, documents: Mapping[str, Path], target: Path, epoch: int) -> None:
    """Make the package ``target`` of the folder ``programs`` and of ``documents`` (name: file).

    ``epoch``: the time of all its files. Raises :class:`subprocess.CalledProcessError`, OSError.
    """
    tree = target.with_suffix(".tree")
    shutil.rmtree(tree, ignore_errors=True)
    try:
        _fill(tree, programs, documents)
        _add_control(tree)
        for path in (tree, *tree.rglob("*")):
            os.utime(path, (epoch, epoch), follow_symlinks=False)
        part = target.with_suffix(".part")
        subprocess.run(
            # zstd: every dpkg that finds a C library new enough for the programs reads it, and it is quick.
            ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z5", "--build", str(tree), str(part)],
            env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        os.replace(part, target)
    finally:
        shutil.rmtree(tree, ignore_errors=True)


def architecture() -> str:
    """Debian's name of this machine's kind, such as ``amd64``."""
    asked = ["dpkg", "--print-architecture"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def _fill(tree: Path, programs: Path, documents: Mapping[str, Path]) -> None:
    home = tree / HOME
    shutil.copytree(programs, home, symlinks=True)
    links = tree / "usr/bin"
    links.mkdir(parents=True)
    for program in MODULES:
        (links / program).symlink_to(f"../lib/{NAME}/{program}")
    for place, content in desktop.files().items():
        _write(tree / "usr/share" / place, content)
    for name, file in documents.items():
        folder = _UNITS if file.suffix in (".service", ".socket", ".target") else DOCUMENTS
        place = file.name if folder == _UNITS else name
        _write(tree / folder / place, file.read_bytes())
    licence = (tree / DOCUMENTS / "LICENSE").read_text("utf-8")
    (tree / DOCUMENTS / "LICENSE").unlink()
    _write(tree / DOCUMENTS / "copyright", _COPYRIGHT.format(home=HOME, licence=licence).encode())
    _write(tree / DOCUMENTS / "changelog.gz", gzip.compress(_changelog().encode(), mtime=0))
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent == home else 0o644)


def _changelog() -> str:
    day = datetime.fromisoformat(RELEASED).replace(tzinfo=UTC)
    return (
        f"{NAME} ({VERSION}) stable; urgency=medium\n\n  * See README.md.\n\n"
        f" -- {_MAINTAINER}  {format_datetime(day)}\n"
    )


# Programs load parts of themselves late: those that run must not be left with the files of another version.
_SCRIPTS: Final = {
    "postinst": """\
if [ "$1" = configure ]; then
    systemctl daemon-reload || true
    systemctl try-restart 'evcharging-*.service' || true
fi
""",
    "prerm": """\
if [ "$1" = remove ]; then
    systemctl stop 'evcharging-*.service' 'evcharging-*.socket' || true
fi
""",
    "postrm": "systemctl daemon-reload || true\n",
}
_SCRIPT: Final = """\
#!/bin/sh
set -e
# Not in a system that is only being put together, nor where systemd does not run.
if [ -n "$DPKG_ROOT" ] || ! [ -d /run/systemd/system ]; then exit 0; fi
"""


def _add_control(tree: Path) -> None:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    screen = {*DRAWING_LIBRARIES.values(), *X11_LIBRARIES.values(), "fonts-dejavu-core | fonts-freefont-ttf"}
    control = _CONTROL.format(
        name=NAME,
        maintainer=_MAINTAINER,
        version=VERSION,
        architecture=architecture(),
        size=sum(path.stat().st_size for path in files) // 1024,
        libc=needed_libc(files),
        screen=", ".join([*sorted(screen), "libwayland-client0", "libwayland-cursor0"]),
        java=" | ".join(JAVA_PACKAGES),
    )
    sums = "".join(f"{_md5(path)}  {path.relative_to(tree)}\n" for path in files)
    _write(tree / "DEBIAN" / "control", control.encode())
    _write(tree / "DEBIAN" / "md5sums", sums.encode())
    for script, text in _SCRIPTS.items():
        _write(tree / "DEBIAN" / script, (_SCRIPT + text).encode())
        (tree / "DEBIAN" / script).chmod(0o755)


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def needed_libc(files: list[Path]) -> str:
    """The newest version of the C library that one of ``files`` asks for, such as ``2.36``."""
    found = {"2.17"}
    for path in files:
        with path.open("rb") as file:
            if file.read(4) == b"\x7fELF":
                found.update(
                    each.decode() for each in re.findall(rb"(?<=\0)GLIBC_(\d+\.\d+)(?=\0)", file.read())
                )
    return max(found, key=lambda text: [int(part) for part in text.split(".")])


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
