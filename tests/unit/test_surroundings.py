"""What a user's terminal, files and other systems bring along: understood, or refused with a sentence."""

from __future__ import annotations

import importlib
import os
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath

import pytest

import bootstrap
from apps.ev_central import console as central_console
from apps.ev_central import intents as central_intents
from apps.ev_central.drivers_file import BadDriversFile, read_drivers
from apps.ev_cp_e import console as engine_console
from kafka_jars import java_variables
from shared.domain.ids import driver_id, is_driver_id
from shared.messages.codec import BadRecord, decode
from shared.messaging.options import parse_kafka_option
from shared.net.errors import CannotListen
from shared.net.sockets import listen
from shared.qt.program import Program
from shared.runtime.addresses import AddressError, parse_address
from shared.runtime.paths import data_dir, data_path
from shared.runtime.text import language_from
from shared.store.central_store import CentralStore
from shared.store.database import StoreError, sqlite_url
from shared.store.driver_store import DriverStore
from shared.store.journal import Journal
from shared.store.look import look_at_file
from tests.support.central import World

ROOT = Path(__file__).resolve().parents[2]
NFC, NFD = "José", unicodedata.normalize("NFD", "José")
UNSEEN = (
    "a\u200bb",
    "\ufeffa",
    "a\u00ad",
    "\u202ea",
    "a\ufe0f",
    "\u3164",
    "a\u115f",
    "\u2800",
    "a\U000e0061",
    "a\x00",
)
LOOKALIKES = ("5²", "５", "٥", "①", "Ⅳ", "ﬁ", "a\u00a0b", "a b", "", "x" * 65)

# drivers' ids


@pytest.mark.parametrize("text", (*UNSEEN, *LOOKALIKES))
def test_what_is_not_seen_or_only_looks_like_another_id_is_no_drivers_id(text: str, tmp_path: Path) -> None:
    assert not is_driver_id(text)
    with pytest.raises(ValueError, match="is not the id of a driver") as told:
        driver_id(text)
    assert str(told.value).isprintable()
    for console, command in (
        (central_console.commands(), "driver add"),
        (central_console.commands(), "driver enable"),
        (engine_console.console_commands(), "request"),
    ):
        with pytest.raises(ValueError, match="is not the id of a driver"):
            console[command].parse(text)
    if text.strip("\ufeff") == text and text not in ("", "a\x00"):
        (tmp_path / "drivers.csv").write_text(f"driver_id,enabled\n{text},true\n", "utf-8")
        with pytest.raises(BadDriversFile, match=r"line 2: .* is not the id of a driver"):
            read_drivers(tmp_path / "drivers.csv")


@pytest.mark.parametrize("text", ("5", "ana", NFC, "ñandú", "DRV-00012", "王", "δ_1", "a" * 64))
def test_a_drivers_id(text: str) -> None:
    assert driver_id(text) == text


def test_twins_by_normalisation_are_one_driver_wherever_they_are_typed(tmp_path: Path) -> None:
    assert NFC != NFD
    assert driver_id(NFD) == NFC
    assert central_console.commands()["driver add"].parse(NFD) == central_intents.AddDriver(NFC)
    (tmp_path / "drivers.csv").write_text(f"driver_id,enabled\n{NFD},true\n", "utf-8")
    assert read_drivers(tmp_path / "drivers.csv") == ((NFC, True),)


def test_a_record_with_such_an_id_is_rejected(tmp_path: Path) -> None:
    world = World(tmp_path / "central.sqlite3")
    world.activate("A")
    for number, wrong in enumerate((NFD, "5²", "a\u200b"), start=1):
        request = world.request(wrong, "A")
        assert world.rejected == 2 * number - 1
        assert world.store.request(request) is None
        world.read(world.record("ev.requests", wrong, "sync_requested", driver_id=wrong))
        assert world.rejected == 2 * number
    world.store.close()


@pytest.mark.parametrize("amount", ("1.00\n", "١.٠٠", "1.٠0"))
def test_amounts_of_records_are_digits_from_0_to_9(amount: str) -> None:
    value = (
        '{"type":"charging_update","id":"6f2c1a0e-5d1b-5c39-9d5e-0b6a4c1f7a10","at":"2026-05-01T10:00:00Z",'
        '"session_id":"6f2c1a0e-5d1b-5c39-9d5e-0b6a4c1f7a11","cp_id":"A","power_w":1,"energy_wh":1,"amount":"%s"}'
    )
    decode("ev.notices", (value % "1.00").encode())
    with pytest.raises(BadRecord):
        decode("ev.notices", (value % amount.replace("\n", "\\n")).encode())


# arguments and standard input

APPS = {
    "ev_central": ["0", "127.0.0.1:1"],
    "ev_cp_e": ["127.0.0.1:1", "--listen-port", "0"],
    "ev_cp_m": ["127.0.0.1:1", "127.0.0.1:2", "CP1"],
    "ev_driver": ["127.0.0.1:1", "5"],
}


