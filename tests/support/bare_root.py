"""A computer that has next to nothing (Linux, root): a folder with the C library, zlib, and what a test adds.

No shell, no Python, no source tree; a network of its own, without a way out.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.support.frozen import Launcher
from tests.support.netns import Computer

BASE = (
    "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "libresolv.so.2", "librt.so.1", "libutil.so.1",
    "libz.so.1",
)  # fmt: skip
"""The C library, and zlib: no Debian or Ubuntu is without them."""

# Every process has mounts of its own ('ip netns exec' sees to that), which end with it.
_ENTER = (
    'mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && '
    "exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "
    'QT_QPA_PLATFORM="$QT_QPA_PLATFORM" chroot "$0" "$@"'
)


class BareRoot:
    """The root folder ``folder`` of ``computer``."""

    def __init__(self, folder: Path, computer: Computer) -> None:
        self.folder = folder
        self._computer = computer
        for name in ("dev", "proc", "root", "tmp", "usr/bin", "work"):
            (folder / name).mkdir(parents=True)
        self.add_libraries(*BASE)

    def add_libraries(self, *names: str) -> None:
        """Copies of the system's libraries ``names``, and of all that they need."""
        known = _known_libraries()
        for name in names:
            self._copy(known[name])
            said = subprocess.run(["ldd", known[name]], capture_output=True, text=True, check=False).stdout
            for path in re.findall(r"(/\S+) \(0x", said):
                self._copy(path)

    def add_fonts(self) -> None:
        """The system's fonts."""
        for folder in ("usr/share/fonts", "etc/fonts"):
            shutil.copytree(f"/{folder}", self.folder / folder, dirs_exist_ok=True)

    def launcher(self, folder: str) -> Launcher:
        """How the programs in ``folder`` (seen from inside; empty: on the PATH) are started here."""
        prefix = (*self._computer.prefix, "sh", "-c", _ENTER, str(self.folder))
        return Launcher(folder, prefix, str(self.folder))

    def holds(self, pattern: str) -> list[str]:
        """The files whose names match the regular expression ``pattern``."""
        return [
            str(path)
            for path in self.folder.rglob("*")
            if path.is_file() and re.fullmatch(pattern, path.name)
        ]

    def _copy(self, path: str) -> None:
        target = self.folder / path.lstrip("/")
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def _known_libraries() -> dict[str, str]:
    """``{name: file}`` of this machine's kind, as the loader knows them."""
    said = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    found: dict[str, str] = {}
    for name, path in re.findall(r"^\t(\S+) \(.*x86-64.*\) => (\S+)$", said, re.MULTILINE):
        found.setdefault(name, path)
    return found
