"""What is published: ``python3 run.py release`` makes it of these sources, in ``dist``.

Linux: a tarball and a Debian package; Windows and macOS: a zip (never run there, untested). And SHA256SUMS.
The same sources on the same machine give the same bytes. Standard library only, but for the icons.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import debian
from bootstrap import SetupError, locked, say
from executables import DIST, FOLDER, ROOT, SOURCES, as_command, digest_of_sources, executables
from shared.runtime.version import RELEASED, VERSION

# What goes beside the programs, at the same places as in the source tree: every guide holds for both.
_DOCUMENTS: Final = (
    "README.md", "LICENSE", "docs", "resources/services", "packaging/kafka/compose.yaml",
    "packaging/containers", "packaging/systemd",
)  # fmt: skip
_LEFT_OUT: Final = ("docs/memoria",)
_SYSTEMS: Final = {"win32": "windows", "darwin": "macos"}
SUMS: Final = DIST / "SHA256SUMS"
_STAMP: Final = DIST / "release.stamp"
_COMPRESSION: Final = 6  # of 9: the last 2 % would take three times as long


def name() -> str:
    """The tarball's, without its ending."""
    system = _SYSTEMS.get(sys.platform, "linux")
    return f"EVCharging-{VERSION}-{system}-{platform.machine().lower()}"


def release() -> list[Path]:
    """The files to publish; made, once for all who ask, if they are not of today. Raises SetupError."""
    programs = executables()
    wanted = digest_of_sources((*SOURCES, *_DOCUMENTS))
    DIST.mkdir(exist_ok=True)
    with locked(DIST / "release.lock", "making the release"):
        made = _made(wanted)
        if made:
            return made
        _STAMP.unlink(missing_ok=True)
        say("making the release (about 15 s).")
        try:
            made = _make(programs)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SetupError(f"the release could not be made ({error}); see that {DIST} has room.") from error
        lines = [f"{_sha256(path)}  {path.name}\n" for path in made]
        SUMS.write_text("".join(lines), "ascii")
        _STAMP.write_text("\n".join([wanted, *(path.name for path in made)]), "utf-8")
        return made


def _made(wanted: str) -> list[Path]:
    try:
        stamp, *names = _STAMP.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return []
    made = [DIST / each for each in names]
    return made if stamp == wanted and all(path.exists() for path in made) else []


def _make(programs: Path) -> list[Path]:
    documents = dict(_documents())
    epoch = int(datetime.fromisoformat(RELEASED).replace(tzinfo=UTC).timestamp())
    if sys.platform != "linux":
        archive = DIST / f"{name()}.zip"
        _zip(archive, programs, documents)
        return [archive]
    tarball = DIST / f"{name()}.tar.gz"
    _tar(tarball, programs, documents, epoch)
    if shutil.which("dpkg-deb") is None:
        say("no package for Debian is made: dpkg-deb is not here.")
        return [tarball]
    package = DIST / f"{debian.NAME}_{VERSION}_{debian.architecture()}.deb"
    debian.build(programs, documents, package, epoch)
    return [tarball, package]


def _documents() -> Iterator[tuple[str, Path]]:
    for top in _DOCUMENTS:
        path = ROOT / top
        for each in sorted([path] if path.is_file() else path.rglob("*")):
            place = each.relative_to(ROOT).as_posix()
            if each.is_file() and not place.startswith(_LEFT_OUT) and each.suffix != ".pyc":
                yield place, each


def _tar(target: Path, programs: Path, documents: dict[str, Path], epoch: int) -> None:
    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname = epoch, 0, 0, "root", "root"
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    part = target.with_suffix(".part")
    with (
        part.open("wb") as file,
        gzip.GzipFile("", "wb", _COMPRESSION, file, mtime=epoch) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in sorted(programs.rglob("*")):
            place = f"{FOLDER.name}/{path.relative_to(programs).as_posix()}"
            archive.add(path, place, recursive=False, filter=plain)
        for place, path in documents.items():
            archive.add(path, f"{FOLDER.name}/{place}", recursive=False, filter=plain)
    os.replace(part, target)


def _zip(target: Path, programs: Path, documents: dict[str, Path]) -> None:
    if sys.platform == "darwin":  # ditto keeps what zipfile loses: links, and who may run a file
        folder = DIST / "zip" / FOLDER.name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(programs, folder, symlinks=True)
        for place, path in documents.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / place)
        subprocess.run(["ditto", "-c", "-k", "--keepParent", str(folder), str(target)], check=True)
        return
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        for path in sorted(programs.rglob("*")):
            archive.write(path, f"{FOLDER.name}/{path.relative_to(programs).as_posix()}")
        for place, path in documents.items():
            archive.write(path, f"{FOLDER.name}/{place}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _told() -> Iterator[str]:
    for path in release():
        yield f"{path} ({path.stat().st_size / 1e6:.0f} MB)"
    yield f"their SHA-256 sums: {SUMS}"


def main(arguments: Sequence[str]) -> int:
    """Make it; the exit code."""
    return as_command("release", arguments, _told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
