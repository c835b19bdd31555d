"""What a program asks when it is started by a double click: where to connect, with the values used last.

GUI thread only.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QWidget

from shared.qt.cards import ElidedLabel, make_button, make_label, repolish
from shared.qt.icons import Icon, make_icon
from shared.qt.layout import Part, column, row
from shared.qt.theme import STEP, Role
from shared.runtime.errors import UserError
from shared.runtime.text import translate


def anything(text: str) -> object:
    """A check that accepts every text."""
    return text


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field.

    ``check`` gets the text without blanks at its ends and raises a sentence as :class:`ValueError`,
    :class:`~shared.runtime.errors.UserError` or what the types of :mod:`shared.runtime.arguments` raise; what
    it returns is not used.
    """

    name: str
    label: str
    default: str = ""
    placeholder: str = ""
    check: Callable[[str], object] = anything


class _Field(QWidget):
    """Label, input, and below it what is wrong with it."""

    def __init__(self, spec: FieldSpec, value: str) -> None:
        super().__init__()
        self.spec = spec
        label = make_label(spec.label, Role.HEADING)
        self.input = QLineEdit(value)
        self.input.setPlaceholderText(spec.placeholder)
        self.input.setAccessibleName(spec.label)
        self.input.setMaxLength(1_000)
        label.setBuddy(self.input)
        self.error = ElidedLabel("", Role.SMALL, "bad", lines=4)
        self.error.hide()
        self.setLayout(column(label, self.input, self.error, spacing=STEP))
        self.input.textEdited.connect(self._edited)
        self._was_wrong = False

    def value(self) -> str:
        return self.input.text().strip()

    def check(self) -> bool:
        try:
            self.spec.check(self.value())
        except (ValueError, ArgumentTypeError, UserError) as error:
            self._show(str(error))
            return False
        self._show("")
        return True

    @Slot()
    def _edited(self) -> None:
        """Only what was found wrong is judged while it is being typed."""
        if self._was_wrong:
            self.check()

    def _show(self, sentence: str) -> None:
        self._was_wrong = self._was_wrong or bool(sentence)
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.input.setAccessibleDescription(sentence)
        self.input.setProperty("wrong", bool(sentence))
        repolish(self.input)


class ConnectionDialog(QDialog):
    """Asks for ``fields``, filled with ``last`` (name to text) or their defaults.

    Enter connects, Esc cancels.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[FieldSpec],
        last: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        known = last if last is not None else {}
        self.setWindowTitle(title)
        self.setWindowIcon(make_icon(Icon.APP, "#FFFFFF"))
        self.setMinimumWidth(420)
        self._fields = [_Field(spec, known.get(spec.name, spec.default)) for spec in fields]
        question = make_label(translate("Connection", "Where does this program connect?"), Role.BODY, "quiet")
        parts: tuple[Part, ...] = (make_label(title, Role.TITLE), question, *self._fields, 1, self._buttons())
        margins = (6 * STEP, 5 * STEP, 6 * STEP, 5 * STEP)
        self.setLayout(column(*parts, spacing=3 * STEP, margins=margins))
        if self._fields:
            self._fields[0].input.setFocus()
            self._fields[0].input.selectAll()

    @classmethod
    def ask(
        cls, title: str, fields: Sequence[FieldSpec], last: Mapping[str, str] | None = None
    ) -> dict[str, str] | None:
        """Show the dialog and wait: the values, or None if the user cancelled."""
        dialog = cls(title, fields, last)
        return dialog.values() if dialog.exec() == QDialog.DialogCode.Accepted else None

    def values(self) -> dict[str, str]:
        """The texts by the names of the fields, without blanks at their ends."""
        return {field.spec.name: field.value() for field in self._fields}

    def errors(self) -> dict[str, str]:
        """The sentences that are shown now, by the names of the fields."""
        return {field.spec.name: field.error.text() for field in self._fields if field.error.text()}

    def input(self, name: str) -> QLineEdit:
        """The input of the field ``name``. Raises :class:`KeyError`."""
        return {field.spec.name: field.input for field in self._fields}[name]

    @Slot()
    def accept(self) -> None:
        """Close if all is right; else say at each field what is not, and go to the first."""
        wrong = [field for field in self._fields if not field.check()]
        if wrong:
            wrong[0].input.setFocus(Qt.FocusReason.OtherFocusReason)
            self.adjustSize()
            return
        super().accept()

    def _buttons(self) -> QHBoxLayout:
        cancel = make_button(translate("Connection", "Cancel"))
        connect = make_button(translate("Connection", "Connect"), "primary")
        connect.setDefault(True)
        cancel.clicked.connect(self.reject)
        connect.clicked.connect(self.accept)
        return row(1, cancel, connect)
