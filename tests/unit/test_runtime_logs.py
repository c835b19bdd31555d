"""The log, and what a user sees of an error that nobody expected (B4: never a traceback alone)."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.runtime import logs
from shared.runtime.clock import from_wire, now
from shared.runtime.console import Command, ConsoleCommands, say, say_in_form
from shared.runtime.logs import LOG_NAME, set_up_logging
from shared.runtime.output import ensure_streams

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (\w+) (\S+) \[(\S+)\] (.*)")


@pytest.fixture(autouse=True)
def _own_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    yield
    say_in_form(str)
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        with contextlib.suppress(OSError):
            handler.close()
    root.setLevel(level)


def _file_lines(path: Path | None) -> list[str]:
    assert path is not None
    return path.read_text(encoding="utf-8").splitlines()


def test_a_line_has_utc_time_level_module_and_thread_on_stderr_and_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = set_up_logging("EV_Central", "info", tmp_path)
    assert path == tmp_path / LOG_NAME
    logging.getLogger("apps.x").info("CP %s enrolled €", "MAD01")
    logging.getLogger("apps.x").debug("hidden")
    captured = capsys.readouterr()
    for lines in (captured.err.splitlines(), _file_lines(path)):
        found = LINE.fullmatch(lines[0])
        assert found is not None
        assert found.groups() == ("INFO", "apps.x", "MainThread", "CP MAD01 enrolled €")
        assert len(lines) == 1
    assert captured.out == ""


def test_json_lines_have_the_same_fields_and_the_exception_in_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as alone:
        # pytest keeps what is logged for its report, which it cannot send on with half a surrogate pair.
        alone.setattr(logging.getLogger(), "handlers", [])
        path = set_up_logging("EV_Central", "info", tmp_path, "json")
        logging.getLogger("apps.x").info('CP "%s" enrolled\n€', "MAD01")
        try:
            raise ValueError("broken\nhere")
        except ValueError:
            logging.getLogger("apps.x").exception("file %s", "a\udc80b")
        for handler in logging.getLogger().handlers:
            handler.close()
    for lines in (capsys.readouterr().err.splitlines(), _file_lines(path)):
        first, second = map(json.loads, lines)
        written = from_wire(first.pop("time"))
        assert abs((now().utc - written).total_seconds()) < 60
        assert first == {
            "level": "INFO", "logger": "apps.x", "thread": "MainThread", "message": 'CP "MAD01" enrolled\\n€',
        }  # fmt: skip
        assert (second["level"], second["message"]) == ("ERROR", "file a\\udc80b")
        assert second["exception"].startswith("Traceback (most recent call last):\n")
        assert second["exception"].endswith("ValueError: broken\nhere")


def test_with_json_all_of_standard_error_is_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up_logging("EV_Central", "info", tmp_path, "json")
    say("two\nlines")
    commands = ConsoleCommands({"plug": Command((), "connect", object)}, lambda intent: None)
    commands.execute("help")
    commands.execute("plog")
    sys.excepthook(ValueError, ValueError("odd"), None)
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert all(each.keys() >= {"time", "level", "logger", "thread", "message"} for each in said)
    texts = [each["message"] for each in said if each["logger"] == "say"]
    assert texts[0] == "two lines"
    assert any("plug" in text and "connect" in text for text in texts)
    assert any("plog" in text for text in texts)
    assert any("ValueError: odd" in text for text in texts)


def test_with_json_what_is_said_before_the_log_is_open_is_json_too(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    options = ["--headless", "--lang", "en", "--log-format", "json", "--data-dir", str(tmp_path / "file")]
    done = subprocess.run(
        [sys.executable, "-m", "apps.ev_driver", "127.0.0.1:1", "5", *options],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    (said,) = map(json.loads, done.stderr.splitlines())
    assert done.returncode == 1
    assert said["message"].startswith("EV_Driver: The data folder ")


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="a time zone to set")
def test_the_time_is_utc_wherever_the_user_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "XST-9")
        time.tzset()
        path = set_up_logging("EV_Central", "info", tmp_path)
        logging.getLogger("x").info("line")
    time.tzset()
    written = from_wire(_file_lines(path)[0].split()[0])
    assert abs((now().utc - written).total_seconds()) < 60


def test_the_level_is_the_least_that_is_logged(tmp_path: Path) -> None:
    path = set_up_logging("EV_Central", "error", tmp_path)
    logging.getLogger("x").warning("hidden")
    logging.getLogger("x").error("shown")
    assert [line.endswith("shown") for line in _file_lines(path)] == [True]


def test_without_a_console_the_file_has_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "stdout", None)
    path = set_up_logging("EV_Central", "info", tmp_path)
    logging.getLogger("x").info("seen")
    sys.excepthook(KeyError, KeyError("a"), None)
    assert "seen" in _file_lines(path)[0]
    assert "KeyError: 'a'" in "\n".join(_file_lines(path))


def test_missing_streams_are_replaced_and_others_become_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="ascii"))
    ensure_streams()
    print("nobody listens")
    print("6,19 €", file=sys.stderr, flush=True)
    assert raw.getvalue().decode() == "6,19 €\n"
    sys.stdout.close()


def test_B4_a_log_that_cannot_be_opened_is_said_and_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / LOG_NAME).mkdir()
    assert set_up_logging("EV_Central", "info", tmp_path) is None
    logging.getLogger("x").info("seen")
    said, logged = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"The log .* cannot be opened \(.*\); check who may write there\.", said)
    assert logged.endswith("seen")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk to write on")
def test_B4_a_full_disk_is_said_once_and_not_for_every_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / LOG_NAME).symlink_to("/dev/full")
    set_up_logging("EV_Central", "info", tmp_path)
    for _ in range(3):
        logging.getLogger("x").info("line")
    printed = capsys.readouterr().err
    assert printed.count("line\n") == 3
    assert printed.count("No space left on device") == 1
    assert "Traceback" not in printed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk to write on")
def test_B4_a_log_that_can_be_written_again_tells_how_many_lines_are_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / LOG_NAME).symlink_to("/dev/full")
    path = set_up_logging("EV_Central", "info", tmp_path)
    for _ in range(3):
        logging.getLogger("x").info("lost")
    (tmp_path / LOG_NAME).unlink()
    logging.getLogger("x").info("kept")
    missing, kept = _file_lines(path)
    assert missing.endswith("3 lines are missing here: the log could not be written")
    assert kept.endswith("kept")
    assert "can be written again; lines missing: 3." in capsys.readouterr().err


def test_B4_a_log_that_may_not_be_renamed_goes_on_and_stays_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 2_000)
    path = set_up_logging("EV_Central", "info", tmp_path)
    assert path is not None
    monkeypatch.setattr(logs, "ROTATE_AGAIN_S", 0.0)
    monkeypatch.setattr(os, "rename", _refuse)
    for number in range(200):
        logging.getLogger("x").info("line %d", number)
    assert _file_lines(path)[-1].endswith("line 199")
    assert path.stat().st_size < 4_500 and [file.name for file in tmp_path.iterdir()] == [LOG_NAME]
    monkeypatch.undo()
    logging.getLogger("x").info("last")


def _refuse(source: str, target: str) -> None:
    raise PermissionError(13, "The process cannot access the file", source)


def test_a_closed_stderr_stops_no_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(sys, "stderr", Broken())
    path = set_up_logging("EV_Central", "info", tmp_path)
    logging.getLogger("x").info("seen")
    assert "seen" in _file_lines(path)[0]


def test_B4_an_uncaught_exception_is_one_plain_sentence_and_the_details_are_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = set_up_logging("EV_Central", "info", tmp_path)
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    assert capsys.readouterr().err.splitlines()[-1] == (
        "EV_Central met an error that it did not expect (ValueError: two lines)."
        f" Please report it with the file {path}."
    )
    assert "    Traceback (most recent call last):" in _file_lines(path)


def test_B4_an_uncaught_exception_of_a_thread_is_reported_with_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = set_up_logging("EV_Central", "info", tmp_path)

    def fail() -> None:
        raise ZeroDivisionError

    thread = threading.Thread(target=fail, name="monitors")
    thread.start()
    thread.join(5)
    assert "expect (ZeroDivisionError)." in capsys.readouterr().err.splitlines()[-1]
    assert "uncaught exception in monitors" in _file_lines(path)[0]


def test_a_thread_that_ends_itself_and_an_interrupt_are_no_errors(tmp_path: Path) -> None:
    path = set_up_logging("EV_Central", "info", tmp_path)
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join(5)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert _file_lines(path) == []
