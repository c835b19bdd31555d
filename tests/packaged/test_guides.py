"""Every command that a page of the project shows is run by a test that reads it out of that page.

Those of the deployment guide by ``test_three_hosts.py``; the rest by the first row of ``WAYS`` that knows
them: in a copy of the project with a user of its own, on computers that exist for the test only. What
needs another system (Docker, a package manager, a firewall) is put to the nearest real check.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import bootstrap
from kafka_jars import JAVA_PACKAGES, cache_folder
from tests.packaged.test_three_hosts import RUN, SCREEN, SMALL_JAVA, title_of
from tests.support.guide import ROOT, SHELL, Block, blocks, guides, named
from tests.support.kafka import VARIABLES, installation
from tests.support.netns import laboratory, skip_without_namespaces
from tests.support.terminals import Desk, until

ENGLISH, SPANISH = ROOT / "docs" / "deployment.md", ROOT / "docs" / "deployment.es.md"
README = ROOT / "README.md"
HOST1 = "192.168.1.20"
SLOW_S = 40.0
PORTS = {"9092", "7000"}
"""Which computer 1 lets in: of Kafka and of CENTRAL."""
_LIKE_A_COMMAND = re.compile(
    r"^(\$ |sudo |python3? |docker |systemctl |apt |\./|EV_\w+ |(pip|git|cd|tar) )", re.M
)


# --- ways to run a command


class ProjectCopy:
    """A copy of the source tree that a command may change, and whoever types in it."""

    def __init__(self, folder: Path) -> None:
        left = shutil.ignore_patterns(
            ".git", ".venv*", "build", "dist", "__pycache__", ".*_cache", ".hypothesis", "demo-output"
        )
        tree = folder / "EVCharging"
        shutil.copytree(ROOT, tree, ignore=left)
        _environment(tree)
        self.desk = Desk(folder / "home", variables={"PATH": os.environ["PATH"], "HOME": VARIABLES["HOME"]})
        self.desk.folder = tree


def _environment(tree: Path) -> None:
    """A ``.venv`` with the packages of this Python's, which run.py takes for its own."""
    environment = bootstrap.Environment(tree)
    environment.folder.mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.suffix != ".stamp":
            (environment.folder / path.name).symlink_to(path)
    for requirements in (bootstrap.PROGRAM, bootstrap.DOCUMENTS, bootstrap.TOOLS):
        environment._stamp_file(requirements).write_text(environment.stamp_of(requirements), "ascii")


def runs(command: str, copy: ProjectCopy) -> str:
    """It ends by itself, and well."""
    return copy.desk.run(command, within=100)


def only_collects(command: str, copy: ProjectCopy) -> None:
    """Hours of tests: pytest takes the options and finds them."""
    said = runs(f"{command} --collect-only --quiet", copy)
    assert re.search(r"^\d+(/\d+)? tests collected", said, re.M), said


def begins(saying: str) -> Callable[[str, ProjectCopy], None]:
    """It would take minutes: it is ended by Ctrl+C once it has said that."""

    def way(command: str, copy: ProjectCopy) -> None:
        with contextlib.closing(copy.desk.open("program", f"{command} >&2")) as terminal:
            until(f"{command} begins", lambda: saying in terminal.log(), SLOW_S, terminal.log)
            assert "Traceback" not in terminal.log()
            terminal.interrupt()

    return way


def knows_packages(command: str, _copy: ProjectCopy) -> None:
    """The packages are those that the project itself installs."""
    words = shlex.split(command)[3:]
    java = {"maven", "default-jre-headless", *JAVA_PACKAGES}
    assert words and set(words) <= {"iproute2", *java, *bootstrap.X11_LIBRARIES.values()}


def opens_the_ports(command: str, _copy: ProjectCopy) -> None:
    """A firewall's command: its grammar, and a port at which something of ours listens."""
    found = re.fullmatch(r"sudo ufw allow (\d+)/tcp", command) or re.fullmatch(
        r"sudo firewall-cmd --permanent --add-port=(\d+)/tcp --add-port=(\d+)/tcp", command
    )
    assert found and set(found.groups()) <= PORTS, command
    if shutil.which("ufw") and " ufw " in command and os.geteuid() == 0:
        subprocess.run(["ufw", "--dry-run", *shlex.split(command)[2:]], check=True, capture_output=True)


def is_known_to_the_shell(command: str, _copy: ProjectCopy) -> None:
    """Only its grammar can be checked here."""
    subprocess.run(["bash", "-n", "-c", command], check=True)


