"""The Containerfile as a file: what it copies and installs is what the project has and needs."""

from __future__ import annotations

import re
from pathlib import Path

import bootstrap

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "packaging" / "containers" / "Containerfile").read_text("utf-8").replace("\\\n", " ")
STAGES = dict(re.findall(r"^FROM \S+ AS (\w+)\n(.*?)(?=^FROM|\Z)", TEXT, re.MULTILINE | re.DOTALL))


def test_all_that_it_copies_is_there() -> None:
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(.*)$", TEXT, re.MULTILINE)
        for word in line.split()[:-1]
    ]
    assert "requirements.txt" in copied
    assert [name for name in copied if not name.startswith("$") and not (ROOT / name).exists()] == []


def test_what_is_not_sent_is_not_needed() -> None:
    """Besides the programs, all of the project that the build reads."""
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"}
    assert {name for name in kept if "*" not in name and name != "dist/EVCharging"} == {
        "LICENSE", "apps", "bootstrap.py", "build.spec", "packaging", "resources", "run.py", "shared",
    }  # fmt: skip


def test_it_compiles_with_the_pinned_pyinstaller() -> None:
    (pattern,) = re.findall(r"grep (\S+) requirements-dev.txt", STAGES["compiled"])
    pins = [
        line
        for line in (ROOT / "requirements-dev.txt").read_text("utf-8").splitlines()
        if re.match(pattern, line)
    ]
    assert [pin.split("==")[0] for pin in pins] == ["pyinstaller", "pyinstaller-hooks-contrib"]


def test_windows_find_the_libraries_that_the_project_names_for_them() -> None:
    installed = set(re.findall(r"\b(?:lib|fonts-)[\w.+-]+", STAGES["runtime"]))
    assert set(bootstrap.X11_LIBRARIES.values()) | {"libegl1", "libgl1", "fonts-dejavu-core"} <= installed


def test_the_programs_run_as_nobody_of_the_system_and_say_how_they_are() -> None:
    assert "USER 10001:10001" in STAGES["runtime"]
    assert (
        'HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["healthcheck"]' in TEXT
    )
    assert list(STAGES)[-1] == "release", "the stage that 'docker build' makes without --target"