def run(
    app: str, *arguments: str | bytes, data: bytes = b"quit\n", **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", f"apps.{app}", *APPS[app], *arguments],
        cwd=ROOT,
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **more},
    )


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("word", (b"--data-dir=Jos\xe9", b"Jos\xe9", b"--lang=\xff"))
def test_an_argument_that_is_no_utf_8_is_one_sentence_and_exit_code_2(app: str, word: bytes) -> None:
    done = run(app, "--lang", "en", "--headless", word)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert "is no UTF-8 text" in line


def test_a_folder_of_the_environment_that_is_no_utf_8_works(tmp_path: Path) -> None:
    home = os.fsencode(tmp_path) + b"/Jos\xe9"
    done = run(
        "ev_driver", "--headless", "--log-format", "json", data=b"status\nquit\n",
        XDG_DATA_HOME=os.fsdecode(home),
    )  # fmt: skip
    assert (done.returncode, done.stdout[:1], b"Traceback" in done.stderr) == (0, b"{", False)
    assert os.listdir(home)


def test_a_byte_order_mark_before_commands_is_no_part_of_them(tmp_path: Path) -> None:
    done = run(
        "ev_driver", "--headless", "--lang", "en", "--data-dir", str(tmp_path),
        data=b"\xef\xbb\xbfstatus\r\n\xef\xbb\xbfstatus\r\nquit\r\n",
    )  # fmt: skip
    assert done.stdout.count(b"\n") == 2
    assert b"Unknown command" not in done.stderr


def test_with_json_every_line_is_json_where_the_locale_is_C_and_qt_has_its_say(tmp_path: Path) -> None:
    done = run("ev_driver", "--headless", "--log-format", "json", "--data-dir", str(tmp_path), LC_ALL="C")
    lines = done.stderr.splitlines()
    assert lines
    assert all(line.startswith(b'{"time":') for line in lines), lines


@pytest.mark.parametrize("app", ("ev_central", "ev_cp_e"))
@pytest.mark.parametrize(
    "host", ("192.168.1..20", "central..local", "a" * 70 + ".es", "ñ" * 60 + ".es", "::g")
)
def test_an_address_to_listen_on_that_is_none_is_a_sentence(app: str, host: str) -> None:
    done = run(app, "--lang", "en", "--headless", "--listen-host", host)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert host.encode() in done.stderr
    with pytest.raises(CannotListen):
        listen(host, 0)
    if ":" not in host:
        with pytest.raises(AddressError):
            parse_address(f"{host}:9092")


@pytest.mark.parametrize("app", APPS)
def test_values_of_the_connection_dialog_may_begin_with_a_hyphen(app: str) -> None:
    module = importlib.import_module(f"apps.{app}.__main__")
    program = next(one for one in vars(module).values() if isinstance(one, Program))
    values = {
        "broker": "127.0.0.1:1", "engine": "127.0.0.1:1", "central": "127.0.0.1:2", "listen_port": "7000",
        "cp_id": "-A", "driver_id": "-ana", "location": "-x", "position": "",
    }  # fmt: skip
    parsed = program.make_parser().parse_args(program.to_arguments(values))
    assert getattr(parsed, "cp_id", "-A") == "-A"
    assert getattr(parsed, "driver_id", "-ana") == "-ana"


@pytest.mark.parametrize(
    ("lang", "language", "wanted"),
    [
        ("es_ES.UTF-8", "en", "en"),
        ("ca_ES.UTF-8", "ca_ES:ca:es", "es"),
        ("en_US.UTF-8", "es_ES:es:en", "es"),
        ("gl_ES.UTF-8", "gl:es", "es"),
        ("de_DE.UTF-8", "de:en:es", "en"),
        ("es_ES.UTF-8", "", "es"),
        ("C", "es", "en"),
        ("C.UTF-8", "es", "en"),
        ("POSIX", "es", "en"),
    ],
)
def test_the_users_list_of_languages_goes_first_unless_the_locale_is_C(
    lang: str, language: str, wanted: str
) -> None:
    assert language_from([], {"LANG": lang, "LANGUAGE": language}) == wanted


# files


