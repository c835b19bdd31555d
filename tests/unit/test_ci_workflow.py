"""The workflow for a hosted CI: it can be read, and says only what this project has. It was never run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import run
from shared.runtime.launch import MODULES

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
JOBS: dict[str, Any] = yaml.safe_load(TEXT)["jobs"]


def steps() -> Iterator[dict[str, Any]]:
    for job in JOBS.values():
        yield from job["steps"]


def test_it_sees_all_three_systems_and_says_that_it_was_never_run() -> None:
    systems = [
        JOBS["linux"]["runs-on"],
        *(one["system"] for one in JOBS["others"]["strategy"]["matrix"]["include"]),
    ]
    assert [re.match("[a-z]+", system).group() for system in systems] == ["ubuntu", "windows", "macos"]  # type: ignore[union-attr]
    assert "UNRUN" in TEXT.split("name: CI")[0]


def test_actions_are_of_a_fixed_major_version() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", one) for one in used), used


@pytest.mark.parametrize("job", JOBS)
def test_each_job_lints_tests_builds_and_starts_what_was_built(job: str) -> None:
    commands = [step["run"] for step in JOBS[job]["steps"] if "run" in step]
    ours = [shlex.split(command) for command in commands if " run.py " in command]
    assert [words[2] for words in ours] == ["lint", "test", "build"]
    assert all(words[2] in run.TASKS for words in ours)
    folders = [word for word in ours[1] if word.startswith("tests/")]
    assert folders == ["tests/unit", "tests/protocol", "tests/gui"]
    assert all((ROOT / folder).is_dir() for folder in folders)
    smoke = commands[-1]
    assert set(re.findall(r"EV_[A-Za-z_]*[A-Za-z]", smoke)) <= set(MODULES)
    assert "--headless" in smoke
