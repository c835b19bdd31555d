"""The pages *Timeline* and *Tickets*, and the report that holds both. GUI thread only."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, QThreadPool, Signal
from PySide6.QtGui import QPdfWriter, QTextDocument
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTableView, QWidget

from shared.qt.cards import Card, ElidedLabel, make_button
from shared.qt.layout import column
from shared.qt.tables import Table, dress_narrow
from shared.qt.theme import Role
from shared.runtime.clock import now
from shared.runtime.text import translate

ROW_HEIGHT: Final = 26
_HEAD: Final = "<!DOCTYPE html><meta charset='utf-8'><style>th { text-align: left }</style>"


class ProofPage(QWidget):
    """A table in a card; ``note`` says what comes there. Rows of the column ``stretch`` wrap."""

    def __init__(self, heading: str, note: str, model: Table[Any], stretch: int, saver: ReportSaver) -> None:
        super().__init__()
        self.table = QTableView()
        self.table.setModel(model)
        dress_narrow(self.table, heading, ROW_HEIGHT, stretch)
        self.table.setWordWrap(True)
        self.table.setStyleSheet("QTableView::item { padding: 5px 6px; }")
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().sectionResized.connect(self.table.resizeRowsToContents)
        save = make_button(translate("Timeline", "Save report…"))
        save.clicked.connect(lambda: saver.ask(self))
        told = ElidedLabel(note, Role.SMALL, "quiet")
        saver.done.connect(told.setText)
        card = Card(heading)
        for part in (told, save):
            card.head.addWidget(part)
        card.body.addWidget(self.table, 1)
        self.setLayout(column(card))


class ReportSaver(QObject):
    """Writes tables, each with its heading, to a file: PDF, or HTML. ``done``: what came of it."""

    done = Signal(str)

    def __init__(self, parent: QObject, tables: Sequence[tuple[str, Table[Any]]]) -> None:
        super().__init__(parent)
        self._tables = tables

    def ask(self, parent: QWidget) -> None:
        """Where to, and save it there."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = str(Path(folder) / f"evcharging-{now().utc.astimezone():%Y%m%d-%H%M%S}.pdf")
        title = translate("Timeline", "Save report")
        name, kind = QFileDialog.getSaveFileName(parent, title, name, "PDF (*.pdf);;HTML (*.html)")
        if name:
            self.save(Path(name) if Path(name).suffix else Path(f"{name}.{kind[:4].strip().lower()}"))

    def save(self, path: Path) -> None:
        """Write it to ``path``, away from the GUI thread."""
        html = self.html()
        QThreadPool.globalInstance().start(lambda: self._write(path, html))

    def html(self) -> str:
        """All tables as a document; every text is escaped."""
        title = translate("Timeline", "EVCharging: what was done to the network, and what came of it")
        body = f"<h1>{escape(title)}</h1><p>{now().utc.astimezone():%Y-%m-%d %H:%M:%S %z}</p>"
        for heading, model in self._tables:
            across, down = range(model.columnCount()), range(model.rowCount())
            head = [model.headerData(each, Qt.Orientation.Horizontal) for each in across]
            rows = [[model.index(row, each).data() for each in across] for row in down]
            lines = [_line("th", head), *(_line("td", row) for row in rows)]
            body += f"<h2>{escape(heading)}</h2><table width='100%' cellpadding='4'>{''.join(lines)}</table>"
        return f"{_HEAD}<title>{escape(title)}</title>{body}"

    def _write(self, path: Path, html: str) -> None:
        try:
            path.write_text(html, "utf-8")  # a PDF too: QPdfWriter does not say that it cannot write
            if path.suffix.lower() == ".pdf":
                document = QTextDocument()
                document.setHtml(html)
                document.print_(QPdfWriter(str(path)))
        except OSError as error:
            sentence = translate("Timeline", "{path} cannot be written: {reason}")
            self.done.emit(sentence.format(path=path, reason=error.strerror or error))
        else:
            self.done.emit(translate("Timeline", "saved: {path}").format(path=path))


def _line(tag: str, cells: Sequence[object]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(str(cell))}</{tag}>' for cell in cells)}</tr>"
