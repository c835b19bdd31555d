"""What Qt needs from Debian, Ubuntu and their kind, and neither PyPI nor the executables bring.

Found with ldd. Standard library only: ``bootstrap.py`` looks before a package is installed.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from typing import Final

CORE_LIBRARIES: Final[Mapping[str, str]] = {"libglib-2.0.so.0": "libglib2.0-0"}
"""Library and package, for QtCore from PyPI; the executables bring it."""

DRAWING_LIBRARIES: Final[Mapping[str, str]] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""For any window, one that nobody sees included."""

X11_LIBRARIES: Final[Mapping[str, str]] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Beside those, for windows on X11."""

FONT: Final = "fonts-dejavu-core"
"""A package with a font, for a system that has none."""


def loads(library: str) -> bool:
    """Whether the system's linker finds ``library``."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(*, x11: bool, loads: Callable[[str], bool] = loads) -> list[str]:
    """The packages to install for windows (``x11``: on an X server), the font's included.

    Those that are missing here; all of them if it is none of the known ones that is missing.
    """
    libraries = {**DRAWING_LIBRARIES, **(X11_LIBRARIES if x11 else {})}
    missing = [package for library, package in libraries.items() if not loads(library)]
    return [*(missing or libraries.values()), FONT]
