"""Threads and the core's thread: start, end, batches, errors that do not stop a program."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from shared.qt.app import stop_threads
from shared.qt.core_thread import MAX_BATCH, CoreThread
from shared.qt.threads import LoopThread
from shared.runtime.clock import SUSPENDED_S, WITNESS_S, Instant, mono


class _Loop:
    """Waits until it is woken."""

    def __init__(self) -> None:
        self.woken = threading.Event()
        self.ended = False

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.woken.wait(30)
        self.ended = True

    def wake(self) -> None:
        self.woken.set()


class _Broken:
    def run(self, stop: threading.Event) -> None:
        raise OSError("the port is taken")


class _Core:
    """Notes what it is given; fails at the event ``"bad"``."""

    def __init__(self, publish: Callable[[object], None]) -> None:
        self.publish = publish
        self.handled: list[Any] = []
        self.flushed: list[int] = []
        self.ticks: list[float] = []
        self.deadline: float | None = None
        self.ticked = threading.Event()

    def handle(self, event: Any, now: Instant) -> None:
        if event == "bad":
            raise ValueError("a bad event")
        self.handled.append(event)

    def tick(self, now: Instant) -> None:
        self.ticks.append(now.mono)
        self.deadline = None
        self.ticked.set()

    def flush(self, now: Instant) -> None:
        self.flushed.append(len(self.handled))
        if self.handled:
            self.publish(tuple(self.handled))

    def next_deadline(self) -> float | None:
        return self.deadline

    def suspended(self, seconds: float, now: Instant) -> None:
        raise AssertionError("nobody suspended the tests")


def _core_thread(closing: Callable[[], None] | None = None) -> tuple[CoreThread, _Core]:
    made: list[_Core] = []

    def make(publish: Callable[[object], None]) -> _Core:
        made.append(_Core(publish))
        return made[0]

    thread = CoreThread("core", make, closing)
    _made.append(thread)
    return thread, made[0]


_made: list[CoreThread] = []


@pytest.fixture(autouse=True)
def _ends_its_cores() -> Iterator[None]:
    """A core whose test failed half way ends too: a running QThread aborts the process."""
    yield
    while _made:
        thread = _made.pop()
        thread.finish()
        assert thread.join(5)


def test_finish_wakes_a_waiting_loop_and_it_ends_in_order() -> None:
    loop = _Loop()
    thread = LoopThread("waits", loop)
    thread.start()
    began = time.monotonic()
    assert stop_threads([thread], 5) == []
    assert loop.ended
    assert time.monotonic() - began < 2


def test_a_core_that_is_stopped_before_it_ran_still_handles_what_was_posted_and_closes() -> None:
    closed: list[bool] = []
    thread, core = _core_thread(lambda: closed.append(True))
    thread.post("first")
    thread.finish()
    thread.start()
    assert thread.join(5)
    assert core.handled == ["first"]
    assert closed == [True]


def test_an_exception_in_a_loop_is_reported_on_the_listeners_thread(qtbot: QtBot) -> None:
    thread = LoopThread("broken", _Broken())
    heard: list[tuple[object, bool]] = []
    thread.failed.connect(lambda error: heard.append((error, QThread.currentThread() is thread.thread())))
    with qtbot.waitSignal(thread.failed, timeout=5000) as caught:
        thread.start()
    assert isinstance(caught.args[0], OSError)
    assert thread.join(5)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0][1]


def test_a_loop_that_does_not_end_is_named_and_not_terminated() -> None:
    release = threading.Event()

    class Deaf:
        def run(self, stop: threading.Event) -> None:
            release.wait(30)

    thread = LoopThread("deaf", Deaf())
    thread.start()
    try:
        assert stop_threads([thread], 0.1) == [thread]
        assert thread.isRunning()
    finally:
        release.set()
        assert thread.join(5)


def test_the_core_takes_all_that_waits_as_one_batch_and_flushes_once() -> None:
    thread, core = _core_thread()
    for number in range(1000):
        thread.post(number)
    assert thread.backlog() == 1000
    thread.start()
    assert core.ticked.wait(5)
    thread.finish()
    assert thread.join(5)
    assert core.handled == list(range(1000))
    assert core.flushed[0] == 1000


def test_a_batch_is_bounded_and_nobody_is_judged_before_all_that_waited_is_read() -> None:
    thread, core = _core_thread()
    read_at_tick: list[int] = []
    tick = core.tick

    def note(now: Instant) -> None:
        read_at_tick.append(len(core.handled))
        tick(now)

    core.tick = note  # type: ignore[method-assign]
    for number in range(MAX_BATCH + 1):
        thread.post(number)
    thread.start()
    assert core.ticked.wait(5)
    assert read_at_tick[0] == MAX_BATCH + 1
    assert stop_threads([thread], 5) == []
    assert core.flushed[0] == MAX_BATCH
    assert core.flushed[-1] == MAX_BATCH + 1


def test_a_core_that_waits_for_its_disk_is_at_work_and_its_time_goes_on(qtbot: QtBot) -> None:
    thread, core = _core_thread()
    failures: list[object] = []
    thread.failed.connect(failures.append)
    slow, disk = core.flush, threading.Event()

    def flush(now: Instant) -> None:
        disk.wait(SUSPENDED_S + WITNESS_S + 0.3)
        slow(now)

    core.flush = flush  # type: ignore[method-assign]
    left_out = time.monotonic() - mono()
    thread.start()
    qtbot.waitUntil(lambda: len(core.ticks) >= 2, timeout=10_000)
    disk.set()
    assert stop_threads([thread], 5) == []
    qtbot.waitUntil(lambda: True)
    assert failures == []  # of ``suspended``
    assert abs(time.monotonic() - mono() - left_out) < SUSPENDED_S


def test_a_core_that_fails_at_one_event_goes_on_with_the_next(qtbot: QtBot) -> None:
    thread, core = _core_thread()
    with qtbot.waitSignals([thread.failed, thread.view_changed], timeout=5000):
        for event in ("a", "bad", "b"):
            thread.post(event)
        thread.start()
    assert stop_threads([thread], 5) == []
    assert core.handled == ["a", "b"]


def test_what_was_posted_before_the_end_is_handled_and_nothing_after_it() -> None:
    closed: list[str] = []
    thread, core = _core_thread(lambda: closed.append(threading.current_thread().name))
    thread.start()
    assert core.ticked.wait(5)
    thread.post("last")
    thread.finish()
    thread.post("too late")
    assert thread.join(5)
    assert core.handled == ["last"]
    assert core.flushed[-1] == 1
    assert closed == ["core"]


def test_the_core_is_ticked_at_its_deadline_and_at_least_ten_times_a_second() -> None:
    thread, core = _core_thread()
    core.deadline = time.monotonic() + 0.02
    thread.start()
    assert core.ticked.wait(5)
    core.ticked.clear()
    core.deadline = time.monotonic() + 3600
    thread.post("event")
    assert core.ticked.wait(2), "a deadline far away must not hold back the usual tick"
    assert stop_threads([thread], 5) == []


@pytest.mark.parametrize("events", [1, 50])
def test_events_do_not_tick_the_core_faster(events: int) -> None:
    thread, core = _core_thread()
    thread.start()
    assert core.ticked.wait(5)
    for number in range(events):
        thread.post(number)
    core.ticked.clear()
    assert core.ticked.wait(5)
    assert stop_threads([thread], 5) == []
    gaps = [later - earlier for earlier, later in zip(core.ticks, core.ticks[1:], strict=False)]
    assert min(gaps) > 0.09
