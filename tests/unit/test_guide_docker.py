"""The commands for Docker in the deployment guide: there is no Docker here, so each is put to what it names.

A compose command to its files and variables, a build to the Containerfile, a run to the program's parser.
"""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest

from apps.ev_central.__main__ import PROGRAM as CENTRAL
from apps.ev_cp_e.__main__ import PROGRAM as ENGINE
from apps.ev_cp_m.__main__ import PROGRAM as MONITOR
from apps.ev_driver.__main__ import PROGRAM as DRIVER
from tests.support.compose import env_file, load
from tests.support.guide import blocks

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "packaging" / "containers"
PROGRAMS = {program.name: program for program in (CENTRAL, ENGINE, MONITOR, DRIVER)}
IMAGE = "evcharging"
COMMANDS = [
    (block.name, command)
    for block in blocks(ROOT / "docs" / "deployment.md")
    if block.where == "docker"
    for command in block.commands
]


def options(words: Sequence[str], **kinds: object) -> argparse.Namespace:
    """Docker's options of one command, and in ``rest`` what follows them; another option fails the test."""
    parser = argparse.ArgumentParser(exit_on_error=False, add_help=False)
    for name, kind in kinds.items():
        flag = f"--{name.replace('_', '-')}" if len(name) > 1 else f"-{name}"
        parser.add_argument(flag, dest=name, **(kind if isinstance(kind, dict) else {"action": kind}))  # type: ignore[arg-type]
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    return parser.parse_args(words)


def test_the_guide_has_them() -> None:
    names = {name.removeprefix("docker-") for name, _ in COMMANDS}
    assert {"image", "one-host", "addresses", "host1", "host2", "host3"} <= names


@pytest.mark.parametrize(("block", "command"), COMMANDS, ids=[command for _, command in COMMANDS])
def test_docker_finds_what_a_command_names(block: str, command: str) -> None:
    words = shlex.split(command)
    variables = {}
    while re.match(r"[A-Z_]+=", words[0]):
        name, _, variables[name] = words.pop(0).partition("=")
    match words:
        case ["docker", "build", *rest]:
            _build(rest)
        case ["docker", "run", *rest]:
            _run(rest)
        case ["docker", "compose", *rest]:
            # On three computers there is a .env, made of the example.
            _compose(
                rest,
                variables
                if block.startswith("docker-one-host")
                else env_file(FOLDER / ".env.example") | variables,
            )
        case ["docker", "save", "-o", file, image]:
            assert (file, image) == ("evcharging.tar", IMAGE)
        case ["docker", "load", "-i", file]:
            assert file == "evcharging.tar"
        case ["cd", folder]:
            assert (ROOT / folder) == FOLDER
        case ["cp", ".env.example", ".env"]:
            assert env_file(FOLDER / ".env.example")
        case _:
            pytest.fail(f"nobody knows how to check {command}")


def _build(words: Sequence[str]) -> None:
    found = options(words, t="store", f="store", target="store", build_arg="append")
    text = (ROOT / found.f).read_text("utf-8")
    assert found.t == IMAGE and found.rest == ["."]
    assert found.target is None or re.search(rf"^FROM \S+ AS {found.target}$", text, re.MULTILINE)
    for each in found.build_arg or []:
        assert re.search(rf"^ARG {each.split('=')[0]}\b", text, re.MULTILINE), each


def _run(words: Sequence[str]) -> None:
    found = options(words, rm="store_true", i="store_true", network="store", e="append", v="append")
    image, name, *arguments = found.rest
    assert image == IMAGE
    assert found.network in (None, load(FOLDER / "compose.yaml")["networks"]["default"]["name"])
    PROGRAMS[name].make_parser().parse_args([word for word in arguments if word != "--check"])


def _compose(words: Sequence[str], variables: dict[str, str]) -> None:
    found = options(words, f="append", p="store")
    content = load(*(FOLDER / file for file in found.f or ["compose.yaml"]), variables=variables)
    command, *rest = found.rest
    assert found.p or "name" in content, "it needs a project of its own"
    if command == "up":
        assert rest == ["-d", "--wait"]
        assert all(service["healthcheck"] for service in content["services"].values()), "--wait waits for it"
        return
    if command == "attach":  # keys that detach work with a terminal alone; Ctrl+C must not reach the program
        assert rest.pop(0) == "--sig-proxy=false"
        assert content["services"][rest[0]]["stdin_open"]
    else:
        assert command in ("down", "ps", "logs"), command
    assert set(rest) <= content["services"].keys()