@dataclass(frozen=True)
class Way:
    """How commands that match ``pattern`` are run: ``run`` here, or by the test ``elsewhere`` (its id).

    ``where`` is a pattern of the blocks that are meant, ``host1 kafka``. ``why``: what keeps a command from
    being run in full.
    """

    pattern: str
    run: Callable[[str, ProjectCopy], object] | None = None
    elsewhere: str = ""
    why: str = ""
    where: str = ".*"


ROOM = "tests/packaged/test_three_hosts.py::test_D7_three_computers_by_the_guide_with_pulled_cables"
BY_HAND = "tests/packaged/test_guides.py::test_README_a_network_by_hand_on_one_computer"
STORY = "tests/e2e/test_demo_story.py::test_A5_the_story_goes_as_written_and_leaves_pictures_and_a_summary"
DOCKER = "tests/unit/test_guide_docker.py::test_docker_finds_what_a_command_names"
SYSTEMD = "tests/packaged/test_services.py::test_a_supply_runs_through_services_that_are_nobody_s_user"
PACKAGE = "tests/packaged/test_alone.py::test_the_package_alone_runs_a_network_with_the_c_library_and_zlib"
RELEASE = "tests/packaged/test_release.py::test_the_sums_are_those_of_the_files"
WAYS = (
    Way(r".*", elsewhere=DOCKER, where="docker .*", why="there is no Docker here"),
    Way(r".*", elsewhere=SYSTEMD, where=r"\S+ services-.*"),
    Way(r"sudo apt install \./evcharging_\*\.deb", elsewhere=PACKAGE, why="would install"),
    Way(r"sudo apt install .*", knows_packages, why="would install"),
    Way(r"sudo (ufw|firewall-cmd --permanent) .*", opens_the_ports, why="would open this computer's ports"),
    Way(r"sudo firewall-cmd --reload", is_known_to_the_shell, why="would reload this computer's firewall"),
    Way(r"python3 run\.py demo", begins("starting Kafka, CENTRAL"), elsewhere=STORY, why="takes 80 s"),
    Way(r"python3 run\.py screenshots", begins("starting Kafka, CENTRAL"), elsewhere=STORY, why="takes 80 s"),
    Way(r"python3 run\.py (build|release)", begins("building the"), elsewhere=RELEASE, why="takes minutes"),
    Way(r"python3 run\.py (test|lint)", why="is what runs this test, and begins with the checks"),
    Way(r"python3 run\.py test tests/(resilience|model).*", only_collects, why="takes hours"),
    Way(r"python3 run\.py test .*", runs),
    Way(r"python3 run\.py benchmarks", begins("ratio to four bare hops"), why="takes minutes"),
    Way(r"python3 run\.py (translations|memoria.*)", runs),
    Way(r"python3 run\.py (kafka (start|status)|EV_\w+ ).*", elsewhere=BY_HAND),
)


def way_of(block: Block, command: str) -> Way | None:
    place = f"{block.where} {block.name}"
    fitting = (
        way for way in WAYS if re.fullmatch(way.where, place) and re.fullmatch(way.pattern, command, re.S)
    )
    return next(fitting, None)


def commands() -> list[tuple[Block, str]]:
    """Every command of every page that the three computers do not run; the same one is listed once."""
    found: dict[str, Block] = {}
    for guide in guides():
        for block in blocks(guide):
            if block.language == SHELL and not (guide in (ENGLISH, SPANISH) and block.name in RUN):
                for command in block.commands:
                    found.setdefault(command, block)
    return [(block, command) for command, block in found.items()]


# --- the pages


def test_every_command_of_every_page_is_run_by_a_test() -> None:
    """Who adds a command to a page adds it to the three computers, or a row to ``WAYS``."""
    forgotten = [
        f"{block.place}: {command}" for block, command in commands() if way_of(block, command) is None
    ]
    assert not forgotten, "no test runs these:\n" + "\n".join(forgotten)
    stale = [
        way.pattern for way in WAYS if not any(way_of(block, command) is way for block, command in commands())
    ]
    assert not stale, f"no page has a command for these rows: {stale}"
    missing = set(RUN) - named(ENGLISH).keys()
    assert not missing, f"the guide has no blocks {missing}"
    for test in {way.elsewhere for way in WAYS if way.elsewhere} | {ROOM}:
        path, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / path).read_text("utf-8"), test


