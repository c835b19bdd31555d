"""The mistakes of a first deployment: each gets the sentence that leads to its remedy (B4).

Each is made twice: by starting the program as one does, and with ``--check``. :data:`MISTAKES` is the table.
Those that are not in it, because they need a test of their own:

- Kafka tells other computers 'localhost': ``test_kafka_advertised.py``
- a services file of another encoding, two monitors with one id, a clock that is wrong: below; the program
  itself with a wrong clock: ``test_clock_skew.py``
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.foreign.processes import EMBEDDED, ROOT, Product
from tests.integration.test_clock_skew import WRAPPER
from tests.resilience.world import lasting_port
from tests.support.check import Checking, check_all
from tests.support.real_network import (
    CENTRAL,
    DRIVER,
    ENGINE,
    MONITOR,
    RealNetwork,
    data_folder,
    real_network,
)
from tests.unit.test_checks import a_port_that_swallows
from tests.unit.test_translations import TEXTS

pytestmark = pytest.mark.xdist_group("usual mistakes")

SAID_IN_S = 20.0


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealNetwork]:
    """Kafka, CENTRAL, the CP ``CP1`` and the driver ``D1``, all as they should be."""
    with real_network(tmp_path_factory.mktemp("network")) as made:
        yield made


@pytest.fixture(scope="module")
def filtered() -> Iterator[str]:
    """An address behind a firewall that drops."""
    with a_port_that_swallows() as port:
        yield f"127.0.0.1:{port}"


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    """The address of a program that waits for a line, as servers of the web do."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


# --- as it should be


def test_checks_of_programs_that_run_are_all_well_and_disturb_nobody(network: RealNetwork) -> None:
    kafka, central, engine = network.broker.address, network.central_address, network.engine_address
    before = {name: network.program(name).all_said() for name in network.names}
    arguments = {
        CENTRAL: ["ev_central", port_of(central), kafka, *EMBEDDED],
        ENGINE: ["ev_cp_e", kafka, "--listen-port", port_of(engine), *EMBEDDED],
        MONITOR: ["ev_cp_m", engine, central, "CP1"],
        DRIVER: ["ev_driver", kafka, "D1", *EMBEDDED],
    }
    checking = [Checking(*words, folder=folder(network, name)) for name, words in arguments.items()]
    said = dict(zip(arguments, check_all(checking), strict=True))
    assert {name: (each.code, each.texts("FAILED")) for name, each in said.items()} == {
        name: (0, []) for name in arguments
    }
    for name, app in (
        (CENTRAL, "EV_Central"),
        (ENGINE, "EV_CP_E"),
        (MONITOR, "EV_CP_M"),
        (DRIVER, "EV_Driver"),
    ):
        assert any(text.startswith(f"{app} runs now, ") for text in said[name].texts("OK"))
    agrees = "CENTRAL is heard through Kafka, and its clock agrees with this computer's"
    assert agrees in said[ENGINE].texts("OK") and agrees in said[DRIVER].texts("OK")
    assert f"An engine answers at {engine} and serves this monitor" in said[MONITOR].texts("OK")
    assert f"CENTRAL answers at {central}" in said[MONITOR].texts("OK")
    assert "This CENTRAL already runs with this Kafka" in said[CENTRAL].texts("OK")
    (clock,) = said[MONITOR].texts("SKIPPED")
    assert clock.startswith("Clock: ")
    assert {name: network.program(name).all_said() for name in network.names} == before


def folder(network: RealNetwork, name: str) -> Path:
    return data_folder(network.folder, name)


# --- one mistake, one sentence


@dataclass(frozen=True)
class Place:
    """The addresses that a mistake mixes up."""

    kafka: str
    central: str
    engine: str
    filtered: str
    web: str
    nothing: str


@dataclass(frozen=True)
class Mistake:
    """``arguments`` of ``app``; what the program says, and what ``--check`` says."""

    app: str
    arguments: Callable[[Place], list[str]]
    program_says: str
    check_says: str


def port_of(address: str) -> str:
    return address.rpartition(":")[2]


