"""The container image without Docker (Linux, root): made by buildah, run in namespaces as Docker would.

The base is a Debian made from the archive, as ``debian:12-slim`` is, because a test has no registry.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bootstrap import container_packages, locked
from kafka_jars import cache_folder

ROOT = Path(__file__).resolve().parents[2]
CONTAINERS = ROOT / "packaging" / "containers"
_CACHE = cache_folder().parent  # here and not later: in a test HOME is an empty folder
_KEPT_DAYS = 7.0
_NOT_SLIM = ("man", "doc", "locale")
_BEGIN = """\
set -e
root=$1 layer=$2 data=$3 hosts=$4 config=$5; shift 5
mount -t tmpfs tmpfs "$layer"
mkdir "$layer/up" "$layer/work" "$layer/root"
mount -t overlay overlay -o lowerdir="$root",upperdir="$layer/up",workdir="$layer/work" "$layer/root"
cd "$layer/root"
mkdir -p config
mount --bind "$hosts" etc/hosts
mount --bind "$config" config
mount -o remount,bind,ro config
mount -t proc proc proc
for device in null zero random urandom; do
    touch "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
mount -o remount,ro "$layer/root"
mount -t tmpfs -o mode=1777 tmpfs tmp
mount --bind "$data" data
exec chroot . /usr/bin/setpriv "$@"
"""


class NoContainers(Exception):
    """The image cannot be made here; ``str(error)`` says why."""


@dataclass(frozen=True)
class Image:
    """An image of Docker's format, and where its files are."""

    root: Path
    config: dict[str, Any]

    @property
    def environment(self) -> dict[str, str]:
        return dict(entry.split("=", 1) for entry in self.config["Env"])


def base() -> Path:
    """A Debian (or Ubuntu) of this computer's release as a tar file, kept for a week. Raises NoContainers."""
    if os.geteuid() != 0 or container_packages():
        raise NoContainers(
            "an image is made here by root, with buildah and mmdebstrap: sudo apt install them"
        )
    suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
    path = _CACHE / f"container-base-{suite}.tar"
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.with_suffix(".lock")):
        if not path.exists() or time.time() - path.stat().st_mtime > _KEPT_DAYS * 86400:
            part = path.with_suffix(".part.tar")
            slim = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in _NOT_SLIM]
            slim.append("--dpkgopt=path-include=/usr/share/doc/*/copyright")
            _run(
                "mmdebstrap", "--quiet", "--variant=minbase", "--mode=root", *slim,
                "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr", "--include=usr-is-merged",
                "--aptopt=Acquire::Languages none", "--dpkgopt=force-unsafe-io", suite, str(part),
            )  # fmt: skip
            os.replace(part, path)
    return path


def build(folder: Path, context: Path, words: Sequence[str]) -> Image:
    """The image that ``docker build`` makes with the arguments ``words`` in the folder ``context``."""
    tar = base()
    store = ["--root", str(folder / "root"), "--runroot", str(folder / "run"), "--storage-driver", "vfs"]

    def buildah(command: str, *words: str, at: Path = folder) -> str:
        return _run("buildah", *store, command, *words, at=at).strip()

    scratch = buildah("from", "scratch")
    buildah("add", "--quiet", scratch, str(tar), "/")
    buildah("commit", "--quiet", scratch, "base")
    buildah("rm", scratch)
    buildah(
        "bud", "--isolation", "chroot", "--layers=false", "--format", "docker",
        "--build-arg", "BASE=localhost/base", *words, at=context,
    )  # fmt: skip
    container = buildah("from", "evcharging")
    inspected = json.loads(buildah("inspect", container))
    return Image(Path(buildah("mount", container)), inspected["Docker"]["config"])


def _run(*command: str, at: Path | None = None) -> str:
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


@dataclass
class Container:
    """One that runs: read-only, without capabilities, in the network namespace that ``prefix`` enters."""

    image: Image
    folder: Path
    command: Sequence[str]
    prefix: Sequence[str]
    hosts: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    config: Path = CONTAINERS / "config"

    def __post_init__(self) -> None:
        user, group = self.image.config["User"].split(":")
        self._user = [
            f"--reuid={user}", f"--regid={group}", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all",
            "--no-new-privs", "--",
        ]  # fmt: skip
        for name in ("layer", "data"):
            (self.folder / name).mkdir(parents=True)
        os.chown(self.folder / "data", int(user), int(group))  # a new volume is as the folder in the image
        known = {"localhost": "127.0.0.1", **self.hosts}
        (self.folder / "hosts").write_text("".join(f"{address} {name}\n" for name, address in known.items()))
        self.start()

    def start(self) -> None:
        """Start it (again), with the same volume."""
        words = [*self.image.config["Entrypoint"], *self.command]
        paths = [self.image.root, *(self.folder / each for each in ("layer", "data", "hosts")), self.config]
        variables = {**self.image.environment, **self.environment}
        with open(self.folder / "out", "ab") as out, open(self.folder / "err", "ab") as err:
            self.process = subprocess.Popen(
                [
                    *self.prefix, "setpriv", "--pdeathsig", "KILL",
                    "unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child",
                    "sh", "-c", _BEGIN, "begin", *map(str, paths), *self._user, *words,
                ],
                stdin=subprocess.PIPE, stdout=out, stderr=err,
                env={**variables, "PATH": f"{variables['PATH']}:/usr/sbin:/sbin"},
            )  # fmt: skip

    def tell(self, line: str) -> None:
        """One line for its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def answers(self) -> list[Any]:
        """What it has printed, one JSON value a line."""
        return [json.loads(line) for line in (self.folder / "out").read_text().splitlines()]

    def said(self) -> str:
        """What it has said on standard error."""
        return (self.folder / "err").read_text(errors="replace")

    @property
    def pid(self) -> int:
        """The process id of its first process, seen from outside."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0])

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A ``command`` in it, as ``docker exec`` and the health check."""
        enter = ["nsenter", f"--target={self.pid}", "--mount", "--pid", "--net", "--root", "--wd=/"]
        return subprocess.run(
            [*enter, "/usr/bin/setpriv", *self._user, *command],
            capture_output=True, text=True, timeout=30, check=False, env=self.image.environment,
        )  # fmt: skip

    def healthy(self) -> bool:
        """What Docker finds with the image's health check."""
        kind, *command = self.image.config["Healthcheck"]["Test"]
        assert kind == "CMD"
        return self.run(*command).returncode == 0

    def signal(self, number: int) -> None:
        """A signal for its first process."""
        os.kill(self.pid, number)

    def wait(self, within_s: float = 20.0) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(within_s)

    def close(self) -> None:
        """End it at once."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.kill()
        self.process.wait()