def test_no_page_hides_commands_in_a_block_that_is_not_sh() -> None:
    hidden = [
        block.place
        for guide in guides()
        for block in blocks(guide)
        if block.language not in (SHELL, "bat") and _LIKE_A_COMMAND.search(block.text)
    ]
    assert not hidden, f"mark these blocks as sh: {hidden}"


def test_the_deployment_guides_have_the_same_commands_in_both_languages() -> None:
    def shape(guide: Path) -> list[tuple[str, ...]]:
        shown = [block for block in blocks(guide) if block.language != "text"]
        return [(block.language, block.where, block.name, *block.commands) for block in shown]

    assert shape(ENGLISH) == shape(SPANISH)


def test_the_deployment_guides_have_the_same_sections_and_tables_in_both_languages() -> None:
    def shape(guide: Path) -> list[str]:
        lines = [
            line for line in guide.read_text("utf-8").splitlines() if line.startswith(("## ", "|", "<!--"))
        ]
        return [re.sub(r"[^|]+", "", line) if line.startswith("|") else line.split()[1] for line in lines]

    assert shape(ENGLISH) == shape(SPANISH)


def test_the_lines_for_windows_are_those_for_linux() -> None:
    guide = named(ENGLISH)
    settings = [line.removeprefix("set ") for line in guide["windows-settings"].commands]
    ours = [re.sub(r"\$(\w+)", r"%\1%", one).replace('"', "") for one in guide["settings"].commands]
    assert set(settings) <= set(ours)
    lines = [line.removesuffix(" $ALL") for name in RUN for line in guide[name].commands if " $ALL" in line]
    expected = {
        re.sub(r"\$(\w+)", r"%\1%", line.replace("./", "", 1).replace(" ", ".exe ", 1)) for line in lines
    }
    assert set(guide["windows-lines"].commands) <= expected


def test_links_between_pages_lead_somewhere() -> None:
    for guide in guides():
        text = guide.read_text("utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
            path, _, anchor = target.partition("#")
            page = guide.parent / path if path else guide
            assert page.exists(), f"{guide.name}: {target}"
            if anchor:
                titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
                assert anchor in {anchor_of(title) for title in titles}, f"{guide.name}: {target}"


def anchor_of(title: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


# --- their commands


@pytest.mark.parametrize(
    ("way", "command"),
    [pytest.param(w, c, id=c) for b, c in commands() if (w := way_of(b, c)) and w.run],
)
def test_a_command_of_a_page_works(way: Way, command: str, tmp_path: Path) -> None:
    assert way.run is not None
    way.run(command, ProjectCopy(tmp_path))


@pytest.fixture
def one_computer(tmp_path: Path) -> Iterator[Desk]:
    """The computer of the README, with its address and the names that it uses."""
    skip_without_namespaces()
    installation()
    copy = ProjectCopy(tmp_path)
    names = {"broker": HOST1, "central-host": HOST1}
    variables = {
        "PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(cache_folder(VARIABLES).parents[1]), **SCREEN,
        **SMALL_JAVA,
    }  # fmt: skip
    with (
        laboratory([HOST1], names) as network,
        contextlib.closing(Desk(tmp_path / "user", network.computers[0], variables)) as desk,
    ):
        desk.folder = copy.desk.folder
        yield desk
        desk.run("python3 run.py kafka stop --within 5")


@pytest.mark.xdist_group("apache_kafka")
def test_README_a_network_by_hand_on_one_computer(one_computer: Desk) -> None:
    """Windows, as there; what their users would see they also log."""
    mine = [
        c for b, c in commands() if b.guide == "README.md" and (w := way_of(b, c)) and w.elsewhere == BY_HAND
    ]
    for command in (one for one in mine if " kafka " in one):
        one_computer.run(command)
    programs = [command.partition("run.py ")[2] for command in mine if " kafka " not in command]
    said = {
        "EV_Central": "Monitor authenticated",
        "EV_CP_E": "This is charging point MAD2",
        "EV_CP_M": "Accepted by CENTRAL",
        "EV_Driver": "ALC1: denied, CENTRAL does not know this driver",
    }
    assert [line.split()[0] for line in programs] == list(said)
    terminals = [one_computer.open(title_of(line), f"python3 run.py {line}") for line in programs]
    for terminal, words in zip(terminals, said.values(), strict=True):
        until(words, lambda t=terminal, w=words: w in t.log(), SLOW_S, one_computer.logs)
    assert [terminal.interrupt() for terminal in terminals] == [0, 0, 0, 0]
    assert "Traceback" not in one_computer.logs()
