"""What F1 shows: the keys of a window, collected from it, and version and licence. GUI thread only."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget

from shared.qt.cards import Fact, FactList, make_label
from shared.qt.layout import column
from shared.qt.theme import STEP, Role
from shared.runtime.text import translate
from shared.runtime.version import VERSION


def keys_of(window: QWidget) -> dict[str, str]:
    """What each key of ``window`` does; a shortcut alone says it in its ``whatsThis``."""
    keys: dict[str, str] = {}
    for each in window.findChildren(QObject):
        key, text = QKeySequence(), ""
        if isinstance(each, QShortcut):
            key, text = each.key(), each.whatsThis()
        elif isinstance(each, QAction):
            key, text = each.shortcut(), each.text()
        elif isinstance(each, QAbstractButton):
            key, text = each.shortcut(), each.text() or each.accessibleName()
        if text and not key.isEmpty():
            keys.setdefault(key.toString(QKeySequence.SequenceFormat.NativeText), text)
    return keys


def show_help(window: QWidget) -> QDialog:
    """Show the keys of ``window``; Esc closes it, and the window stays usable."""
    dialog = QDialog(window)
    dialog.setWindowTitle(translate("Help", "Keys and version"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    keys = FactList()
    keys.set_facts([Fact(text, key, strong=True) for key, text in keys_of(window).items()])
    licence = translate("Help", "MIT licence: free to use, change and pass on, without any warranty.")
    about = make_label(f"EVCharging {VERSION}", Role.TITLE), make_label(licence, tone="quiet")
    dialog.setLayout(column(*about, keys, margins=(6 * STEP, 4 * STEP, 6 * STEP, 4 * STEP)))
    dialog.show()
    return dialog
