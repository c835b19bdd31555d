"""Words of the demo's window, in the user's language."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from apps.ev_demo.network import Kind
from apps.ev_demo.views import GONE, DemoView, ProcessState, ProcessView, Verdict
from shared.runtime.text import translate

_NAMED: Final = 3
"""So many processes that are gone are written out."""


def name_text(process: ProcessView) -> str:
    """What a process is, for people."""
    return {
        Kind.KAFKA: translate("Demo", "Kafka (built in)"),
        Kind.CENTRAL: "CENTRAL",
        Kind.ENGINE: translate("Demo", "Engine of {subject}"),
        Kind.MONITOR: translate("Demo", "Monitor of {subject}"),
        Kind.DRIVER: translate("Demo", "Driver {subject}"),
    }[process.kind].format(subject=process.subject)


def gone_text(process: ProcessView) -> str:
    """What was done to a process that went, or befell it."""
    words = {
        ProcessState.KILLED: translate("Timeline", "killed: {name}"),
        ProcessState.FROZEN: translate("Timeline", "frozen: {name}"),
        ProcessState.DIED: translate("Timeline", "ended by itself: {name}"),
    }
    return words.get(process.state, translate("Timeline", "closed: {name}")).format(name=name_text(process))


def verdict_text(verdict: Verdict) -> str:
    """A verdict as a word: no state by a sign alone."""
    return {
        Verdict.PENDING: translate("Timeline", "not yet known"),
        Verdict.RIGHT: translate("Timeline", "right"),
        Verdict.WRONG: translate("Timeline", "wrong"),
        Verdict.UNSEEN: translate("Timeline", "nobody could tell"),
    }[verdict]


def state_text(process: ProcessView) -> str:
    """Where a process stands."""
    return {
        ProcessState.WAITING: translate("Demo", "waiting"),
        ProcessState.RUNNING: translate("Demo", "running"),
        ProcessState.FROZEN: translate("Demo", "frozen"),
        ProcessState.CLOSING: translate("Demo", "closing"),
        ProcessState.CLOSED: translate("Demo", "closed"),
        ProcessState.KILLED: translate("Demo", "killed"),
        ProcessState.DIED: _died(process),
    }[process.state]


def _died(process: ProcessView) -> str:
    """It ended without having been asked: in order (its window was closed), by an error, or by a signal."""
    code = process.exit_code
    if code is None:
        return translate("Demo", "did not start")
    if code == 0:
        return translate("Demo", "closed by itself (exit code 0)")
    if code < 0:
        return translate("Demo", "died by signal {number}").format(number=-code)
    return translate("Demo", "died with exit code {code}").format(code=code)


def banner_of(view: DemoView) -> tuple[str, datetime | None]:
    """Which processes are gone, since when, and what to do; and since when (UTC). Empty when none is."""
    gone = [each for each in view.processes if each.state in GONE]
    if not gone:
        return "", None
    names = ", ".join(f"{name_text(each)} ({each.since.astimezone():%H:%M:%S})" for each in gone[:_NAMED])
    if len(gone) > _NAMED:
        names = translate("Demo", "{names} and {count} more").format(names=names, count=len(gone) - _NAMED)
    sentence = translate(
        "Demo", "Gone: {names}. The others go on and wait for it by themselves; open it again here."
    )
    return sentence.format(names=names), min(each.since for each in gone)
