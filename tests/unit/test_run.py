"""run.py and bootstrap.py: section 6 of the assignment's set-up, without network.

Requirements files without packages make pip content offline, so the virtual environments are real ones.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import bootstrap
import run
from bootstrap import CORE, DRAWING, PROGRAM, TOOLS, WINDOW, Environment, SetupError

PROJECT = Path(run.__file__).parent
needs_apt_based_linux = pytest.mark.skipif(sys.platform != "linux", reason="packages of Debian")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A source tree with no packages to install and one app, which says what it was given."""
    root = tmp_path / "project"
    app = root / "apps" / "ev_central"
    app.mkdir(parents=True)
    for folder in (app, app.parent):
        (folder / "__init__.py").touch()
    (app / "__main__.py").write_text(
        "import json, os, sys\n"
        "print(json.dumps([os.getpid(), os.getcwd(), sys.argv[1:], sys.prefix]))\n"
        "sys.exit(7)\n"
    )
    (root / "shared" / "runtime").mkdir(parents=True)
    for name in ("run.py", "bootstrap.py", "shared/runtime/system_libraries.py"):
        shutil.copy(PROJECT / name, root / name)
    (root / "requirements.txt").write_text("# none\n")
    (root / "requirements-docs.txt").write_text("-r requirements.txt\n")
    (root / "requirements-dev.txt").write_text("-r requirements-docs.txt\n")
    return root


@pytest.fixture
def installed(project: Path) -> Environment:
    """That tree with its .venv filled, but without the two seconds that a real one takes."""
    environment = Environment(project)
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    environment._stamp_file(PROGRAM).write_text(environment.stamp_of(PROGRAM))
    return environment


