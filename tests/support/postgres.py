"""A real PostgreSQL server for tests: a cluster of its own on 127.0.0.1, killed, frozen, and back."""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import psycopg

MISSING: Final = "there are no programs of PostgreSQL for Linux here; on Debian: sudo apt install postgresql"
PASSWORD: Final = "a:b@c/d %#?"
"""Of the user ``ev``; in a URL it must be quoted."""
_START_S: Final = 30.0
_PR_SET_PDEATHSIG: Final = 1
# Without fsync: the system itself does not crash here, and a start after a kill is quick.
_SETTINGS: Final = (
    "listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=8MB", "max_connections=20",
    "fsync=off", "log_min_messages=warning",
)  # fmt: skip


def find_programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``, of the newest version; None where there is none.

    Only on Linux: the server is frozen and killed by what ``/proc`` tells of its processes.
    """
    if sys.platform != "linux":
        return None
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: (len(str(path)), path))
    found = shutil.which("initdb")
    folders = [*reversed(debian), *([Path(found).resolve().parent] if found else [])]
    return next(
        (each for each in folders if (each / "initdb").exists() and (each / "postgres").exists()), None
    )


class PostgreSql:
    """One server with the user ``ev``. It starts at once.

    Its port stays through every restart. For the thread that made it: on Linux the system ends the server
    when that thread dies. PostgreSQL refuses to run as root: it then runs as its own user, or nobody.
    """

    def __init__(self) -> None:
        programs = find_programs()
        assert programs is not None, MISSING
        self._programs = programs
        # Not pytest's folder: that one is closed to every other user.
        self.folder = Path(tempfile.mkdtemp(prefix="ev-postgres-"))
        self._as: dict[str, Any] = _another_user() if os.geteuid() == 0 else {}
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._make()
            self.port = _free_port()
            self.start()
            with self.connect("postgres") as connection:
                connection.execute("CREATE DATABASE ev")
        except BaseException:
            self.close()
            raise

    def _make(self) -> None:
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])
        secret = self.folder / "password"
        secret.write_text(PASSWORD, "utf-8")
        secret.chmod(0o644)
        command = [
            self._programs / "initdb", "--pgdata", self._data, "--username", "ev", "--encoding", "UTF8",
            "--locale", "C", "--auth", "scram-sha-256", "--pwfile", secret, "--no-sync", "--wal-segsize", "1",
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, timeout=60, check=False, **self._as
        )
        assert done.returncode == 0, done.stderr

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def database(self) -> str:
        """The URL of the database ``ev``, which is made empty: nobody may be connected."""
        with self.connect() as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self.url()

    def url(
        self, database: str = "ev", *, user: str = "ev", password: str = PASSWORD, port: int | None = None
    ) -> str:
        """For ``--database``."""
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{port or self.port}/{database}"

    def connect(self, database: str = "ev") -> psycopg.Connection[Any]:
        """A connection of the test's own; each statement is a transaction."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="ev", password=PASSWORD, dbname=database,
            autocommit=True, connect_timeout=5,
        )  # fmt: skip

    @property
    def pid(self) -> int:
        """The process id of the postmaster."""
        assert self._process is not None, "PostgreSQL does not run"
        return self._process.pid

    def start(self) -> None:
        """Start it (again) and return once it serves."""
        assert self._process is None, "PostgreSQL runs already"
        settings = [word for each in (*_SETTINGS, f"port={self.port}") for word in ("-c", each)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, *settings],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=_end_with_parent(), **self._as,  # noqa: PLW1509 - it only asks the system
            )  # fmt: skip
        deadline = time.monotonic() + _START_S
        while True:
            try:
                return self.connect("postgres").close()
            except psycopg.OperationalError as error:
                words = (self.folder / "log").read_text("utf-8", "replace")
                assert self._process.poll() is None, f"PostgreSQL ended: {words}"
                assert time.monotonic() < deadline, f"PostgreSQL does not serve: {error} {words}"
                time.sleep(0.05)  # until the next question

    def kill(self) -> None:
        """``kill -9`` of the postmaster and of all its processes. Its data stay."""
        if self._process is not None:
            for pid in self._family():
                os.kill(pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def suspend(self) -> None:
        """Freeze it (SIGSTOP): connections stay open and can be made, nothing is answered."""
        for pid in self._family():
            os.kill(pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on (SIGCONT)."""
        for pid in self._family():
            os.kill(pid, signal.SIGCONT)

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        return [self.pid, *map(int, children)]

    def close(self) -> None:
        """End it at once and for good."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Cable:
    """A way to the server at another port, which can be cut: both ends then hear nothing, not even an end."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._other: dict[socket.socket, socket.socket] = {}
        self._cut: set[socket.socket] = set()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def cut(self) -> None:
        """Cut it for all connections that there are; new ones get through."""
        self._cut |= self._other.keys()

    def close(self) -> None:
        self._ending.set()
        self._thread.join(10)
        for each in (*self._other, self._listener):
            each.close()
        self._selector.close()

    def _run(self) -> None:
        while not self._ending.is_set():
            for key, _ in self._selector.select(0.05):
                end = key.fileobj
                assert isinstance(end, socket.socket)
                if end is self._listener:
                    near, far = end.accept()[0], socket.create_connection(("127.0.0.1", self._to))
                    self._other |= {near: far, far: near}
                    self._selector.register(near, selectors.EVENT_READ)
                    self._selector.register(far, selectors.EVENT_READ)
                else:
                    self._pass_on(end)

    def _pass_on(self, end: socket.socket) -> None:
        data = b""
        with contextlib.suppress(OSError):
            data = end.recv(65536)
        if not data:
            self._selector.unregister(end)
        if end not in self._cut:
            with contextlib.suppress(OSError):
                self._other[end].sendall(data) if data else self._other[end].shutdown(socket.SHUT_WR)


def _another_user() -> dict[str, Any]:
    import pwd  # not on Windows

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise AssertionError("PostgreSQL cannot run as root, and there is no user 'postgres' or 'nobody'")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _end_with_parent() -> Callable[[], None]:
    parent, prctl = os.getpid(), ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT, 0, 0, 0)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return ask