MISTAKES = {
    "wrong broker port: nothing there": Mistake(
        "ev_driver",
        lambda at: [at.nothing, "5"],
        "Kafka does not answer at {nothing}: nothing listens there. Check that Kafka runs on that computer, "
        "and the port",
        "Kafka: nothing listens at {nothing}; start Kafka on that computer, and check its port",
    ),
    "wrong broker port: CENTRAL's": Mistake(
        "ev_cp_e",
        lambda at: [at.central, "--listen-port", "0"],
        "Kafka does not answer at {central}: another program has that port, or Kafka is starting or hangs. "
        "Check the port: Kafka's is 9092 as a rule, CENTRAL's 7000.",
        "A program of EVCharging answers at {central}, not Kafka: it is the port of CENTRAL or of an engine",
    ),
    "wrong broker port: another program's": Mistake(
        "ev_central",
        lambda at: [port_of(at.nothing), at.web],
        "Kafka does not answer at {web}: another program has that port, or Kafka is starting or hangs. Check "
        "the port",
        "Kafka does not answer at {web}: another program has that port, or Kafka is starting or hangs. Check "
        "the port",
    ),
    "a firewall before Kafka": Mistake(
        "ev_driver",
        lambda at: [at.filtered, "5"],
        "Kafka does not answer at {filtered}: nothing at all comes back. Check the address, that that "
        "computer is on, and that its firewall lets TCP port",
        "Kafka: nothing at all comes back from {filtered}; check the address, that that computer is on, and "
        "that its firewall lets TCP port",
    ),
    "a name that nobody knows": Mistake(
        "ev_cp_e",
        lambda at: ["no-such-host.invalid:9092", "--listen-port", "0"],
        "this computer does not know the name no-such-host.invalid. Check its spelling, or write its number",
        "this computer does not know the name no-such-host.invalid; check its spelling, write its number "
        "instead",
    ),
    "CENTRAL's port closed": Mistake(
        "ev_cp_m",
        lambda at: [at.engine, at.nothing, "CP7"],
        "Cannot connect to CENTRAL: Nothing listens on {nothing}; start that program or check the port.",
        "CENTRAL: nothing listens at {nothing}; start EV_Central on that computer, and check that",
    ),
    "a firewall before CENTRAL": Mistake(
        "ev_cp_m",
        lambda at: [at.engine, at.filtered, "CP7"],
        "Cannot connect to CENTRAL: {filtered} does not answer; check that program, the network and "
        "firewalls.",
        "CENTRAL: nothing at all comes back from {filtered}; check the address, that that computer is on, "
        "and that its firewall lets TCP port",
    ),
    "Kafka's port given as CENTRAL's": Mistake(
        "ev_cp_m",
        lambda at: [at.engine, at.kafka, "CP7", *EMBEDDED],
        "Cannot connect to CENTRAL: {kafka} takes the connection but says nothing; check the port (Kafka's "
        "is 9092 as a rule, CENTRAL's 7000)",
        "Kafka answers at {kafka}; write the port of the monitors there (CENTRAL's is 7000 as a rule).",
    ),
    "CENTRAL's address given as the engine's": Mistake(
        "ev_cp_m",
        lambda at: [at.central, at.nothing, "CP7"],
        "Check that {central} is the engine's, and not CENTRAL's or another program's.",
        "CENTRAL answers at {central}, not an engine; check the order: EV_CP_M ENGINE CENTRAL CP_ID.",
    ),
    "two monitors for one engine": Mistake(
        "ev_cp_m",
        lambda at: [at.engine, at.central, "CP7"],
        "No link with the engine: {engine} cannot serve now; close whoever else is connected, or wait.",
        "The engine at {engine} serves another monitor; give each engine its own --listen-port",
    ),
    "two CENTRALs with one Kafka": Mistake(
        "ev_central",
        lambda at: [port_of(at.central), at.kafka, *EMBEDDED],
        "Port {central_port} is already in use; close the program that uses it or choose another port.",
        "Another CENTRAL already uses this Kafka; end that one, or give this one a --network of its own.",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_B4_a_mistake_gets_the_sentence_that_leads_to_its_remedy(
    network: RealNetwork, filtered: str, web: str, tmp_path: Path, name: str
) -> None:
    mistake = MISTAKES[name]
    nothing = f"127.0.0.1:{lasting_port()}"
    at = Place(
        network.broker.address, network.central_address, network.engine_address, filtered, web, nothing
    )
    arguments = mistake.arguments(at)
    words = {**vars(at), "central_port": port_of(at.central)}
    with (
        Checking(mistake.app, *arguments, folder=tmp_path / "check") as checking,
        contextlib.closing(Product(mistake.app, arguments, tmp_path / "run", kafka=())) as program,
    ):
        until_said(program, mistake.program_says.format(**words))
        checked = checking.end()
    assert checked.code == 1
    wanted = mistake.check_says.format(**words)
    assert any(wanted in text for text in checked.texts("FAILED")), checked


def until_said(program: Product, sentence: str) -> None:
    deadline = time.monotonic() + SAID_IN_S
    while sentence not in program.log():
        assert time.monotonic() < deadline, f"{sentence!r} not in:\n{program.log()}"
        time.sleep(0.05)


# --- two charging points with one id


def second_monitor(network: RealNetwork, folder: Path) -> Product:
    engine = f"127.0.0.1:{lasting_port()}"
    return Product("ev_cp_m", [engine, network.central_address, "CP1"], folder, kafka=())


def test_B4_a_second_CP_of_one_id_on_another_computer_is_told_to_take_its_own(
    network: RealNetwork, tmp_path: Path
) -> None:
    with contextlib.closing(second_monitor(network, tmp_path)) as second:
        until_said(second, "If another charging point has the id CP1, give this one its own.")
    assert network.cp("CP1")["state"] == "ACTIVATED"


def test_B4_a_second_CP_of_one_id_with_a_copy_of_its_folder_is_told_so(
    network: RealNetwork, tmp_path: Path
) -> None:
    copied = tmp_path / "data"
    shutil.copytree(folder(network, MONITOR), copied, ignore=shutil.ignore_patterns("*.log", "lock"))
    with contextlib.closing(second_monitor(network, copied)) as second:
        until_said(
            second,
            "another live monitor has this id. Close the other monitor of CP1, or give this one its own id.",
        )
    assert network.cp("CP1")["state"] == "ACTIVATED"


def test_B4_a_second_CP_of_one_id_on_one_computer_does_not_start(network: RealNetwork) -> None:
    code, said = run_to_its_end(
        "ev_cp_m", network.engine_address, network.central_address, "CP1", folder=folder(network, MONITOR)
    )
    assert code == 1
    assert said.startswith("EV_CP_M: EV_CP_M CP1 is already running with the data folder ")
    assert "; end it, or give this one another id or another --data-dir." in said


# --- a services file of another encoding


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le"])
def test_B4_a_services_file_of_another_encoding_says_its_line_and_how_to_save_it(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "tour.txt"
    path.write_bytes("; first\r\nCP1\r\n; Málaga\r\nCP1\r\n".encode(encoding))
    line = 3 if encoding == "latin-1" else 1
    wanted = (
        f"tour.txt, line {line}: this is not UTF-8 text; save the file as UTF-8 (Notepad: Save as, Encoding)."
    )
    arguments = [f"127.0.0.1:{lasting_port()}", "D9", str(path)]
    with Checking("ev_driver", *arguments, folder=tmp_path) as checking:
        code, said = run_to_its_end("ev_driver", *arguments, folder=tmp_path)
        assert (code, wanted in said) == (2, True), said
        assert wanted in checking.end().texts("FAILED")


def run_to_its_end(app: str, *arguments: str, folder: Path) -> tuple[int, str]:
    """Exit code and standard error of a program that does not start."""
    done = subprocess.run(
        [
            sys.executable, "-m", f"apps.{app}", *arguments, "--headless", "--lang", "en",
            "--data-dir", str(folder),
        ],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SAID_IN_S, check=False,
    )  # fmt: skip
    assert done.stdout == ""
    return done.returncode, done.stderr


# --- a clock that is wrong


def test_B4_a_clock_5_min_behind_is_told_with_what_sets_it(network: RealNetwork, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("-300")
    prefix = [sys.executable, str(WRAPPER), str(clock)]
    arguments = [network.broker.address, "D1", *EMBEDDED]
    checked = Checking("ev_driver", *arguments, folder=tmp_path, prefix=prefix).end()
    assert checked.failure.startswith("The clock of this computer is ")
    assert "behind CENTRAL's: set the one that is wrong (for example: " in checked.failure


# --- in Spanish


def test_B4_the_checks_speak_Spanish_too(network: RealNetwork, tmp_path: Path) -> None:
    services = tmp_path / "tour.txt"
    services.write_bytes("; Málaga".encode("latin-1"))
    arguments = [network.central_address, "D9", str(services)]
    with Checking("ev_driver", *arguments, folder=tmp_path, language="es") as checking:
        checked = checking.end()
    assert checked.code == 1
    assert set(checked.states) == {"OK", "FALLO", "OMITIDO"}
    port, file = (
        SPANISH[text] for text in ("A program of EVCharging", "{name}, line {number}: this is not UTF-8")
    )
    assert checked.texts("FALLO") == [
        port.format(address=network.central_address),
        file.format(name="tour.txt", number=1),
    ]
    (who, *_) = checked.texts("OMITIDO")
    assert who == SPANISH["{what} (first"].format(what=SPANISH["Kafka: the topics"])


class _ByBeginning(dict[str, str]):
    """The Spanish of a text by its first English words."""

    def __missing__(self, beginning: str) -> str:
        (found,) = {text.spanish for text in TEXTS if text.source.startswith(beginning)}
        return found


SPANISH = _ByBeginning()


def test_B4_a_second_CENTRAL_on_the_same_file_ends_with_one_sentence_and_a_check_tells_who_has_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "central.sqlite3"
    arguments = ["0", f"127.0.0.1:{lasting_port()}", "--listen-host", "127.0.0.1"]
    with contextlib.closing(
        Product("ev_central", [*arguments, "--database", f"sqlite:///{path}"], tmp_path / "first")
    ) as first:
        assert first.ask("status")["database"]
        link = tmp_path / "other name.sqlite3"
        link.symlink_to(path)
        second = subprocess.run(
            [
                sys.executable, "-m", "apps.ev_central", *arguments, "--database", f"sqlite:///{link}",
                "--headless", "--lang", "en", "--data-dir", str(tmp_path / "second"),
            ],
            cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        said = f"EV_Central: Another CENTRAL has the database {link}: end that one, or give this one another"
        assert (second.returncode, second.stderr) == (1, f"{said} --database.\n")
        url = f"sqlite:///{path}"
        with Checking("ev_central", *arguments, "--database", url, folder=tmp_path / "check") as checking:
            checked = checking.end()
        assert f"The database {path} can be written; a CENTRAL has it now" in checked.texts("OK")
        assert first.ask("status")["database"]
