"""What of PyInstaller's finds goes into the folder of the executables; for ``build.spec``.

An entry is what PyInstaller calls a TOC entry: ``(place in the folder, file, kind)``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import Final

Entry = tuple[str, str, str]

EXCLUDED_MODULES: Final = (
    "PIL", "setuptools", "tkinter", "yaml",
    "PySide6.QtDBus", "kafka.cli", "pydoc", "unittest",
)  # fmt: skip
"""Modules that something could import and nothing here does."""

# Of Qt's plugins (the whole of Qt has some 100): what the windows use, and the screens that they may have.
_PLUGINS: Final = {
    "platforms": "offscreen|minimal|vnc|xcb|wayland|windows|cocoa",
    "platforminputcontexts": "(compose|ibus)platforminputcontext",
    "platformthemes": "xdgdesktopportal",
    "imageformats": "svg|ico",
    "iconengines": "svgicon",
    "styles": ".*",
    "wayland-decoration-client": "bradient",
    "wayland-shell-integration": "xdg-shell",
}
_PLUGIN: Final = re.compile(r"plugins/(?P<kind>[^/]+)/(?:lib)?q?(?P<name>[^/.]+?)(?:plugin[^/.]*)?\.")
_TRANSLATION: Final = re.compile(r"translations/(?P<name>[^/]+)\.qm$")
_NEEDED_TRANSLATIONS: Final = ("qt_es", "qtbase_es")

# Of the system's screen, taken from there: they belong to its drivers and servers, and Debian's packages
# of them are what shared/runtime/system_libraries.py lists. All else that a file of ours needs is in the
# folder, the C library and zlib aside.
_OF_THE_SCREEN: Final = re.compile(
    r"lib(EGL|GL|GLX|GLdispatch|OpenGL|X11|Xau|Xdmcp|Xext|Xrender|X11-xcb|xcb(-.*)?|xkbcommon(-x11)?|"
    r"wayland-.*|fontconfig|freetype|dbus-1|drm|gbm)\.so"
)
_NEEDED: Final = re.compile(r"^ +NEEDED +(\S+)$", re.MULTILINE)
_SYSTEM_FOLDERS: Final = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")


def contents(entries: Iterable[Entry], work: Path) -> list[Entry]:
    """Without what no program loads; on Linux with debug symbols taken off (copies are made in ``work``)."""
    wanted = [entry for entry in entries if _is_wanted_plugin(entry[0]) and _is_wanted_translation(entry[0])]
    if sys.platform == "linux":
        wanted = [_stripped(entry, work) for entry in _reached(wanted)]
    places = {PurePath(place) for place, _, _ in wanted}
    # A link's file is where it leads to. Those at the top stand for libraries in folders of their own.
    return [
        (place, file, kind)
        for place, file, kind in wanted
        if kind != "SYMLINK" or PurePath(place).parent / file in places
    ]


def from_system(entries: Iterable[Entry]) -> list[Path]:
    """The files that are copies of the system's own libraries."""
    return [Path(file) for _, file, _ in entries if file.startswith(_SYSTEM_FOLDERS)]


def _is_wanted_plugin(place: str) -> bool:
    path = PurePath(place).as_posix()
    found = _PLUGIN.search(path) if "PySide6" in path else None
    return found is None or re.fullmatch(_PLUGINS.get(found["kind"], "-"), found["name"]) is not None


def _is_wanted_translation(place: str) -> bool:
    path = PurePath(place).as_posix()
    found = _TRANSLATION.search(path) if "PySide6" in path else None
    return found is None or found["name"] in _NEEDED_TRANSLATIONS


def _reached(entries: Sequence[Entry]) -> list[Entry]:
    """Without the libraries that neither a module nor a plugin leads to."""
    libraries = {
        PurePath(place).name: (place, file, kind)
        for place, file, kind in entries
        if kind == "BINARY" and "/plugins/" not in place and not place.startswith("libpython")
    }
    passed = {place for place, _, _ in libraries.values()}
    reached = [entry for entry in entries if entry[0] not in passed]
    for entry in reached:  # and those that are appended meanwhile
        for name in _needed_by(entry[1]) if entry[2] in ("BINARY", "EXTENSION") else ():
            library = libraries.pop(name, None)
            if library is not None and not _OF_THE_SCREEN.match(name):
                reached.append(library)
    return reached


def _needed_by(file: str) -> list[str]:
    said = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=False).stdout
    return _NEEDED.findall(said)


def _stripped(entry: Entry, work: Path) -> Entry:
    """Python's own files may have been built with debug symbols (pyenv's are): 30 MB that nobody needs.

    They may also name the folder in which it was installed, as one to look for libraries in.
    """
    place, file, kind = entry
    of_python = file.startswith(sys.base_prefix) and not file.startswith(_SYSTEM_FOLDERS)
    if kind not in ("BINARY", "EXTENSION") or not of_python:
        return entry
    copy = work / place
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, copy)
    copy.chmod(0o755)
    subprocess.run(["strip", "--strip-unneeded", str(copy)], check=True)
    installed = b"\0" + os.fsencode(Path(sys.base_prefix) / "lib")
    here = b"\0$ORIGIN".ljust(len(installed), b"\0")
    copy.write_bytes(copy.read_bytes().replace(installed + b"\0", here + b"\0"))
    return place, str(copy), kind
