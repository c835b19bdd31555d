"""Computers on one computer: network namespaces (Linux, root), each with its own localhost, and cables."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

_CLONE_NEWNET = 0x40000000
CARD = "cable"
"""The network card of every computer."""


@dataclass(frozen=True)
class Computer:
    """A network namespace: ``address`` is what the others reach it by."""

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


@dataclass(frozen=True)
class Laboratory:
    """Computers at one switch, a bridge that is in a namespace of its own."""

    switch: str
    computers: tuple[Computer, ...]

    def pull_cable(self, computer: Computer) -> None:
        """Pull a computer's cable out of the switch: its card has no carrier, and nobody else is told."""
        _ip("-n", self.switch, "link", "set", _port(self.computers.index(computer)), "down")

    def plug_cable(self, computer: Computer) -> None:
        """Put it in again."""
        _ip("-n", self.switch, "link", "set", _port(self.computers.index(computer)), "up")


def skip_without_namespaces() -> None:
    """Skip the test where nobody can make namespaces. In CI, root must be able to, or the test fails."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs root on Linux for network namespaces")
    try:
        with _computers([Computer(f"evc{os.getpid()}probe", "")], {}):
            pass
    except OSError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no network namespaces here: {error}")


@contextlib.contextmanager
def two_computers(resolver: str = "") -> Iterator[tuple[Computer, Computer]]:
    """Two namespaces with a cable between them, taken away at the end. ``resolver``: their only name server.

    Raises:
        OSError: this system, or this user, makes none.
    """
    first, second = (Computer(f"evc{os.getpid()}{end}", f"10.77.0.{at}") for at, end in ((1, "a"), (2, "b")))
    # 'ip netns exec' shows it there as /etc/resolv.conf.
    files = {"resolv.conf": f"nameserver {resolver}\n"} if resolver else {}
    with _computers((first, second), files):
        # Made inside, so that nothing of it is ever seen outside.
        _ip("-n", first.name, "link", "add", CARD, "type", "veth", "peer", CARD, "netns", second.name)
        for computer in (first, second):
            _set_up(computer)
        yield first, second


@contextlib.contextmanager
def laboratory(addresses: Sequence[str], names: Mapping[str, str] | None = None) -> Iterator[Laboratory]:
    """Computers with these IPv4 addresses (of one /24 network) at one switch, taken away at the end.

    ``names``: what all of them know by name, ``{host name: address}``. Raises OSError as
    :func:`two_computers`.
    """
    computers = tuple(Computer(f"evc{os.getpid()}h{at}", one) for at, one in enumerate(addresses, 1))
    switch = Computer(f"evc{os.getpid()}sw", "")
    known = "".join(
        f"{address} {name}\n" for name, address in {"localhost": "127.0.0.1", **(names or {})}.items()
    )
    with _computers((switch, *computers), {"hosts": known}):
        _ip("-n", switch.name, "link", "add", "bridge", "type", "bridge")
        _ip("-n", switch.name, "link", "set", "bridge", "up")
        for at, computer in enumerate(computers):
            port = _port(at)
            _ip("-n", switch.name, "link", "add", port, "type", "veth", "peer", CARD, "netns", computer.name)
            _ip("-n", switch.name, "link", "set", port, "master", "bridge", "up")
            _set_up(computer)
        yield Laboratory(switch.name, computers)


@contextlib.contextmanager
def _computers(computers: Sequence[Computer], files: Mapping[str, str]) -> Iterator[None]:
    """Empty namespaces, each with these files in place of those in ``/etc``."""
    try:
        for computer in computers:
            _ip("netns", "add", computer.name)
            if files:
                folder = Path("/etc/netns") / computer.name
                folder.mkdir(parents=True)
                for name, text in files.items():
                    (folder / name).write_text(text)
        yield
    finally:
        for computer in computers:
            with contextlib.suppress(OSError):
                _ip("netns", "delete", computer.name)
            shutil.rmtree(Path("/etc/netns") / computer.name, ignore_errors=True)


def _set_up(computer: Computer) -> None:
    _ip("-n", computer.name, "addr", "add", f"{computer.address}/24", "dev", CARD)
    for device in ("lo", CARD):
        _ip("-n", computer.name, "link", "set", device, "up")


def _port(at: int) -> str:
    return f"port{at + 1}"


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, timeout=20, check=False)
    if done.returncode:
        raise OSError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")


def _enter(descriptor: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
