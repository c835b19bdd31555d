"""Words of the demo's window, in the user's language."""

from __future__ import annotations

from apps.ev_demo.network import Kind
from apps.ev_demo.views import ProcessState, ProcessView
from shared.runtime.text import translate


def name_text(process: ProcessView) -> str:
    """What a process is, for people."""
    return {
        Kind.KAFKA: translate("Demo", "Kafka (built in)"),
        Kind.CENTRAL: "CENTRAL",
        Kind.ENGINE: translate("Demo", "Engine of {subject}"),
        Kind.MONITOR: translate("Demo", "Monitor of {subject}"),
        Kind.DRIVER: translate("Demo", "Driver {subject}"),
    }[process.kind].format(subject=process.subject)


def state_text(process: ProcessView) -> str:
    """Where a process stands."""
    return {
        ProcessState.WAITING: translate("Demo", "waiting"),
        ProcessState.RUNNING: translate("Demo", "running"),
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
