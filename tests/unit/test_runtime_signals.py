"""SIGTERM and SIGINT end a program in order (acceptance section 1)."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator

import pytest

from shared.runtime.signals import TerminationSignal

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="a process of Windows cannot signal itself harmlessly"
)


@pytest.fixture
def termination() -> Iterator[TerminationSignal]:
    with TerminationSignal() as made:
        yield made


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_makes_the_socket_readable_and_asks_for_the_end(
    termination: TerminationSignal, number: signal.Signals
) -> None:
    assert (termination.drain(), termination.requested) == (False, False)
    os.kill(os.getpid(), number)
    assert select.select([termination], [], [], 5)[0] == [termination]
    assert (termination.drain(), termination.requested) == (True, True)
    assert select.select([termination], [], [], 0)[0] == []
    assert termination.drain()


def test_the_callback_runs_at_each_signal() -> None:
    calls: list[int] = []
    with TerminationSignal(lambda: calls.append(1)):
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
    assert calls == [1, 1]


def test_another_signal_wakes_but_does_not_ask_for_the_end(termination: TerminationSignal) -> None:
    before = signal.signal(signal.SIGUSR1, lambda *_: None)
    try:
        os.kill(os.getpid(), signal.SIGUSR1)
        assert select.select([termination], [], [], 5)[0] == [termination]
        assert not termination.drain()
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_a_flood_of_signals_neither_blocks_nor_fails(termination: TerminationSignal) -> None:
    for _ in range(2000):
        os.kill(os.getpid(), signal.SIGTERM)
    assert termination.drain()


def test_closing_gives_the_signals_back() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    TerminationSignal().close()
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
    assert signal.set_wakeup_fd(-1) == -1
