"""A systemd of our own for tests (Linux, root): the first process of namespaces in which nothing else runs.

It sees the files of this computer through an overlay, so that nothing that it writes stays, and no network.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_SYSTEMD = Path("/lib/systemd/systemd")
_START_S = 30.0
RELEASE = "/run/EVCharging"
_TARGET = """\
[Unit]
Wants=systemd-journald.service network-online.target
After=systemd-journald.service
"""
_BEGIN = """\
set -e
mount -t tmpfs tmpfs "$1"
cd "$1"
mkdir up work root
mount -t overlay overlay -o lowerdir=/,upperdir="$PWD/up",workdir="$PWD/work" root
cd root
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs tmpfs run
mount --rbind /dev dev
mount -t cgroup2 cgroup2 sys/fs/cgroup
cp "$2/tests.target" etc/systemd/system/
mkdir ../up2 ../work2 run/EVCharging
mount -t overlay overlay -o lowerdir="$3",upperdir=../up2,workdir=../work2 run/EVCharging
ip link set lo up
mkdir run/old
pivot_root . run/old
exec env -i container=tests PATH=/usr/bin:/usr/sbin:/bin:/sbin /lib/systemd/systemd --system \\
    --unit=tests.target --log-target=null --show-status=no
"""


class NoSystemd(Exception):
    """None can be started here; ``str(error)`` says why."""


@dataclass(frozen=True)
class Systemd:
    """One that runs; ``pid`` is its process outside."""

    pid: int

    def run(self, *command: str, check: bool = True, text: str | None = None) -> str:
        """What ``command``, run beside it, printed; with ``check`` its failure is the test's."""
        enter = ("nsenter", f"--target={self.pid}", "--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup")
        done = subprocess.run(
            [*enter, "--root", "--wd=/", *command],
            input=text, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def write(self, path: str, text: str) -> None:
        """Write ``text`` to the file ``path``, seen by all."""
        self.run("tee", path, text=text)

    def show(self, unit: str, name: str) -> str:
        """A property of ``unit``."""
        return self.run("systemctl", "show", "--value", f"--property={name}", unit).strip()

    def journal(self, unit: str) -> list[str]:
        """What ``unit`` wrote, line by line."""
        return self.run("journalctl", "--output=cat", f"--unit={unit}").splitlines()

    def tell(self, console: str, command: str) -> None:
        """One ``command`` for the console of a program."""
        self.run("timeout", "5", "tee", f"/run/evcharging/{console}", text=f"{command}\n")


def until(what: Callable[[], bool], reason: str, within_s: float = 30.0) -> None:
    """Return once ``what`` holds; ``reason`` is what the test fails with."""
    deadline = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < deadline, reason
        time.sleep(0.1)


@contextlib.contextmanager
def systemd(folder: Path, release: Sequence[Path]) -> Iterator[Systemd]:
    """One that runs nothing yet; the folders ``release`` are in its :data:`RELEASE`. Raises NoSystemd."""
    if os.geteuid() != 0 or not _SYSTEMD.exists() or not shutil.which("unshare"):
        raise NoSystemd("systemd as a process of a test needs Linux, root, and the package systemd")
    root = folder / "root"
    root.mkdir(parents=True)
    (folder / "tests.target").write_text(_TARGET)
    with _cgroup() as group, open(folder / "begin.log", "wb") as said:
        command = [
            "setpriv", "--pdeathsig", "KILL",
            "unshare", "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--net", "--fork", "--kill-child",
            "sh", "-c", _BEGIN, "begin", str(root), str(folder), ":".join(map(str, release)),
        ]  # fmt: skip
        process = subprocess.Popen(
            ["sh", "-c", 'echo $$ > "$0" && exec "$@"', str(group / "cgroup.procs"), *command],
            stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
        try:
            yield _ready(process, folder / "begin.log")
        finally:
            process.kill()
            process.wait()


def _ready(process: subprocess.Popen[bytes], said: Path) -> Systemd:
    deadline = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < deadline:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if children:
            here = Systemd(int(children[0]))
            state = here.run("systemctl", "is-active", "tests.target", check=False).strip()
            if state == "active":
                return here
        time.sleep(0.05)
    raise NoSystemd(f"systemd does not start in namespaces here: {said.read_text(errors='replace')[-500:]}")


@contextlib.contextmanager
def _cgroup() -> Iterator[Path]:
    """A control group for it alone, taken away at the end with all that it made in it."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    tops = [Path(words[1]) for words in mounts if words[2] == "cgroup2"]
    if not tops:
        raise NoSystemd("there is no cgroup2 here")
    group = tops[0] / f"evcharging-tests-{os.getpid()}"
    try:
        group.mkdir()
    except OSError as error:
        raise NoSystemd(f"no control group can be made here: {error}") from error
    try:
        yield group
    finally:
        _remove(group)


def _remove(group: Path) -> None:
    deadline = time.monotonic() + 10
    while group.exists() and time.monotonic() < deadline:
        for inner, _, _ in os.walk(group, topdown=False):
            with contextlib.suppress(OSError):
                for pid in (Path(inner) / "cgroup.procs").read_text().split():
                    os.kill(int(pid), signal.SIGKILL)
                os.rmdir(inner)
        time.sleep(0.05)
