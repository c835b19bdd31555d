"""What Apache Kafka needs on this computer: Java, and its jars, which Maven gets once.

The jars lie in the user's cache folder, for all data folders and all copies of this project. ``jars.sha256``
says which they are, to the byte: what is missing or damaged there is fetched again. Maven, and no download
of our own, because it knows the mirrors and the proxy of whoever runs it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bootstrap import SetupError, apt_install, locked, say

HERE: Final = Path(__file__).resolve().parent
JAVA_NEEDED: Final = 17
# Debian and Ubuntu offer one or the other; the first that there is will do.
JAVA_PACKAGES: Final = ("openjdk-17-jre-headless", "openjdk-21-jre-headless", "openjdk-25-jre-headless")
JVM_FOLDER: Final = Path("/usr/lib/jvm")
_PLUGIN: Final = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
_FETCH_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class Installation:
    """What a Kafka is started with: the ``java`` program, and its ``-cp``."""

    java: str
    class_path: str


def install(variables: Mapping[str, str] | None = None, *, may_apt: bool = True) -> Installation:
    """Get what is missing, once for all who ask at the same time. Raises SetupError.

    ``variables`` is the environment that counts (default: ours); ``may_apt``: root on Debian is given the
    packages of the system that are missing.
    """
    jars = Jars(variables)
    java, have = _java(jars.variables)
    if have < JAVA_NEEDED or jars.faults():
        try:
            jars.folder.parent.mkdir(parents=True, exist_ok=True)
            with locked(jars.folder.with_name(f"{jars.folder.name}.lock")):
                java = _find_java(jars.variables, may_apt)
                if jars.faults():
                    jars.fetch(may_apt)
        except OSError as error:
            raise SetupError(
                f"cannot keep Kafka's files in {jars.folder} ({error.strerror or error}); make room on the "
                "disk and see that the folder is yours to write, or set XDG_CACHE_HOME to another one."
            ) from error
    return Installation(java, jars.class_path)


def version() -> str:
    """The version of Apache Kafka that ``pom.xml`` names."""
    found = re.search(r"<artifactId>kafka_2.13</artifactId>\s*<version>([^<]+)<", _pom().read_text("utf-8"))
    assert found, "pom.xml names no Kafka"
    return found[1]


def cache_folder(variables: Mapping[str, str] = os.environ) -> Path:
    """Where the jars of this version lie, for this user."""
    home = Path(variables.get("HOME") or "~").expanduser()
    if sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(variables.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "EVCharging" / f"kafka-{version()}"


def _pom() -> Path:
    return HERE / "pom.xml"


# --- Java


def _find_java(variables: Mapping[str, str], may_apt: bool) -> str:
    java, have = _java(variables)
    if have >= JAVA_NEEDED:
        return java
    if may_apt and any(apt_install([package]) for package in JAVA_PACKAGES):
        java, have = _java(variables)
    if have >= JAVA_NEEDED:
        return java
    what = f"the Java here ({java}) is {have}" if have else "there is no Java on the PATH"
    raise SetupError(
        f"Apache Kafka needs Java {JAVA_NEEDED} or newer, and {what}; "
        f"run: sudo apt install {JAVA_PACKAGES[0]} (or point JAVA_HOME at one)."
    )


def _java(variables: Mapping[str, str]) -> tuple[str, int]:
    """The best of JAVA_HOME, the PATH and where Debian puts it, and its version (0: there is none)."""
    home = variables.get("JAVA_HOME")
    debian = sorted(JVM_FOLDER.glob("java-*/bin/java"))
    candidates = [str(Path(home) / "bin" / "java")] if home else []
    candidates += [*filter(None, [shutil.which("java", path=variables.get("PATH"))]), *map(str, debian)]
    best = ("", 0)
    for candidate in candidates:
        found = _java_version(candidate)
        if found >= JAVA_NEEDED:
            return candidate, found
        best = max(best, (candidate, found), key=lambda pair: pair[1])
    return best


def _java_version(java: str) -> int:
    try:
        said = subprocess.run(
            [java, "-version"], capture_output=True, text=True, errors="replace", timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
    return int(found[1]) if found else 0


def java_variables(ours: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for Java, which finds no file with an accent in its path unless the locale is UTF-8."""
    name = next((ours[key] for key in ("LC_ALL", "LC_CTYPE", "LANG") if ours.get(key)), "")
    utf_8 = sys.platform != "linux" or "utf-8" in name.lower().replace("utf8", "utf-8")
    return dict(ours) if utf_8 else {**ours, "LC_ALL": "C.UTF-8"}


# --- the jars


