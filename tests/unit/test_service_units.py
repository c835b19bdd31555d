"""The systemd units as files: systemd takes them, and the programs take the command lines in them."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

import kafka_arguments
from apps.ev_central.__main__ import PROGRAM as CENTRAL
from apps.ev_cp_e.__main__ import PROGRAM as ENGINE
from apps.ev_cp_m.__main__ import PROGRAM as MONITOR
from apps.ev_driver.__main__ import PROGRAM as DRIVER

UNITS = Path(__file__).resolve().parents[2] / "packaging" / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
WITH_CONSOLE = [name for name in SERVICES if "kafka" not in name]
PARSERS = {program.name: program.make_parser for program in (CENTRAL, ENGINE, MONITOR, DRIVER)}
PARSERS["EV_Kafka"] = kafka_arguments.parser  # type: ignore[assignment]  # one of the standard library
EXAMPLES = {"central": "central", "cp-": "cp", "driver-": "driver", "kafka": "kafka", "network": "network"}
OWN = {"STATE_DIRECTORY": "/var/lib/x"}


class Unit:
    """A unit file; systemd lets a key stand more than once."""

    def __init__(self, name: str) -> None:
        self.lines: dict[str, list[str]] = {}
        for line in (UNITS / name).read_text("utf-8").splitlines():
            if "=" in line and not line.startswith("#"):
                key, _, value = line.partition("=")
                self.lines.setdefault(key, []).append(value)

    def one(self, key: str) -> str:
        (value,) = self.lines[key]
        return value

    def variables(self, examples: bool) -> dict[str, str]:
        """Its environment, of the files that must be there alone or of all, as in the examples."""
        found = dict(OWN)
        for value in self.lines.get("Environment", []):
            found |= dict(word.split("=", 1) for word in shlex.split(value))
        for value in self.lines["EnvironmentFile"]:
            if examples or not value.startswith("-"):
                name = Path(value.removeprefix("-")).stem
                found |= example(next(EXAMPLES[start] for start in EXAMPLES if name.startswith(start)))
        return found

    def command(self, variables: Mapping[str, str]) -> list[str]:
        """``ExecStart`` as systemd expands it (systemd.service(5), command lines)."""
        words = []
        for word in self.one("ExecStart").replace("%i", "MAD1").split():
            if re.fullmatch(r"\$\w+", word):
                words += shlex.split(variables.get(word[1:], ""))
            else:
                words.append(re.sub(r"\$\{(\w+)\}", lambda found: variables.get(found[1], ""), word))
        return words


def example(name: str) -> dict[str, str]:
    """The variables of an example file, as systemd reads it (systemd.exec(5), EnvironmentFile)."""
    parser = configparser.ConfigParser(delimiters="=", comment_prefixes="#", interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    parser.read_string("[all]\n" + (UNITS / f"{name}.env.example").read_text("utf-8"))
    return {key: value.strip('"') for key, value in parser["all"].items()}


@pytest.fixture
def _files_of_the_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.ev_central.__main__.read_drivers", lambda path: ((str(path), True),))
    monkeypatch.setattr("apps.ev_driver.__main__.load_services", lambda path: (str(path),))


@pytest.mark.usefixtures("_files_of_the_examples")
@pytest.mark.parametrize("examples", [False, True], ids=["only what must be there", "all examples"])
@pytest.mark.parametrize("service", SERVICES)
def test_the_program_takes_the_command_line_of_its_unit(service: str, examples: bool) -> None:
    unit = Unit(service)
    path, *words = unit.command(unit.variables(examples))
    assert path.startswith("/usr/bin/EV_")
    PARSERS[Path(path).name]().parse_args(words)


def test_every_variable_of_an_example_is_one_that_a_unit_uses() -> None:
    used = {name for each in SERVICES for name in re.findall(r"\$\{?(\w+)", Unit(each).one("ExecStart"))}
    for path in UNITS.glob("*.env.example"):
        assert example(path.name.split(".")[0]).keys() <= used, path.name


@pytest.mark.parametrize("service", WITH_CONSOLE)
def test_each_has_a_fifo_for_its_console(service: str) -> None:
    unit, socket = Unit(service), Unit(service.replace(".service", ".socket"))
    assert unit.one("StandardInput") == "socket"
    assert unit.one("Requires") == "%N.socket"
    assert socket.one("PartOf") == service.replace("@", "@%i")
    assert socket.one("SocketMode") == "0600"
    instance = "-%i" if "@" in service else ""
    assert socket.one("ListenFIFO") == f"%t/evcharging/%p{instance}"
    assert unit.one("StateDirectory") == f"%p{instance}"


def test_all_may_the_same_and_live_the_same() -> None:
    units = {name: Unit(name).lines for name in SERVICES}
    differ = {"Description", "Documentation", "ExecStart", "Environment", "EnvironmentFile", "StateDirectory"}
    of_consoles = {"Requires", "StandardInput", "Type", "WatchdogSec"}
    of_kafka = {"CacheDirectory", "TimeoutStopSec", "SuccessExitStatus", "RestartSec"}
    same = [
        {key: value for key, value in unit.items() if key not in differ | of_consoles | of_kafka}
        for unit in units.values()
    ]
    assert all(each == same[0] for each in same)
    assert same[0]["DynamicUser"] == ["yes"] and same[0]["Restart"] == ["on-failure"]
    assert {unit["Type"][0] for name, unit in units.items() if name in WITH_CONSOLE} == {"notify"}


def test_systemd_has_nothing_against_them(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd-analyze here")
    names = []
    for path in [*UNITS.glob("*.service"), *UNITS.glob("*.socket")]:
        name = path.name.replace("@.", "@MAD1.")
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("/usr/bin/EV_", f"{tmp_path}/EV_"))
        names.append(str(tmp_path / name))
    for program in PARSERS:
        (tmp_path / program).symlink_to("/bin/true")
    done = subprocess.run(
        [analyze, "verify", *names], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
