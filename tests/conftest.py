"""What every test gets: no screen, no user's files, English, and a check that it leaves no thread behind."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId
from PySide6.QtCore import QThread

from shared.runtime import guard

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before pytest-qt makes the one QApplication

LEAK_GRACE_S = 2.0


def pytest_addoption(parser: pytest.Parser) -> None:
    """For ``tests/resilience/test_random_walks.py``."""
    group = parser.getgroup("random walks")
    group.addoption("--walk-seeds", metavar="A-B", help="seeds of the random walks, or one to replay")
    group.addoption("--walk-seconds", type=float, default=60.0, metavar="S", help="how long each one walks")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one ``xdist_group`` run on one worker, and make what they share once.

    pytest-xdist 3.8 writes the group to an attribute that pytest 9.2 no longer reads: groups were ignored.
    """
    for item in items:
        named = getattr(item, "_nodeid", "")
        if "@" in named and named != item.nodeid:
            item._id = NodeId.parse(named)


@pytest.fixture(autouse=True)
def _nothing_left_out() -> Iterator[None]:
    """What a guard keeps from harming others is a fault all the same."""
    guard.forget()
    yield
    assert not guard.forget()


@pytest.fixture(scope="session", autouse=True)
def _user_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test, and the programs that it starts, never see the files or the language of who runs it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, str(home))
        for name in (
            "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
            "APPDATA", "LOCALAPPDATA",
        ):  # fmt: skip
            patch.setenv(name, str(_private_folder(home / name.lower())))
        for name in ("LANGUAGE", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


def _private_folder(path: Path) -> Path:
    path.mkdir(mode=0o700)  # Qt refuses a runtime folder that others can read
    return path


@pytest.fixture(scope="session", autouse=True)
def _started_qthreads() -> Iterator[weakref.WeakSet[QThread]]:
    """The QThreads that were started: Python lists only those that happen to run Python code."""
    started: weakref.WeakSet[QThread] = weakref.WeakSet()
    start = QThread.start

    def start_and_note(thread: QThread, *arguments: object) -> None:
        started.add(thread)
        start(thread, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QThread, "start", start_and_note)
        yield started


@pytest.fixture(autouse=True)
def _leaves_no_thread(_started_qthreads: weakref.WeakSet[QThread]) -> Iterator[None]:
    """Fails a test that ends while a thread that it started still runs.

    Such a thread goes on in the next tests, and a QThread that runs at exit aborts the process.
    """
    threads_before = set(threading.enumerate())
    qthreads_before = set(filter(_is_running, _started_qthreads))
    yield
    deadline = time.monotonic() + LEAK_GRACE_S
    leaked = [
        *_still_running_threads(set(threading.enumerate()) - threads_before, deadline),
        *_still_running_qthreads(set(_started_qthreads) - qthreads_before, deadline),
    ]
    if leaked:
        pytest.fail(f"the test left threads running: {', '.join(leaked)}")


def _still_running_threads(threads: set[threading.Thread], deadline: float) -> list[str]:
    leaked = []
    for thread in threads:
        if isinstance(thread, threading._DummyThread):  # a thread of Qt or librdkafka that once ran Python
            continue
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            leaked.append(thread.name)
    return leaked


def _still_running_qthreads(threads: set[QThread], deadline: float) -> list[str]:
    leaked = []
    for thread in threads:
        if _is_running(thread) and not thread.wait(max(0, int(1000 * (deadline - time.monotonic())))):
            leaked.append(f"{type(thread).__name__} {thread.objectName()}".rstrip())
    return leaked


def _is_running(thread: QThread) -> bool:
    try:
        return thread.isRunning()
    except RuntimeError:  # Qt has deleted it already
        return False
