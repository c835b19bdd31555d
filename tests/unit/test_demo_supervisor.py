"""The demo's core with real, small processes: start, end, death, and the order of it all (A5)."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apps.ev_demo import children
from apps.ev_demo import intents as i
from apps.ev_demo.children import answers_file
from apps.ev_demo.console import console_commands
from apps.ev_demo.network import Kind, Spec
from apps.ev_demo.views import ProcessState
from shared.runtime.console import ConsoleCommands
from shared.runtime.launch import ROOT
from tests.support.demo import ADDRESS, ECHO, FAILING, Bench, obedient, tiny

Make = Callable[..., Bench]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    benches: list[Bench] = []

    def made(*specs: Spec) -> Bench:
        benches.append(Bench(tmp_path, specs))
        return benches[-1]

    yield made
    for bench in benches:
        bench.end()


def test_A5_a_process_is_opened_and_closed_in_order(make: Make, tmp_path: Path) -> None:
    bench = make(tiny("central", Kind.CENTRAL, obedient(tmp_path / "ready")))
    assert bench.state("central") is ProcessState.CLOSED
    bench.give(i.OpenProcess("central"))
    bench.until((tmp_path / "ready").exists)
    assert bench.state("central") is ProcessState.RUNNING
    pid = bench.process("central").pid
    assert pid is not None
    os.kill(pid, 0)
    bench.give(i.CloseProcess("central"))
    bench.until(lambda: bench.state("central") is ProcessState.CLOSED)
    assert (bench.process("central").exit_code, bench.process("central").pid) == (0, None)


def test_where_a_signal_would_kill_a_process_is_asked_by_a_word_to_end(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "END_BY_WORD", True)
    code = f"open({str(tmp_path / 'ready')!r}, 'w').close(); import sys; sys.exit(len(sys.stdin.read()))"
    bench = make(tiny("central", Kind.CENTRAL, code))
    bench.give(i.OpenProcess("central"))
    bench.until((tmp_path / "ready").exists)
    bench.give(i.CloseProcess("central"))
    bench.until(lambda: bench.state("central") in (ProcessState.CLOSED, ProcessState.DIED))
    assert bench.process("central").exit_code == len("quit\n")


def test_A5_a_killed_process_says_so_and_can_be_opened_again(make: Make, tmp_path: Path) -> None:
    bench = make(tiny("central", Kind.CENTRAL, obedient(tmp_path / "ready")))
    bench.give(i.OpenProcess("central"))
    bench.until(lambda: bench.state("central") is ProcessState.RUNNING)
    first = bench.process("central").pid
    bench.give(i.KillProcess("central"))
    bench.until(lambda: bench.process("central").pid is None)
    assert bench.state("central") is ProcessState.KILLED
    assert bench.process("central").exit_code == -signal.SIGKILL
    bench.give(i.OpenProcess("central"))
    bench.until(lambda: bench.state("central") is ProcessState.RUNNING)
    assert bench.process("central").pid != first


def test_A5_a_frozen_process_stands_still_and_goes_on_when_it_is_opened(make: Make, tmp_path: Path) -> None:
    bench = make(tiny("central", Kind.CENTRAL, ECHO))
    bench.give(i.OpenProcess("central"))
    bench.until(lambda: bench.state("central") is ProcessState.RUNNING)
    pid = bench.process("central").pid
    bench.give(i.FreezeProcess("central"))
    assert bench.state("central") is ProcessState.FROZEN
    bench.until(lambda: _letter(pid) == "T")
    bench.give(i.TellProcess("central", "status"))
    bench.give(i.OpenProcess("central"))
    assert (bench.state("central"), bench.process("central").pid) == (ProcessState.RUNNING, pid)
    bench.until(lambda: answers_file(tmp_path, "central").read_text() == "status\n")


@pytest.mark.parametrize("end", [i.CloseProcess("central"), i.KillProcess("central"), i.CloseAll()])
def test_A5_a_frozen_process_is_closed_in_order_and_killed_as_any_other(
    make: Make, tmp_path: Path, end: i.Intent
) -> None:
    bench = make(tiny("central", Kind.CENTRAL, obedient(tmp_path / "ready")))
    bench.give(i.OpenProcess("central"))
    bench.until((tmp_path / "ready").exists)
    bench.give(i.FreezeProcess("central"))
    bench.give(end)
    bench.until(lambda: bench.process("central").pid is None)
    killed = isinstance(end, i.KillProcess)
    assert bench.state("central") is (ProcessState.KILLED if killed else ProcessState.CLOSED)
    assert bench.process("central").exit_code == (-signal.SIGKILL if killed else 0)


def test_A5_a_process_that_dies_by_itself_is_shown_with_code_and_last_words(make: Make) -> None:
    bench = make(tiny("central", Kind.CENTRAL, FAILING))
    bench.give(i.OpenProcess("central"))
    bench.until(lambda: bench.state("central") is ProcessState.DIED)
    assert bench.process("central").exit_code == 1
    assert bench.process("central").last_words == "no room left"


def test_A5_restart_ends_a_process_in_order_and_starts_it_again(make: Make, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    bench = make(tiny("central", Kind.CENTRAL, obedient(ready)))
    bench.give(i.OpenProcess("central"))
    bench.until(ready.exists)
    first = bench.process("central").pid
    ready.unlink()
    bench.give(i.RestartProcess("central"))
    # A quick process has ended by now, and waits for its new start.
    assert bench.state("central") in (ProcessState.CLOSING, ProcessState.WAITING)
    bench.until(ready.exists)
    assert bench.state("central") is ProcessState.RUNNING
    assert bench.process("central").pid != first


def test_A5_who_needs_the_broker_waits_for_its_address(make: Make) -> None:
    broker = tiny("kafka", Kind.KAFKA, ECHO)
    bench = make(broker, tiny("driver", Kind.DRIVER, ECHO, needs_broker=True))
    bench.give(i.OpenAll())
    bench.until(lambda: bench.state("kafka") is ProcessState.RUNNING)
    for _ in range(20):
        bench.turn()
    assert bench.state("driver") is ProcessState.WAITING
    bench.port_file.write_text(ADDRESS)
    bench.until(lambda: bench.state("driver") is ProcessState.RUNNING)
    assert bench.views[-1].broker == ADDRESS
    assert ADDRESS in bench.process("driver").command


def test_A5_all_end_in_order_the_drivers_first_the_broker_last(make: Make, tmp_path: Path) -> None:
    kinds = (Kind.KAFKA, Kind.CENTRAL, Kind.ENGINE, Kind.MONITOR, Kind.DRIVER)
    bench = make(*(tiny(kind.value, kind, obedient(tmp_path / kind.value)) for kind in kinds))
    bench.give(i.OpenAll())
    bench.until(lambda: all((tmp_path / kind.value).exists() for kind in kinds))
    bench.end()
    since = {each.key: each.since for each in bench.views[-1].processes}
    assert {each.state for each in bench.views[-1].processes} == {ProcessState.CLOSED}
    assert since["driver"] < min(since["engine"], since["monitor"])
    assert max(since["engine"], since["monitor"]) < since["central"] < since["kafka"]


def test_A5_a_line_reaches_the_console_of_a_process(make: Make, tmp_path: Path) -> None:
    bench = make(tiny("central", Kind.CENTRAL, ECHO))
    bench.give(i.OpenProcess("central"))
    bench.until(lambda: bench.state("central") is ProcessState.RUNNING)
    bench.give(i.TellProcess("central", "status"))
    bench.until(lambda: answers_file(tmp_path, "central").read_text() == "status\n")


def test_A5_a_window_is_shown_when_asked_and_after_that_at_each_start(tmp_path: Path) -> None:
    keys = {"kafka": Kind.KAFKA, "central": Kind.CENTRAL, "driver": Kind.DRIVER}
    bench = Bench(tmp_path, [tiny(key, kind, ECHO) for key, kind in keys.items()], shown=["kafka", "central"])

    def told(key: str) -> list[str]:
        return answers_file(tmp_path, key).read_text().split()

    bench.give(i.ShowWindow("driver"))  # it does not run yet
    bench.give(i.KillProcess("driver"))
    bench.give(i.OpenAll())
    bench.until(lambda: bench.state("driver") is ProcessState.RUNNING)
    bench.until(lambda: told("central") == told("driver") == ["show"])
    bench.give(i.ShowWindow("central"))
    bench.until(lambda: told("central") == ["show"] * 2)
    assert told("kafka") == []  # it has none
    bench.end()


def test_A5_those_that_are_seen_first_start_first(tmp_path: Path) -> None:
    keys = {"kafka": Kind.KAFKA, "engine": Kind.ENGINE, "monitor": Kind.MONITOR, "driver": Kind.DRIVER}
    bench = Bench(tmp_path, [tiny(key, kind, ECHO) for key, kind in keys.items()], shown=["driver"])
    bench.give(i.OpenAll())
    bench.until(lambda: all(bench.state(key) is ProcessState.RUNNING for key in keys))
    since = {each.key: each.since for each in bench.views[-1].processes}
    assert sorted(keys, key=lambda key: since[key]) == ["kafka", "driver", "engine", "monitor"]
    bench.end()


def test_A5_the_console_shows_status_and_refuses_an_unknown_name(
    make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = make(tiny("central", Kind.CENTRAL, ECHO))
    commands = ConsoleCommands(console_commands(["central"]), bench.give)
    commands.execute("open nobody")
    assert capsys.readouterr().err == "There is no process 'nobody'; there are: central.\n"
    commands.execute("open central")
    bench.until(lambda: bench.state("central") is ProcessState.RUNNING)
    commands.execute("status")
    (answer,) = bench.replies
    assert isinstance(answer, dict)
    assert [(each["name"], each["state"]) for each in answer["processes"]] == [("central", "running")]


_PARENT = """
import time, pathlib, sys
from tests.support.demo import tiny, obedient
from apps.ev_demo.children import Child
from apps.ev_demo.network import Kind
folder = pathlib.Path(sys.argv[1])
child = Child.start(tiny("central", Kind.CENTRAL, obedient(folder / "ready")), "", folder)
while not (folder / "ready").exists():
    time.sleep(0.01)
if "frozen" in sys.argv:
    child.freeze()
(folder / "pid").write_text(str(child.pid))
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
@pytest.mark.parametrize("how", ["running", "frozen"])
def test_A5_nothing_outlives_a_demo_that_was_killed(tmp_path: Path, how: str) -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT, str(tmp_path), how], cwd=ROOT) as parent:
        _wait(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
        parent.kill()
    pid = int((tmp_path / "pid").read_text())
    _wait(lambda: not _runs(pid))


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline


def _runs(pid: int) -> bool:
    """A zombie that nobody reaps in a container is dead all the same."""
    return _letter(pid) not in ("", "Z")


def _letter(pid: int | None) -> str:
    """The state of a process as Linux calls it: ``T`` stands still; empty when there is none."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    return ""
