"""``--check``: questions about what surrounds a program, one line each, before it is started.

A program gives chains of checks. In a chain each check needs the one before it: after one that failed the
rest is skipped. Chains know nothing of each other and are asked at the same time, so that all of them
together take no longer than the slowest.
"""

from __future__ import annotations

import argparse
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from shared.runtime.console import print_line
from shared.runtime.errors import UserError
from shared.runtime.text import translate

DEADLINE_S: Final = 20.0
"""What is not answered by then counts as failed, s: a file server may hold a check for ever."""
FAILURE: Final = 1
"""Exit code when a check failed."""
INTERRUPTED: Final = 130
"""Exit code after Ctrl+C."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the checks of a program are about: what its ``build`` would get. Nothing of it is made yet.

    ``folder``: where its data would be.
    """

    arguments: argparse.Namespace
    kafka_options: Mapping[str, Any]
    folder: Path


@dataclass(frozen=True, slots=True)
class Check:
    """One question: ``what`` names it, ``ask`` answers it with a sentence on what was found.

    ``ask`` raises :class:`~shared.runtime.errors.UserError` with what is wrong and what to do, or
    :class:`NotAsked`; it runs on a thread of its chain.
    """

    what: str
    ask: Callable[[], str]


Chain = Sequence[Check]
"""Checks of which each needs the one before it."""


class NotAsked(Exception):
    """This cannot be found out here, which is no failure; ``str(error)`` is a sentence that says who can."""


class State(Enum):
    """How a check ended."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    """How one check ended, and the sentence on it."""

    state: State
    text: str


def print_checks(chains: Sequence[Chain]) -> int:
    """Ask all ``chains`` and print one line a check on standard output; the exit code. Main thread."""
    failed = False
    try:
        for result in run_checks(chains):
            failed |= result.state is State.FAILED
            print_line(f"{_word(result.state):<9}{' '.join(result.text.split())}")
    except KeyboardInterrupt:
        return INTERRUPTED
    return FAILURE if failed else 0


def run_checks(chains: Sequence[Chain], deadline_s: float = DEADLINE_S) -> Iterator[Result]:
    """The results in the order of ``chains``, each as soon as it is known."""
    deadline = time.monotonic() + deadline_s
    asked = [(chain, _ask_aside(chain)) for chain in chains]
    for chain, results in asked:
        late = False
        for check in chain:
            try:
                wait_s = 0.0 if late else max(0.0, deadline - time.monotonic())
                yield results.get(timeout=wait_s) if not late else _skipped(check)
            except queue.Empty:
                late = True
                yield Result(State.FAILED, _late(check, deadline_s))


def _ask_aside(chain: Chain) -> queue.SimpleQueue[Result]:
    results: queue.SimpleQueue[Result] = queue.SimpleQueue()

    def ask_all() -> None:
        failed = False
        for check in chain:
            result = _skipped(check) if failed else _ask(check)
            failed |= result.state is State.FAILED
            results.put(result)

    # A daemon: what waits for a file server or a name server cannot be interrupted.
    threading.Thread(target=ask_all, name=f"check {chain[0].what}" if chain else "check", daemon=True).start()
    return results


def _ask(check: Check) -> Result:
    try:
        return Result(State.OK, check.ask())
    except NotAsked as error:
        return Result(State.SKIPPED, str(error))
    except UserError as error:
        return Result(State.FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - the other checks still tell something
        _log.debug("the check of %s failed", check.what, exc_info=True)
        sentence = translate(
            "Checks",
            "{what}: the check itself failed ({error}); report it, with what --log-level debug prints.",
        )
        return Result(State.FAILED, sentence.format(what=check.what, error=repr(error)))


def _skipped(check: Check) -> Result:
    sentence = translate("Checks", "{what} (first put right what failed above)")
    return Result(State.SKIPPED, sentence.format(what=check.what))


def _late(check: Check, deadline_s: float) -> str:
    sentence = translate(
        "Checks", "{what}: no answer in {seconds} s; check disk, network and name server of this computer."
    )
    return sentence.format(what=check.what, seconds=f"{deadline_s:g}")


def _word(state: State) -> str:
    return {
        State.OK: translate("Checks", "OK"),
        State.FAILED: translate("Checks", "FAILED"),
        State.SKIPPED: translate("Checks", "SKIPPED"),
    }[state]
