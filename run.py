#!/usr/bin/env python3
"""Sets up and runs EVCharging from its source tree: ``python3 run.py NAME [arguments]``.

Standard library only. The first run makes ``.venv`` beside this file and installs the pinned packages in
it (``bootstrap.py``); later runs start at once, until a requirements file changes.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

if sys.version_info < (3, 11):  # noqa: UP036 - this is what tells the user of an older Python
    have = ".".join(map(str, sys.version_info[:2]))
    sys.exit(f"EVCharging needs Python 3.11 or newer, and this is {have}: start run.py with a newer one.")

from bootstrap import (
    CORE,
    DOCUMENTS,
    DRAWING,
    PROGRAM,
    TOOLS,
    WINDOW,
    Environment,
    SetupError,
    apt_install,
    build_packages,
    container_packages,
    desktop_packages,
    namespace_packages,
    postgresql_packages,
    prepare,
    say,
)

ROOT = Path(__file__).resolve().parent
KAFKA = ROOT / "packaging" / "kafka"
MEMORIA = ROOT / "docs" / "memoria" / "generator"
RELEASE = ROOT / "packaging" / "release"
APPS = {
    "EV_Central": ("apps.ev_central", "LISTEN_PORT BROKER: control panel and logic of the network"),
    "EV_CP_E": ("apps.ev_cp_e", "BROKER: engine of one charging point"),
    "EV_CP_M": ("apps.ev_cp_m", "ENGINE CENTRAL CP_ID: monitor of that charging point"),
    "EV_Driver": ("apps.ev_driver", "BROKER DRIVER_ID [SERVICES_FILE]: the driver's app"),
    "EV_Broker": ("shared.messaging.embedded", "a broker in memory, on this computer alone, for trying out"),
    "EV_Demo": ("apps.ev_demo", "a whole network on this computer, broker included"),
    "demo": ("apps.ev_demo", "the same as EV_Demo"),
}
BESIDE = ("tests/model", "tests/gui", "tests/protocol", "tests/unit")
"""Tests that start hardly a program: one process more runs them while the others wait, as they mostly do."""
CHECKS = {
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "lint-imports": ("-c", "from importlinter.cli import lint_imports_command as run; run()"),
}


def become(python: Path, module: str, arguments: Sequence[str], folder: Path = ROOT) -> int:
    """Replaces this process by a program, in the user's working folder: a signal reaches it.

    ``-P`` keeps that folder out of the import path: a file there must not shadow a module of ours.
    ``folder`` is where ``module`` is found.
    """
    command = [str(python), "-P", "-m", module, *arguments]
    variables = importing_from(folder)
    if os.name == "posix":
        os.execve(command[0], command, variables)
    with subprocess.Popen(command, env=variables) as program:
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # it gets its own and ends in order
                return program.wait()


def importing_from(*more: Path) -> dict[str, str]:
    """The environment in which Python finds the modules of the folders ``more`` and ours."""
    folders = dict.fromkeys(map(str, (*more, ROOT)))
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*folders, *filter(None, [os.environ.get("PYTHONPATH")])]),
    }


def has_screen() -> bool:
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def run_app(name: str, arguments: Sequence[str]) -> int:
    module = APPS[name][0]
    file = ROOT / module.replace(".", "/")
    if not (file / "__main__.py").exists() and not file.with_suffix(".py").exists():
        return unknown(name)
    is_demo = module == "apps.ev_demo"
    silent = {"--headless", "--check", "--help", "-h", "--version"}.intersection(arguments)
    shows_no_window = bool(silent) or name == "EV_Broker"
    if shows_no_window and not is_demo:  # the demo takes screenshots of its windows even so
        needs = CORE
    elif shows_no_window or os.environ.get("QT_QPA_PLATFORM") or not has_screen():
        needs = DRAWING
    else:
        needs = WINDOW
    return become(prepare(ROOT, PROGRAM, needs, may_apt=is_demo).python, module, arguments)


def in_root(environment: Environment, arguments: Sequence[str], output: IO[bytes] | None = None) -> int:
    """Runs Python in the root of the project, with its ``output`` to a file if given; its exit code.

    Where the user's Python keeps nothing of what it compiles, it does so in a folder that goes afterwards:
    the tests start our programs by the hundred.
    """
    variables = dict(os.environ)
    with contextlib.ExitStack() as kept:
        if variables.pop("PYTHONDONTWRITEBYTECODE", ""):
            folder = kept.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            variables.setdefault("PYTHONPYCACHEPREFIX", folder)
        command = [str(environment.python), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=variables, stdout=output, stderr=output, check=False)
        return done.returncode


def failing_checks(environment: Environment) -> list[str]:
    failed = []
    for title, arguments in CHECKS.items():
        say(f"{title} ...")
        if in_root(environment, arguments):
            failed.append(title)
    return failed


def verdict(failed: Sequence[str]) -> int:
    say(f"failed: {', '.join(failed)}" if failed else "all passed.")
    return 1 if failed else 0


def lint(_arguments: Sequence[str]) -> int:
    return verdict(failing_checks(prepare(ROOT, TOOLS, CORE)))


def test(arguments: Sequence[str]) -> int:
    environment = prepare(ROOT, TOOLS, DRAWING, may_apt=True)
    if arguments:
        return in_root(environment, ("-m", "pytest", *arguments))
    for subject, wanted in (
        ("the executables", build_packages()),
        ("PostgreSQL", postgresql_packages()),
        ("the image", container_packages()),
        ("several computers", namespace_packages()),
        ("windows on a screen", desktop_packages()),
    ):
        if wanted and not apt_install(wanted):
            say(f"the tests on {subject} are skipped; to run them: sudo apt install {' '.join(wanted)}")
    # Made while the checks run, of which each uses one processor.
    release = (
        None
        if build_packages()
        else subprocess.Popen(release_command(environment, "release"), env=importing_from(RELEASE, KAFKA))
    )
    failed = failing_checks(environment)
    if release is not None and release.wait():
        failed.append("release")
    # Here and not in a test, whose time is limited. Without it the tests on Apache Kafka say so and skip.
    get_kafka = [sys.executable, "-P", "-m", "apache_kafka", "get"]
    subprocess.run(get_kafka, env=importing_from(KAFKA), check=False)
    # At most 8: each worker may run a whole network, and in a container the count is the host's.
    workers = min(max(os.cpu_count() or 2, 2), 8)
    others = [f"--ignore={folder}" for folder in BESIDE]
    with tempfile.TemporaryFile() as said, ThreadPoolExecutor(1) as thread:
        beside = thread.submit(in_root, environment, ("-m", "pytest", *BESIDE, "--durations=10"), said)
        pytest = ("-m", "pytest", "-n", str(workers), "--dist", "loadgroup", "--durations=30", *others)
        codes = in_root(environment, pytest), beside.result()
        said.seek(0)
        print(said.read().decode(errors="replace"), flush=True)
    if any(codes):
        failed.append("pytest")
    return verdict(failed)


def translations(_arguments: Sequence[str]) -> int:
    environment = prepare(ROOT, PROGRAM, CORE)
    folder = ROOT / "resources" / "translations"
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = str(folder / "evcharging_es.ts")
    sources = sorted(str(path) for top in ("apps", "shared") for path in (ROOT / top).rglob("*.py"))
    languages = ("-source-language", "en", "-target-language", "es")
    tool = "from PySide6.scripts import pyside_tool; pyside_tool.{}()"
    update = (tool.format("lupdate"), "-no-obsolete", "-locations", "none", *languages, *sources)
    release = (tool.format("lrelease"), catalogue, "-qm", catalogue.removesuffix("ts") + "qm")
    return in_root(environment, ("-c", *update, "-ts", catalogue)) or in_root(environment, ("-c", *release))


def benchmarks(arguments: Sequence[str]) -> int:
    known = sorted(path.stem for path in (ROOT / "benchmarks").glob("[!_]*.py"))
    wrong = [name for name in arguments if name not in known]
    if wrong or not known:
        say(f"there is no benchmark {' '.join(wrong)}; known: {', '.join(known) or 'none'}.")
        return 2
    environment = prepare(ROOT, PROGRAM, DRAWING)
    chosen = arguments or known
    return verdict([name for name in chosen if in_root(environment, ("-m", f"benchmarks.{name}"))])


def screenshots(arguments: Sequence[str]) -> int:
    script = ROOT / "packaging" / "screenshots.py"
    if not script.exists():
        return unknown("screenshots")
    environment = prepare(ROOT, PROGRAM, DRAWING, may_apt=True)
    wanted = desktop_packages()
    if wanted and not apt_install(wanted):
        raise SetupError(f"a picture of a screen needs one; run: sudo apt install {' '.join(wanted)}")
    # As a file: '-m packaging.screenshots' would find PyPI's package of that name.
    os.environ["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(MEMORIA)))
    return in_root(environment, (str(script), *arguments))


def memoria(arguments: Sequence[str]) -> int:
    if not (MEMORIA / "memoria.py").exists():
        return unknown("memoria")
    return become(prepare(ROOT, DOCUMENTS, CORE).python, "memoria", arguments, MEMORIA)


def kafka(arguments: Sequence[str]) -> int:
    if not (KAFKA / "apache_kafka.py").exists():
        return unknown("kafka")
    return become(Path(sys.executable), "apache_kafka", arguments, KAFKA)  # needs no package


def build(arguments: Sequence[str]) -> int:
    return make_release_part("executables", arguments)


def release(arguments: Sequence[str]) -> int:
    return make_release_part("release", arguments)


def make_release_part(module: str, arguments: Sequence[str]) -> int:
    if not (RELEASE / f"{module}.py").exists():
        return unknown(module)
    environment = prepare(ROOT, TOOLS, DRAWING, may_apt=True)
    wanted = build_packages()
    if wanted and not apt_install(wanted):
        raise SetupError(
            f"PyInstaller needs packages that this system lacks; run: sudo apt install {' '.join(wanted)}"
        )
    command = release_command(environment, module, *arguments)
    return subprocess.run(command, env=importing_from(RELEASE, KAFKA), check=False).returncode


def release_command(environment: Environment, module: str, *arguments: str) -> list[str]:
    return [str(environment.python), "-P", "-m", module, *arguments]


TASKS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "test": (test, "[pytest arguments]: all checks and tests; with arguments, only pytest with them"),
    "lint": (lint, "the checks alone: ruff, mypy, import-linter"),
    "translations": (translations, "collects the texts for Qt Linguist and compiles the Spanish ones"),
    "benchmarks": (benchmarks, "[NAME...]: the measurements in benchmarks/"),
    "screenshots": (screenshots, "pictures of every window, for README and memoria"),
    "build": (build, "the executables, in dist/EVCharging"),
    "release": (release, "what is published, in dist: an archive of them, and a package for Debian"),
    "memoria": (memoria, "[--student 'NAME, DNI']...: the report of the assignment as PDF (Spanish)"),
    "kafka": (kafka, "start|stop|status: a real Apache Kafka on this computer, without Docker"),
    "EV_Kafka": (kafka, "the same as kafka"),
}


def usage() -> str:
    texts = {name: text for name, (_, text) in [*APPS.items(), *TASKS.items()]}
    rows = "\n".join(f"  {name:<13} {text}" for name, text in texts.items())
    return f"usage: python3 run.py NAME [arguments]\n\n{rows}\n\nEach program explains itself: NAME --help"


def unknown(name: str) -> int:
    print(f"run.py: there is no '{name}' here; known names: {', '.join([*APPS, *TASKS])}", file=sys.stderr)
    return 2


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code; does not return at all where the system lets a program take our place."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(usage())
        return 0
    name, rest = arguments[0], arguments[1:]
    try:
        if name in APPS:
            return run_app(name, rest)
        return TASKS[name][0](rest) if name in TASKS else unknown(name)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("interrupted; start it again to go on.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
