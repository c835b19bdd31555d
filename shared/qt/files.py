"""Choosing a file. GUI thread only."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from shared.runtime.text import translate

_last: list[str] = []


def choose_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Ask for a file of ``kinds`` (as Qt writes them), where the last one was, at first in the documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = _last[-1] if _last else documents if Path(documents).is_dir() else str(Path.home())
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, translate("Files", "Look in:"))  # Qt has no Spanish
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, translate("Files", "Files of type:"))
    if not dialog.exec():
        return None
    _last[:] = [dialog.directory().absolutePath()]
    return Path(dialog.selectedFiles()[0])
