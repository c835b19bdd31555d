"""Two computers on one: network namespaces (Linux, root) joined by a cable, each with its own localhost."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWNET = 0x40000000


@dataclass(frozen=True)
class Computer:
    """A network namespace: ``address`` is what the other one reaches it by."""

    name: str
    address: str

    @property
    def prefix(self) -> tuple[str, ...]:
        """What to put before a command that shall run there."""
        return ("ip", "netns", "exec", self.name)

    @contextlib.contextmanager
    def here(self) -> Iterator[None]:
        """This thread, and the processes that it starts, are on that computer meanwhile."""
        with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{self.name}") as there:
            _enter(there.fileno())
            try:
                yield
            finally:
                _enter(home.fileno())


@contextlib.contextmanager
def two_computers(resolver: str = "") -> Iterator[tuple[Computer, Computer]]:
    """Two namespaces with a cable between them, taken away at the end. ``resolver``: their only name server.

    Raises:
        OSError: this system, or this user, makes none.
    """
    first, second = (Computer(f"evc{os.getpid()}{end}", f"10.77.0.{at}") for at, end in ((1, "a"), (2, "b")))
    try:
        for computer in (first, second):
            _ip("netns", "add", computer.name)
            if resolver:  # 'ip netns exec' shows it there as /etc/resolv.conf
                folder = Path("/etc/netns") / computer.name
                folder.mkdir(parents=True)
                (folder / "resolv.conf").write_text(f"nameserver {resolver}\n")
        # Made inside, so that nothing of it is ever seen outside.
        _ip("-n", first.name, "link", "add", "cable", "type", "veth", "peer", "cable", "netns", second.name)
        for computer in (first, second):
            _ip("-n", computer.name, "addr", "add", f"{computer.address}/24", "dev", "cable")
            for device in ("lo", "cable"):
                _ip("-n", computer.name, "link", "set", device, "up")
        yield first, second
    finally:
        for computer in (first, second):
            with contextlib.suppress(OSError):
                _ip("netns", "delete", computer.name)
            shutil.rmtree(Path("/etc/netns") / computer.name, ignore_errors=True)


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, timeout=20, check=False)
    if done.returncode:
        raise OSError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")


def _enter(descriptor: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