class Jars:
    """The folder of the jars. ``variables`` are what Maven is started with."""

    def __init__(self, variables: Mapping[str, str] | None = None, folder: Path | None = None) -> None:
        self.variables = java_variables(os.environ if variables is None else variables)
        self.folder = folder or cache_folder(self.variables)
        self.pinned = read_digests(HERE / "jars.sha256")

    @property
    def class_path(self) -> str:
        """What ``java -cp`` takes."""
        return str(self.folder / "*")

    def faults(self) -> list[str]:
        """The names of the jars that are missing, damaged, or too many."""
        try:
            present = {path.name for path in self.folder.glob("*.jar")}
        except OSError:
            present = set()
        right = {name for name in present if digest_of(self.folder / name) == self.pinned.get(name)}
        return sorted((present | self.pinned.keys()) - right)

    def fetch(self, may_apt: bool) -> None:
        """Get them with Maven, and put them in place when they are complete. Raises SetupError, OSError."""
        maven = self._maven(may_apt)
        damaged = [name for name in self.faults() if (self.folder / name).exists()]
        say(
            f"Kafka's files in {self.folder} are damaged ({damaged[0]}, ...); getting them again."
            if damaged
            else f"getting Apache Kafka {version()} with Maven, once (about 45 MB)."
        )
        for unfinished in self.folder.parent.glob(f"{self.folder.name}.part-*"):  # of a fetch that was killed
            shutil.rmtree(unfinished, ignore_errors=True)
        part = Path(tempfile.mkdtemp(prefix=f"{self.folder.name}.part-", dir=self.folder.parent))
        try:
            self._run_maven(maven, part / "jars")
            if self._wrong(part / "jars"):
                # A download that broke off may lie in Maven's own folder: leave that aside.
                say("what Maven had kept from earlier is damaged; downloading it all.")
                shutil.rmtree(part / "jars", ignore_errors=True)
                self._run_maven(maven, part / "jars", f"-Dmaven.repo.local={part / 'repository'}")
            wrong = self._wrong(part / "jars")
            if wrong:
                raise SetupError(
                    f"Maven's {wrong[0]} is not the file that {HERE / 'jars.sha256'} names; "
                    "check the mirror in Maven's own settings."
                )
            shutil.rmtree(self.folder, ignore_errors=True)
            os.replace(part / "jars", self.folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        say(f"Kafka's files are in {self.folder}.")

    def _wrong(self, folder: Path) -> list[str]:
        return Jars(self.variables, folder).faults()

    def _maven(self, may_apt: bool) -> str:
        maven = shutil.which("mvn", path=self.variables.get("PATH"))
        if maven is None and may_apt and apt_install(["maven"]):
            maven = shutil.which("mvn", path=self.variables.get("PATH"))
        if maven is None:
            raise SetupError(
                "Kafka's files are not here yet, and Maven, which gets them, is missing; run: sudo apt "
                f"install maven (or copy {self.folder} from a computer that has it)."
            )
        return maven

    def _run_maven(self, maven: str, target: Path, *options: str) -> None:
        command = [
            maven, "-B", "-ntp", "-U", "-f", str(_pom()), *options,
            f"{_PLUGIN}:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={target}",
        ]  # fmt: skip
        errors: list[str] = []
        code = _run(command, self.variables, errors)
        if code:
            said = errors[0] if errors else f"exit code {code}"  # the cause comes first
            raise SetupError(
                "Maven could not get Kafka's files; check the network (or the proxy and the mirror in "
                f"Maven's own settings) and start this again, or copy {self.folder} from a computer that "
                f"has it. Maven said: {said}"
            )


def _run(command: Sequence[str], variables: Mapping[str, str], errors: list[str]) -> int:
    """Run Maven with a deadline; its error lines are kept in ``errors``. Its exit code."""
    with subprocess.Popen(
        command, env=dict(variables), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
    ) as maven:  # fmt: skip

        def end() -> None:
            errors.insert(0, f"no result in {_FETCH_S:.0f} s")
            with contextlib.suppress(OSError):
                os.killpg(maven.pid, signal.SIGKILL)

        timer = threading.Timer(_FETCH_S, end)
        timer.daemon = True
        timer.start()
        try:
            for line in maven.stdout or ():
                text = line.strip()
                if text.startswith("[ERROR] "):
                    errors.append(text.removeprefix("[ERROR] ").removesuffix(" -> [Help 1]")[:300])
            return maven.wait()
        except BaseException:
            end()
            raise
        finally:
            timer.cancel()


def read_digests(path: Path) -> dict[str, str]:
    """``{file name: SHA-256}`` of a file as ``sha256sum`` writes it."""
    pairs = (line.split() for line in path.read_text("ascii").splitlines())
    return {name: digest for digest, name in pairs}


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
