"""The programs' icons for the systems' menus, drawn by Qt from ``resources/icons`` when they are needed.

Each is the square of ``app.svg`` with the program's own drawing on it. QtGui only, and no application object.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_DRAWINGS: Final = Path(__file__).resolve().parents[2] / "resources" / "icons"
_LIME: Final = "#8BE36B"
# The others have the bolt of app.svg itself.
_OF_PROGRAMS: Final = {"EV_CP_E": "plug", "EV_CP_M": "link", "EV_Driver": "user", "EV_Demo": "play"}
PNG_SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
_ICNS_KINDS: Final = {16: b"icp4", 32: b"icp5", 128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}


def svg(program: str) -> str:
    """The icon of a program as SVG."""
    app = (_DRAWINGS / "app.svg").read_text("utf-8").strip()
    name = _OF_PROGRAMS.get(program)
    if name is None:
        return app
    square = re.search(r"<rect [^>]*/>", app)
    assert square, "app.svg has no square"
    own = (_DRAWINGS / f"{name}.svg").read_text("utf-8").strip().replace("currentColor", _LIME)
    head, _, body = own.partition(">")
    attributes = " ".join(re.findall(r'(?:fill|stroke[a-z-]*)="[^"]*"', head))
    drawn = body.removesuffix("</svg>")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'{square[0]}<g transform="translate(4.8 4.8) scale(0.6)" {attributes}>{drawn}</g></svg>'
    )


def png(program: str, size: int) -> bytes:
    """The icon, ``size`` pixels wide, as PNG."""
    picture = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg(program).encode())).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # its types know file names alone
    return bytes(buffer.data().data())


def ico(program: str) -> bytes:
    """The icon for Windows: all sizes in one file, each as PNG."""
    pictures = [(size, png(program, size)) for size in PNG_SIZES]
    at = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, data in pictures:
        side = size % 256  # 0 stands for 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), at)
        at += len(data)
    return head + b"".join(data for _, data in pictures)


def icns(program: str) -> bytes:
    """The icon for macOS: all sizes in one file, each as PNG."""
    parts = [(kind, png(program, size)) for size, kind in _ICNS_KINDS.items()]
    body = b"".join(kind + struct.pack(">I", 8 + len(data)) + data for kind, data in parts)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body
