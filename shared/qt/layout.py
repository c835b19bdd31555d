"""How windows are put together: rows and columns, and what is done every so often. GUI thread only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from shared.qt.theme import STEP

Part = QWidget | QLayout | tuple[QWidget | QLayout, int] | int
"""A widget or a layout, with its stretch where it has one; a number is empty room of that stretch."""
Margins = tuple[int, int, int, int]
_Box = TypeVar("_Box", bound=QBoxLayout)


def row(*parts: Part, spacing: int = 2 * STEP, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    """``parts`` from left to right; margins left, top, right, bottom, in logical pixels."""
    return _filled(QHBoxLayout(), parts, spacing, margins)


def column(*parts: Part, spacing: int = 2 * STEP, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    """``parts`` from top to bottom."""
    return _filled(QVBoxLayout(), parts, spacing, margins)


def _filled(box: _Box, parts: tuple[Part, ...], spacing: int, margins: Margins) -> _Box:
    box.setSpacing(spacing)
    box.setContentsMargins(*margins)
    for each in parts:
        part, stretch = each if isinstance(each, tuple) else (each, 0)
        if isinstance(part, int):
            box.addStretch(part)
        elif isinstance(part, QLayout):
            box.addLayout(part, stretch)
        else:
            box.addWidget(part, stretch)
    return box


def every(milliseconds: int, call: Callable[[], object], owner: QObject) -> None:
    """Call ``call`` each ``milliseconds`` from now on, as long as ``owner`` lives."""
    timer = QTimer(owner)
    timer.timeout.connect(call)
    timer.start(milliseconds)