def test_a_value_of_a_kafka_option_comes_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_bytes("\ufeff s3cret=ñ \r\n".encode())
    assert parse_kafka_option(f"sasl_plain_password=@{file}") == ("sasl_plain_password", " s3cret=ñ ")
    file.write_text("20\n")
    assert parse_kafka_option(f"fetch_max_wait_ms=@{file}") == ("fetch_max_wait_ms", 20)
    for unreadable in (tmp_path, tmp_path / "none"):
        with pytest.raises(ValueError, match=r"the Kafka option .* cannot be read"):
            parse_kafka_option(f"sasl_plain_password=@{unreadable}")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="cannot be read"):
        parse_kafka_option(f"sasl_plain_password=@{file}")


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_only_its_user_may_read_a_database_wherever_it_is(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        (tmp_path / "old.sqlite3").touch(0o644)
        stores: list[CentralStore] = []
        for name in ("old.sqlite3", "new.sqlite3"):
            stores.append(CentralStore(f"sqlite:///{tmp_path / name}"))
            stores[-1].load()
        journal, driver = Journal(tmp_path / "journal.sqlite"), DriverStore(tmp_path / "driver.sqlite")
        driver.open()
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
        assert len(modes) >= 4 * 3, modes  # each with its -wal and -shm
        assert set(modes.values()) == {0o600}, modes
        for store in (*stores, journal, driver):
            store.close()
    finally:
        os.umask(before)


def test_a_database_on_a_network_share_of_windows_is_a_sentence() -> None:
    with pytest.raises(StoreError, match="is on a network share"):
        sqlite_url(PureWindowsPath(r"\\server\home\journal.sqlite"))
    assert sqlite_url(PureWindowsPath(r"C:\ñ\journal.sqlite")) == "file:///C:/%C3%B1/journal.sqlite?mode=rw"


def test_the_check_looks_at_the_same_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def share(_path: object) -> str:
        raise StoreError("on a network share", "")

    monkeypatch.setattr("shared.store.look.sqlite_url", share)
    with pytest.raises(StoreError, match="network share"):
        look_at_file(tmp_path / "none.sqlite")


def test_a_folder_of_an_earlier_version_is_not_shared_by_an_id_of_another_case(tmp_path: Path) -> None:
    earlier = tmp_path / "EV_Driver-ana"
    earlier.mkdir()
    assert data_path("EV_Driver", "ana", tmp_path) == earlier
    made = data_dir("EV_Driver", "ANA", tmp_path)
    assert made.name.lower() != earlier.name.lower()
    earlier.rmdir()
    assert data_path("EV_Driver", "ANA", tmp_path) == made, "and it stays"


@pytest.mark.parametrize("pair", (("ana", "Ana"), ("MAD1", "mad1"), ("x" * 64, "X" + "x" * 63), ("aB", "Ab")))
def test_ids_that_differ_in_case_have_folders_that_differ_on_every_system(
    pair: tuple[str, str], tmp_path: Path
) -> None:
    one, other = (data_path("EV_Driver", each, tmp_path).name for each in pair)
    assert one.lower() != other.lower()


def test_a_folder_of_an_earlier_version_is_found(tmp_path: Path) -> None:
    (tmp_path / "EV_Driver-ana").mkdir()
    assert data_dir("EV_Driver", "ana", tmp_path).name == "EV_Driver-ana"
    assert data_dir("EV_Driver", "Ana", tmp_path).name.lower() != "ev_driver-ana"
    assert data_dir("EV_CP_M", "MAD1", tmp_path).name == "EV_CP_M-MAD1"


@pytest.mark.parametrize("instance", ("CON", "NUL", "COM1", "AUX.txt", "x.", "x "))
def test_no_folder_has_a_name_that_windows_keeps_for_itself(instance: str) -> None:
    name = data_path("EV_Driver", instance, Path("/d")).name
    assert name.startswith("EV_Driver-")
    assert name[-1] not in ". "


# what other programs are started with


@pytest.mark.parametrize(
    "settings",
    (
        {"PIP_USER": "yes"},
        {"PIP_TARGET": "/x"},
        {"PIP_PREFIX": "/x"},
        {"PIP_REQUIRE_VIRTUALENV": "1"},
        {"PIP_PYTHON": "/x"},
        {"PIP_DRY_RUN": "1"},
        {"PIP_NO_DEPS": "1"},
    ),
)
def test_pip_installs_in_our_folder_whatever_the_user_has_set(settings: Mapping[str, str]) -> None:
    variables = bootstrap.pip_variables({**settings, "PIP_INDEX_URL": "https://mirror", "HOME": "/h"})
    zeros = {"PIP_USER": "0", "PIP_DRY_RUN": "0", "PIP_NO_DEPS": "0"}
    assert variables == {**zeros, "PIP_INDEX_URL": "https://mirror", "HOME": "/h"}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Java does not look at these")
@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"LC_ALL": "C", "LANG": "es_ES.UTF-8"}, "C.UTF-8"),
        ({}, "C.UTF-8"),
        ({"LANG": "es_ES.ISO-8859-1"}, "C.UTF-8"),
        ({"LANG": "es_ES.UTF-8"}, None),
        ({"LC_ALL": "C.utf8"}, "C.utf8"),
    ],
)
def test_java_gets_a_locale_in_which_it_finds_folders_with_accents(
    given: dict[str, str], wanted: str | None
) -> None:
    assert java_variables(given).get("LC_ALL") == wanted
