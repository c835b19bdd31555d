"""Texts of others in widgets: never markup, and a row that cannot be shown costs one row. GUI thread only."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtGui import Qt as Gui
from PySide6.QtWidgets import QToolTip, QWidget

from shared.runtime.guard import guarded
from shared.runtime.text import shown

AnyIndex = QModelIndex | QPersistentModelIndex
MARK: Final = "⚠"
_TIP: Final = Qt.ItemDataRole.ToolTipRole
_TEXTS: Final = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, _TIP)
_JOINER: Final = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """``text`` for a tooltip, which Qt would take for HTML as soon as it looks like it."""
    visible = "\n".join(map(shown, text.split("\n")))
    return visible.replace("<", f"<{_JOINER}") if Gui.mightBeRichText(visible) else visible


def set_tip(widget: QWidget, text: str) -> None:
    """Give ``widget`` a tooltip. Nothing else sets one."""
    widget.setToolTip(plain(text))


def set_key_tip(widget: QWidget, text: str, keys: QKeySequence) -> None:
    """The same, with the keys that do what ``text`` says."""
    set_tip(widget, f"{text} · {keys.toString(QKeySequence.SequenceFormat.NativeText)}")


def show_tip(at: QPoint, text: str, widget: QWidget) -> None:
    """Show a tooltip at the place ``at`` of the screen."""
    QToolTip.showText(at, plain(text), widget)


def safe_cell(name: Callable[[Any, int], str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Around a model's ``data``: texts are plain, and a row that fails shows its id, ``name(model, row)``."""

    def around(data: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(data)
        def cell(model: Any, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
            try:
                value = data(model, index, role)
            except Exception:  # noqa: BLE001 - one row's fault is that row's alone
                who = name(model, index.row())
                guarded(who, data, model, index, role)
                value = f"{MARK} {who}" if role in _TEXTS else None
            if role not in _TEXTS or not isinstance(value, str):
                return value
            return plain(value) if role == _TIP else shown(value)

        return cell

    return around


def sort_key(key: Callable[[Any], Any]) -> Callable[[Any], tuple[int, Any]]:
    """``key``, by which a row that has none comes last instead of making the whole table fail."""

    def safe(row: Any) -> tuple[int, Any]:
        made = guarded(f"the place of {type(row).__name__}", key, row)
        return (1, 0) if made is None else (0, made)

    return safe