def start(project: Path, *arguments: str, cwd: Path | None = None) -> subprocess.Popen[str]:
    variables = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.Popen(
        [sys.executable, str(project / "run.py"), *arguments],
        cwd=cwd or project, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


# --- names


def test_no_argument_and_help_list_every_name(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["--help"], ["-h"]):
        assert run.main(arguments) == 0
        listed = capsys.readouterr().out
        assert all(f"\n  {name} " in listed for name in [*run.APPS, *run.TASKS])


def test_an_unknown_name_is_one_line_on_stderr_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["EV_Centrall", "7000"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "'EV_Centrall'" in err and "EV_Central," in err


def test_an_app_that_this_tree_lacks_is_unknown(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "ROOT", project)
    assert run.main(["EV_Driver", "localhost:9092", "5"]) == 2
    assert run.main(["screenshots"]) == 2
    monkeypatch.setattr(run, "KAFKA", project / "packaging" / "kafka")
    assert run.main(["kafka", "start"]) == 2
    assert run.main(["benchmarks", "nothing"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "arguments", "variables", "needs"),
    [
        ("EV_Central", ["7000", "b:1", "--headless"], {"DISPLAY": ":0"}, CORE),
        ("EV_Central", ["--help"], {"DISPLAY": ":0"}, CORE),
        ("EV_Central", ["7000", "b:1", "--check"], {"DISPLAY": ":0"}, CORE),
        ("EV_Central", ["7000", "b:1"], {"DISPLAY": ":0"}, WINDOW),
        ("EV_Central", ["7000", "b:1"], {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, DRAWING),
        ("demo", ["--headless"], {}, DRAWING),
        ("demo", [], {}, DRAWING),
        ("EV_Demo", [], {"WAYLAND_DISPLAY": "wayland-0"}, WINDOW),
    ],
)
@needs_apt_based_linux
def test_a_program_needs_no_more_of_the_system_than_it_shows(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    arguments: list[str],
    variables: dict[str, str],
    needs: bootstrap.Needs,
) -> None:
    asked: list[tuple[bootstrap.Needs, bool]] = []
    for key in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(key, raising=False)
    for key, value in variables.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setattr(
        run, "prepare", lambda root, _, what, may_apt: asked.append((what, may_apt)) or Environment(root)
    )
    monkeypatch.setattr(run, "become", lambda *_: 0)
    monkeypatch.setattr(Path, "exists", lambda path: True)
    assert run.main([name, *arguments]) == 0
    assert asked == [(needs, name in ("demo", "EV_Demo"))]


def test_kafka_runs_with_the_python_at_hand(tmp_path: Path) -> None:
    command = [sys.executable, PROJECT / "run.py", "kafka", "status", "--data", tmp_path / "none"]
    (tmp_path / "kafka_net.py").write_text("raise SystemExit('imported from the working folder')\n")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout == f"Kafka does not run.\ndata folder: {tmp_path / 'none'}\n"


def test_all_tests_get_kafka_and_the_release_first_and_chosen_ones_do_not(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a test would have to wait for is there before; without it the tests on Kafka say so and skip."""
    called: list[str] = []
    monkeypatch.setattr(run, "prepare", lambda *_, **__: Environment(project))
    monkeypatch.setattr(run, "failing_checks", lambda _: [])
    monkeypatch.setattr(run, "in_root", lambda _, arguments, *__: called.append(arguments[1]) or 0)

    def get(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        called.append(" ".join(command[-2:]))
        return subprocess.CompletedProcess(command, 1)

    class Release:
        def __init__(self, command: list[str], **_: object) -> None:
            called.append(command[-1])

        def wait(self) -> int:
            return len(called) > 4

    monkeypatch.setattr(run.subprocess, "run", get)
    monkeypatch.setattr(run.subprocess, "Popen", Release)
    assert run.main(["test", "tests/unit"]) == 0
    assert called == ["pytest"]
    assert run.main(["test"]) == 0
    assert called == ["pytest", "release", "apache_kafka get", "pytest", "pytest"]
    assert run.main(["test"]) == 1, "the release could not be made, and it passed"


def test_what_tests_start_by_the_hundred_is_compiled_once_and_nothing_of_it_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = "import sys; sys.exit(sys.dont_write_bytecode or sys.argv[1] not in str(sys.pycache_prefix))"
    environment = SimpleNamespace(python=Path(sys.executable))
    assert run.in_root(environment, ("-c", kept, str(tmp_path))) == 0  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


# --- stamps


def test_a_filled_environment_is_not_filled_again(
    installed: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "pip_install", lambda *_: pytest.fail("installed again"))
    installed.ensure(PROGRAM)
    assert not (installed.root / ".venv.lock").exists()


def change_requirements(environment: Environment) -> None:
    (environment.root / "requirements.txt").write_text("# changed\n")


def other_python(environment: Environment) -> None:
    environment._stamp_file(PROGRAM).write_text("made by Python 3.10")


def interrupted(environment: Environment) -> None:
    environment.unfinished.touch()


def no_stamp(environment: Environment) -> None:
    environment._stamp_file(PROGRAM).unlink()


def python_gone(environment: Environment) -> None:
    environment.python.unlink()


@pytest.mark.parametrize("damage", [change_requirements, other_python, interrupted, no_stamp, python_gone])
def test_an_environment_is_filled_again_when_what_it_depends_on_changes(
    installed: Environment, damage: Callable[[Environment], None]
) -> None:
    assert installed.is_ready(PROGRAM)
    damage(installed)
    assert not installed.is_ready(PROGRAM)


def test_the_tools_need_their_own_file_too(installed: Environment) -> None:
    assert not installed.is_ready(TOOLS)
    installed._stamp_file(TOOLS).write_text(installed.stamp_of(TOOLS))
    assert installed.is_ready(TOOLS)
    (installed.root / "requirements-dev.txt").write_text("# changed\n")
    assert installed.is_ready(PROGRAM) and not installed.is_ready(TOOLS)


# --- installing, for real


@pytest.mark.skipif(os.name != "posix", reason="Windows cannot replace a process by another")
def test_run_becomes_the_app_in_the_users_folder_and_standard_output_is_the_apps(
    project: Path, tmp_path: Path
) -> None:
    """Acceptance 1: 'run.py NAME becomes the app (exec)'."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for name in ("apps", "json"):  # a user's files must not be taken for modules
        (folder / f"{name}.py").write_text("raise SystemExit('imported from the working folder')\n")

    first = start(project, "EV_Central", "7000", "broker:9092", "--lang", "es", cwd=folder)
    out, err = first.communicate(timeout=100)
    assert first.returncode == 7, err
    assert json.loads(out) == [
        first.pid, str(folder), ["7000", "broker:9092", "--lang", "es"], str(project / ".venv"),
    ]  # fmt: skip
    assert "the packages are installed" in err

    again = start(project, "EV_Central", cwd=folder)
    out, err = again.communicate(timeout=100)
    assert (json.loads(out)[2], err) == ([], "")


def test_two_at_the_same_time_install_once_and_both_run(project: Path) -> None:
    both = [start(project, "EV_Central"), start(project, "EV_Central")]
    said = [process.communicate(timeout=100) for process in both]
    assert [process.returncode for process in both] == [7, 7], said
    assert sum(err.count("the packages are installed") for _, err in said) == 1
    assert all(len(out.splitlines()) == 1 for out, _ in said)


def test_an_interrupted_first_install_is_made_afresh(project: Path) -> None:
    environment = Environment(project)
    (environment.folder / "lib").mkdir(parents=True)
    half_made = environment.folder / "lib" / "half a package"
    half_made.touch()
    environment.unfinished.touch()

    environment.ensure(TOOLS)

    assert not half_made.exists()
    assert environment.is_ready(PROGRAM) and environment.is_ready(TOOLS)


def test_a_failing_pip_is_a_sentence_with_its_last_lines_and_no_stamp(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "requirements.txt").write_text("evcharging-needs-this==1\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    environment = Environment(project)
    with pytest.raises(SetupError, match=r"check the network[^$]*evcharging-needs-this==1"):
        environment.ensure(PROGRAM)
    assert not environment.is_ready(PROGRAM)
    assert environment.unfinished.exists()


@pytest.mark.parametrize("setting", ("target", "prefix", "root"))
def test_settings_of_pip_with_which_nothing_gets_into_our_folder_are_named(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    """pip itself says then that all went well."""
    settings = tmp_path / "pip.conf"
    settings.write_text(f"[install]\n{setting} = {tmp_path / 'elsewhere'}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    with pytest.raises(SetupError, match=f"pip's own settings have {setting}="):
        Environment(project).ensure(PROGRAM)
    assert not Environment(project).is_ready(PROGRAM)


def test_a_folder_that_cannot_be_written_is_a_sentence(project: Path) -> None:
    (project / ".venv.lock").mkdir()
    with pytest.raises(SetupError, match="see that the folder of the project is yours"):
        Environment(project).ensure(PROGRAM)


# --- the lock


def test_the_lock_of_a_process_that_dies_is_free(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys; from pathlib import Path; from bootstrap import locked\n"
            "with locked(Path(sys.argv[1])): print('mine', flush=True); sys.stdin.read()",
            str(path),
        ],
        cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder:
        assert holder.stdout is not None and holder.stdout.readline() == "mine\n"
        with open(path, "a") as file:
            assert not bootstrap._try_lock(file)
            holder.kill()
            holder.wait(10)
            assert bootstrap._try_lock(file)


# --- packages of the system


@needs_apt_based_linux
def test_only_the_packages_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_loads", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(bootstrap, "_has_fonts", lambda folder: False)
    assert bootstrap.missing_packages(CORE) == []
    assert bootstrap.missing_packages(DRAWING) == ["libegl1", "fonts-dejavu-core"]
    assert bootstrap.missing_packages(WINDOW) == ["libegl1", "fonts-dejavu-core"]


@needs_apt_based_linux
def test_a_library_that_cannot_be_loaded_is_missing() -> None:
    assert bootstrap._loads("libc.so.6")
    assert not bootstrap._loads("libevcharging.so.1")


@needs_apt_based_linux
def test_the_build_asks_for_binutils_and_for_Python_as_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"INSTSONAME": "libpython3.11.so.1.0", "LIBDIR": str(tmp_path), "Py_ENABLE_SHARED": 1}
    monkeypatch.setattr(bootstrap.sysconfig, "get_config_var", settings.get)
    monkeypatch.setattr(bootstrap, "_loads", lambda _library: False)
    monkeypatch.setattr(bootstrap.sys, "base_prefix", str(tmp_path))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    library = f"libpython{sys.version_info.major}.{sys.version_info.minor}"
    assert bootstrap.build_packages() == [library]
    (tmp_path / "libpython3.11.so.1.0").touch()
    assert bootstrap.build_packages() == []
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None if name == "objdump" else name)
    assert bootstrap.build_packages() == ["binutils"]


@pytest.mark.parametrize("may_apt", [False, True])
def test_root_installs_system_packages_for_those_that_promise_to_set_all_up(
    installed: Environment, monkeypatch: pytest.MonkeyPatch, may_apt: bool
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "missing_packages", lambda _: ["libegl1"])
    monkeypatch.setattr(bootstrap, "apt_install", lambda packages: asked.append(packages) or True)
    monkeypatch.setattr(bootstrap, "_qt_starts", lambda *_: True)
    bootstrap.prepare(installed.root, PROGRAM, DRAWING, may_apt=may_apt)
    assert asked == ([["libegl1"]] if may_apt else [])


@needs_apt_based_linux
def test_apt_get_refreshes_its_index_then_installs_and_keeps_off_standard_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "apt-get"
    fake.write_text('#!/bin/sh\necho "apt-get $*"\n[ "$2" = install ]\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with open(tmp_path / "err", "w") as err:
        monkeypatch.setattr(sys, "stderr", err)
        assert bootstrap.apt_install(["libegl1"])
    said = (tmp_path / "err").read_text()
    assert "EVCharging: installing packages of the system with apt-get: libegl1\n" in said
    assert "apt-get -qq update\napt-get -qq install --yes --no-install-recommends libegl1\n" in said
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not bootstrap.apt_install(["libegl1"])


def test_without_the_packages_qt_needs_the_remedy_is_one_command(
    installed: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "missing_packages", lambda _: ["libegl1", "libgl1"])
    monkeypatch.setattr(bootstrap, "_qt_starts", lambda *_: False)
    with pytest.raises(SetupError, match=r"sudo apt install libegl1 libgl1$"):
        bootstrap.prepare(installed.root, PROGRAM, DRAWING)

    monkeypatch.setattr(bootstrap, "_qt_starts", lambda *_: True)
    bootstrap.prepare(installed.root, PROGRAM, DRAWING)
    assert "sudo apt install libegl1 libgl1" in capsys.readouterr().err


def test_a_python_without_venv_is_a_sentence_with_its_package(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    with pytest.raises(SetupError, match=rf"sudo apt install python{version}-venv$"):
        bootstrap.prepare(project, PROGRAM, bootstrap.Needs({}, False, "", {}))
