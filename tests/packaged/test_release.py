"""What is published: the tarball, the Debian package, and what desktops and Windows read of them."""

from __future__ import annotations

import ast
import configparser
import hashlib
import re
import shutil
import struct
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

import desktop
import icons
import release
from shared.runtime.launch import MODULES
from shared.runtime.system_libraries import DRAWING_LIBRARIES, X11_LIBRARIES
from shared.runtime.version import RELEASED, VERSION
from tests.support.frozen import debian_package, tarball
from windows_version import version_info

ROOT = Path(__file__).resolve().parents[2]
TOP = "EVCharging"
EPOCH = int(datetime.fromisoformat(RELEASED).replace(tzinfo=UTC).timestamp())
BESIDE = (
    "README.md", "LICENSE", "docs/deployment.md", "docs/deployment.es.md", "resources/services/tour.txt",
    "packaging/kafka/compose.yaml", "packaging/containers/Containerfile",
    "packaging/systemd/evcharging-central.service",
)  # fmt: skip


def test_the_tarball_holds_programs_guides_and_samples_with_the_dates_of_the_release() -> None:
    with tarfile.open(tarball()) as archive:
        members = archive.getmembers()
    names = {member.name for member in members}
    assert {f"{TOP}/{name}" for name in (*MODULES, *BESIDE)} <= names
    assert not [name for name in names if "/docs/memoria/" in name or not name.startswith(f"{TOP}/")]
    assert {member.mtime for member in members} == {EPOCH}
    assert {(member.uname, member.gname, member.uid, member.gid) for member in members} == {
        ("root", "root", 0, 0)
    }
    assert all(member.mode & 0o111 for member in members if member.name.removeprefix(f"{TOP}/") in MODULES)


def test_the_same_files_make_the_same_tarball(tmp_path: Path) -> None:
    digests = set()
    for order in ("ab", "ba"):
        programs = tmp_path / order
        programs.mkdir()
        for name in order:
            (programs / name).write_text(name)
        document = programs.with_suffix(".md")
        document.write_text("read me")
        release._tar(tmp_path / f"{order}.tar.gz", programs, {"README.md": document}, EPOCH)
        digests.add(hashlib.sha256((tmp_path / f"{order}.tar.gz").read_bytes()).hexdigest())
    assert len(digests) == 1


def test_the_sums_are_those_of_the_files() -> None:
    published = tarball()
    for line in release.SUMS.read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((published.parent / name).read_bytes()).hexdigest() == digest
    assert published.name in release.SUMS.read_text()


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Debian package, unpacked."""
    folder = tmp_path_factory.mktemp("package")
    subprocess.run(["dpkg-deb", "--raw-extract", debian_package(), folder / "it"], check=True)
    return folder / "it"


def test_the_package_names_the_systems_packages_that_windows_need(package: Path) -> None:
    control = (package / "DEBIAN" / "control").read_text()
    fields = dict(re.findall(r"^(\S+): (.*)$", control, re.MULTILINE))
    assert fields["Version"] == VERSION
    files = list((package / "usr" / "lib" / "evcharging" / "_internal").glob("*.so*"))
    asked = subprocess.run(["objdump", "-p", *files], capture_output=True, text=True, check=True).stdout
    newest = max(int(minor) for minor in re.findall(r" GLIBC_2\.(\d+)$", asked, re.MULTILINE))
    assert fields["Depends"] == f"libc6 (>= 2.{newest}), zlib1g"
    recommended = set(fields["Recommends"].split(", "))
    assert {*DRAWING_LIBRARIES.values(), *X11_LIBRARIES.values()} <= recommended
    assert any("fonts-dejavu-core" in each for each in recommended)


def test_the_package_puts_programs_on_the_path_and_in_the_menu(package: Path) -> None:
    for name in MODULES:
        assert (package / "usr" / "bin" / name).resolve() == package / "usr" / "lib" / "evcharging" / name
        assert (package / "usr" / "bin" / name).stat().st_mode & 0o777 == 0o755
    units = {path.name for path in (package / "usr" / "lib" / "systemd" / "system").iterdir()}
    assert units >= {path.name for path in (ROOT / "packaging" / "systemd").glob("*.service")}
    for line in (package / "DEBIAN" / "md5sums").read_text().splitlines()[::50]:
        digest, name = line.split("  ")
        assert hashlib.md5((package / name).read_bytes()).hexdigest() == digest


def test_menu_entries_are_valid(package: Path) -> None:
    entries = sorted((package / "usr" / "share" / "applications").iterdir())
    assert len(entries) == len(desktop.PROGRAMS)
    for path in entries:
        parser = configparser.RawConfigParser(strict=True, interpolation=None)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read(path, "utf-8")
        entry = parser["Desktop Entry"]
        assert (package / "usr" / "bin" / entry["Exec"]).exists()
        assert entry["Terminal"] == "false" and entry["Comment[es]"] != entry["Comment"]
        drawn = (package / "usr" / "share" / "icons" / "hicolor").glob(f"*/apps/{entry['Icon']}.*")
        assert len(list(drawn)) == len(icons.PNG_SIZES) + 1
        if shutil.which("desktop-file-validate"):
            said = subprocess.run(
                ["desktop-file-validate", path], capture_output=True, text=True, check=False
            )
            assert (said.returncode, said.stdout) == (0, "")


def test_the_appstream_data_are_valid(package: Path) -> None:
    (path,) = (package / "usr" / "share" / "metainfo").iterdir()
    root = ElementTree.parse(path).getroot()
    entries = {each.name for each in (package / "usr" / "share" / "applications").iterdir()}
    assert {each.text for each in root.iter("launchable")} == entries
    assert [each.attrib for each in root.iter("release")] == [{"version": VERSION, "date": RELEASED}]
    if shutil.which("appstreamcli"):
        said = subprocess.run(
            ["appstreamcli", "validate", "--no-net", path], capture_output=True, text=True, check=False
        )
        assert said.returncode == 0, said.stdout


def test_icons_have_a_picture_of_each_size_for_each_system() -> None:
    drawn = {program: icons.png(program, 64) for program in desktop.PROGRAMS}
    assert len(set(drawn.values())) == len(drawn), "two programs cannot be told apart"
    count, at = struct.unpack("<H", icons.ico("EV_Demo")[4:6])[0], 6
    for size in icons.PNG_SIZES:
        *_, length, offset = struct.unpack("<BBBBHHII", icons.ico("EV_Demo")[at : at + 16])
        picture = QImage.fromData(icons.ico("EV_Demo")[offset : offset + length], "PNG")
        assert (picture.width(), picture.height()) == (size, size)
        at += 16
    assert count == len(icons.PNG_SIZES)
    whole = icons.icns("EV_Demo")
    assert whole[:4] == b"icns" and struct.unpack(">I", whole[4:8])[0] == len(whole)


def test_windows_is_told_the_version() -> None:
    text = version_info("EV_Central")
    ast.parse(text)
    assert f"'ProductVersion', '{VERSION}'" in text and "'EV_Central.exe'" in text
