"""A disk of a program under test that a test can fill, break and mend: a mount that only its programs see.

Root only (Linux): the disk is mounted in a private mount namespace, so that nothing is left behind when the
namespace's last process ends, however it ends. From outside it is seen through ``/proc/PID/root``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_FILLER = "filler"
_PAGE = 4096


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0
    except OSError:
        return False


def why_not(*, loop: bool = False) -> str:
    """Why there can be no disk of its own here (with ``loop``: one that breaks); empty if there can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux can mount a disk"
    mount = "mount -t tmpfs -o size=4m tmpfs /mnt && exec nsenter -t $$ -m true"
    if not _works(["unshare", "--mount", "sh", "-c", mount]):
        return "this computer does not let root mount a tmpfs in a namespace of its own"
    steps = (
        "mount -t tmpfs -o size=4m tmpfs /mnt", "truncate -s 1M /mnt/i", "mkfs.ext4 -q -F /mnt/i",
        "mkdir /mnt/m", "mount -o loop /mnt/i /mnt/m", "mount -o remount,abort /mnt/m",
    )  # fmt: skip
    if loop and not _works(["unshare", "--mount", "sh", "-c", " && ".join(steps)]):
        return "this computer has no loop device or no mkfs.ext4 for root"
    return ""


class SmallDisk:
    """``folder`` on a disk of ``size_kb``, for programs that are started with :attr:`prefix`.

    ``image`` None: memory (tmpfs), which can be filled. With an image: a real ext4 on a loop device, which
    can break as a dying disk does (``remount,abort``: the kernel turns it read-only under open files).
    """

    def __init__(self, folder: Path, size_kb: int, image: Path | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._image = folder, image
        # The namespace lives as long as this process, which ends with its input.
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", "echo && exec cat"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == b"\n", "no namespace"
        self.prefix = ["nsenter", "-t", str(self._holder.pid), "-m", "env", "-C", os.getcwd()]
        if image is None:
            self._run("mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(folder))
        else:
            with image.open("wb") as made:
                made.truncate(size_kb * 1024)
            self._run("mkfs.ext4", "-q", "-F", str(image))
            self._run("mount", "-o", "loop", str(image), str(folder))

    def _run(self, *command: str, codes: tuple[int, ...] = (0,)) -> None:
        done = subprocess.run(
            [*self.prefix, *command], capture_output=True, text=True, timeout=20, check=False
        )
        assert done.returncode in codes, f"{command}: {done.stderr}"

    def seen(self, name: str) -> Path:
        """A file of the disk, as this process reaches it (not for SQLite, which resolves links itself)."""
        return Path(f"/proc/{self._holder.pid}/root{self._folder}") / name

    def fill(self) -> None:
        """Not one page is left free."""
        with self.seen(_FILLER).open("ab", buffering=0) as filler, contextlib.suppress(OSError):
            while True:
                filler.write(bytes(_PAGE))

    def free(self) -> None:
        self.seen(_FILLER).unlink()

    def sync(self) -> None:
        """What was written is on it."""
        self._run("sync", "-f", str(self._folder))

    def break_down(self) -> None:
        """The disk fails: it is read-only from now on, for files that are open too."""
        assert self._image is not None
        self._run("mount", "-o", "remount,abort", str(self._folder))

    def replace(self) -> None:
        """What was on the disk, checked, is there again and can be written."""
        assert self._image is not None
        again = self._image.with_name(self._image.name + "-again")
        shutil.copy(self._image, again)
        self._run("umount", "--lazy", str(self._folder))
        self._run("e2fsck", "-p", "-f", str(again), codes=(0, 1))
        self._run("mount", "-o", "loop", str(again), str(self._folder))

    def close(self) -> None:
        self._holder.kill()
        self._holder.communicate(timeout=10)


@contextlib.contextmanager
def small_disk(folder: Path, size_kb: int, image: Path | None = None) -> Iterator[SmallDisk]:
    disk = SmallDisk(folder, size_kb, image)
    try:
        yield disk
    finally:
        disk.close()
