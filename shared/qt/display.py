"""Whether a window can be shown here, found out before Qt, which would abort the process (B4).

QtCore only.
"""

from __future__ import annotations

import ctypes
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

from shared.runtime.errors import StartError
from shared.runtime.system_libraries import missing_packages
from shared.runtime.text import translate

_CONNECT_S = 2.0
_DISPLAY = re.compile(r"(?P<host>.*):(?P<number>\d+)(\.\d+)?")


class NoDisplay(StartError):
    """No window can be shown; ``str(error)`` says why and what to do instead."""


def check_display(environ: Mapping[str, str], platform: str = sys.platform) -> None:
    """Raise :class:`NoDisplay` where Qt would abort for want of a screen or of system libraries.

    Only Linux and its kind can lack them; a ``QT_QPA_PLATFORM`` that names something else than a screen
    (offscreen, vnc) is believed.
    """
    if platform in ("win32", "darwin"):
        return
    chosen = environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if chosen not in ("", "xcb", "wayland"):
        return
    wayland = chosen != "xcb" and _wayland_answers(environ)
    display = environ.get("DISPLAY", "")
    if not wayland and not display:
        raise NoDisplay(
            translate(
                "Display",
                "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set); start it with "
                "--headless, or set QT_QPA_PLATFORM to offscreen or vnc.",
            )
        )
    if not wayland and not _x11_answers(display):
        raise NoDisplay(
            translate(
                "Display",
                "The screen {display} does not answer; correct DISPLAY, start it with --headless, or set "
                "QT_QPA_PLATFORM to offscreen or vnc.",
            ).format(display=display)
        )
    if not wayland:
        _check_x11_libraries()


def missing_libraries(reason: object, *, x11: bool = False) -> NoDisplay:
    """The error for windows (``x11``: on an X server) that lack a system library, named by ``reason``."""
    return NoDisplay(
        translate(
            "Display",
            "Windows need system libraries that are missing here ({reason}); install them, for example with: "
            "apt install {packages}. Or start it with --headless.",
        ).format(reason=reason, packages=" ".join(missing_packages(x11=x11)))
    )


def missing_fonts() -> NoDisplay:
    """The error for a system without any font, whose windows would have no letters."""
    return NoDisplay(
        translate(
            "Display",
            "There is no font on this system, so windows would show no text; install one, for example with: "
            "apt install fonts-dejavu-core. Or start it with --headless.",
        )
    )


def _wayland_answers(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and _answers(str(Path(environ.get("XDG_RUNTIME_DIR", "/")) / name))


def _x11_answers(display: str) -> bool:
    """Whether an X server listens at ``display``; what is no usual address is left for Qt to judge."""
    found = _DISPLAY.fullmatch(display)
    if found is None:
        return not display.startswith(":")
    host, number = found["host"], int(found["number"])
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _answers(path) or _answers("\0" + path)
    if host.startswith("/"):
        return _answers(display) or _answers(host)
    try:
        with socket.create_connection((host, 6000 + number), _CONNECT_S):
            return True
    except (OSError, OverflowError):
        return False


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_CONNECT_S)
        try:
            probe.connect(path)
        except OSError:
            return False
        return True


def _check_x11_libraries() -> None:
    """Load what Qt would load: the error names the library that is missing, where Qt only aborts."""
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    plugin = plugins / "libqxcb.so"
    if plugin.is_file():
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            raise missing_libraries(error, x11=True) from error
