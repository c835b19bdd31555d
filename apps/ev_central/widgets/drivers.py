"""Registered drivers (M5), and the settings of the network: default tariff (M4) and enrolment (M2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from apps.ev_central.drivers_file import BadDriversFile, read_drivers
from apps.ev_central.intents import AddDriver, EnableDriver, ImportDrivers, SetPolicy, SetTariff
from apps.ev_central.models.tables import drivers_table
from apps.ev_central.views import DriverView
from apps.ev_central.widgets.parts import make_table
from apps.ev_central.widgets.price_edit import PriceEdit
from shared.domain.ids import driver_id
from shared.qt.cards import Card, ElidedLabel, EmptyState, make_button, make_label, set_tone
from shared.qt.files import choose_file
from shared.qt.icons import Icon
from shared.qt.layout import column, row
from shared.qt.plain import set_tip
from shared.qt.theme import STEP, Role, font
from shared.runtime.text import translate


def _policies() -> tuple[tuple[str, str, str], ...]:
    """Name, word and meaning of each."""
    return (
        (
            "open",
            translate("CentralWindow", "Open"),
            translate("CentralWindow", "every charging point that asks is enrolled"),
        ),
        (
            "approve",
            translate("CentralWindow", "Approve"),
            translate("CentralWindow", "you accept or reject each one, below the tiles"),
        ),
        (
            "closed",
            translate("CentralWindow", "Closed"),
            translate("CentralWindow", "nobody new; those enrolled go on"),
        ),
    )


class DriversPage(QWidget):
    """Drivers at the left, settings at the right."""

    intent = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = SettingsCard()
        self.settings.intent.connect(self.intent)
        self._known: frozenset[str] = frozenset()
        name = translate("CentralWindow", "Drivers")
        self._card = card = Card(name)
        self.drivers = drivers_table(self)
        widths = "DRV-000000000", "no, disabled 000", ""
        self.table = make_table(self.drivers, name, stretch=2, widths=widths, sortable=True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        self._empty = EmptyState(
            Icon.USER,
            translate(
                "CentralWindow", "No drivers yet. Add one by its id, or import a CSV file: driver_id,enabled"
            ),
        )
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        card.body.addLayout(self._tools())
        self.note = ElidedLabel(lines=3)
        self.note.hide()
        card.body.addWidget(self.note)
        card.body.addLayout(self._pages, 1)
        self.setLayout(row((card, 1), self.settings, spacing=3 * STEP))
        self._selection_changed()

    def _tools(self) -> QHBoxLayout:
        self.field = QLineEdit()
        self.field.setPlaceholderText(translate("CentralWindow", "Id of a new driver"))
        self.field.setAccessibleName(translate("CentralWindow", "Id of a new driver"))
        self.field.setMinimumWidth(130)
        self.field.setMaximumWidth(220)
        self._add = make_button(translate("CentralWindow", "Add"), "primary")
        self._import = make_button(translate("CentralWindow", "Import CSV…"))
        self.enable = make_button(translate("CentralWindow", "Enable"))
        self.disable = make_button(translate("CentralWindow", "Disable"))
        self.field.returnPressed.connect(self.add_driver)
        self.field.textEdited.connect(lambda: self._tell(""))
        self._add.clicked.connect(self.add_driver)
        self._import.clicked.connect(self._choose_file)
        self.enable.clicked.connect(lambda: self._turn(True))
        self.disable.clicked.connect(lambda: self._turn(False))
        return row((self.field, 1), self._add, self._import, 1, self.enable, self.disable)

    def show_drivers(self, drivers: Sequence[DriverView]) -> None:
        """Show all drivers."""
        self._known = frozenset(driver.driver_id for driver in drivers)
        self.drivers.set_rows(drivers)
        self._card.set_note(str(len(drivers)))
        self._pages.setCurrentWidget(self.table if drivers else self._empty)
        self._selection_changed()

    def search(self, text: str) -> None:
        """Show only drivers of which a text holds ``text``."""
        self.drivers.set_text_filter(text)

    def select(self, driver_ids: Sequence[str]) -> None:
        """Select these drivers."""
        selection = self.table.selectionModel()
        selection.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for number, driver in enumerate(self.drivers.rows()):
            if driver.driver_id in driver_ids:
                selection.select(self.drivers.index(number, 0), flags)

    @Slot()
    def add_driver(self) -> None:
        """Register what is typed."""
        try:
            driver = driver_id(self.field.text())
        except ValueError as error:
            self._tell(str(error), "bad")
            return
        if driver in self._known:
            self._tell(translate("CentralWindow", "{driver} is registered already.").format(driver=driver))
            return
        self.intent.emit(AddDriver(driver))
        self.field.clear()
        self._tell("")

    @Slot()
    def _choose_file(self) -> None:
        kinds = translate("CentralWindow", "CSV files (*.csv);;All files (*)")
        path = choose_file(self, translate("CentralWindow", "Import drivers"), kinds)
        if path is not None:
            self.import_file(path)

    def import_file(self, path: Path) -> None:
        """Register the drivers of a CSV file; what is wrong with it is said here, and nothing is taken."""
        try:
            drivers = read_drivers(path)
        except BadDriversFile as error:
            self._tell(str(error), "bad")
            return
        self.intent.emit(ImportDrivers(drivers))
        new = sum(driver_id not in self._known for driver_id, _ in drivers)
        self._tell(
            translate("CentralWindow", "{file}: {new} new, {known} known before.").format(
                file=path.name, new=new, known=len(drivers) - new
            ),
            "good",
        )

    def _turn(self, enabled: bool) -> None:
        for driver in self._selected():
            if driver.enabled != enabled:
                self.intent.emit(EnableDriver(driver.driver_id, enabled))

    def _selected(self) -> list[DriverView]:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.drivers.at(row) for row in rows]

    @Slot()
    def _selection_changed(self) -> None:
        chosen = self._selected()
        self.enable.setEnabled(any(not driver.enabled for driver in chosen))
        self.disable.setEnabled(any(driver.enabled for driver in chosen))
        hint = "" if chosen else translate("CentralWindow", "Select drivers in the table first")
        set_tip(self.enable, hint)
        set_tip(
            self.disable,
            hint or translate("CentralWindow", "Its requests are denied; a running supply goes on"),
        )

    def _tell(self, text: str, tone: str = "") -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
        set_tone(self.note, tone)


class SettingsCard(Card):
    """Default tariff and enrolment policy."""

    intent = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("CentralWindow", "Settings"), parent)
        self.setFixedWidth(300)
        self._tariff: Decimal | None = None
        self.tariff = PriceEdit(translate("CentralWindow", "Set"))
        self.body.addWidget(make_label(translate("CentralWindow", "Default tariff"), Role.HEADING))
        self.body.addWidget(self.tariff)
        meaning = translate(
            "CentralWindow",
            "For charging points without a price of their own. Running supplies keep their price.",
        )
        self.body.addWidget(make_label(meaning, Role.SMALL, "quiet", wrap=True))
        self.body.addSpacing(2 * STEP)
        self.body.addWidget(make_label(translate("CentralWindow", "Enrolment"), Role.HEADING))
        self._policies = QButtonGroup(self)
        self._names = [name for name, _, _ in _policies()]
        for number, (_, word, meaning) in enumerate(_policies()):
            self.body.addLayout(self._choice(number, word, meaning))
        self.body.addStretch(1)
        self.tariff.chosen.connect(lambda price: self.intent.emit(SetTariff(price)))
        self._policies.idToggled.connect(self._set_policy)

    def _choice(self, number: int, name: str, meaning: str) -> QVBoxLayout:
        button = QRadioButton(name)
        button.setFont(font(Role.BODY))
        self._policies.addButton(button, number)
        explained = make_label(meaning, Role.SMALL, "quiet", wrap=True)
        explained.setIndent(6 * STEP)
        return column(button, explained, spacing=0)

    def show_settings(self, tariff: Decimal, policy: str) -> None:
        """Show what holds now; a field that is being edited is left alone."""
        if tariff != self._tariff:
            self._tariff = tariff
            self.tariff.offer(tariff)
        if policy in self._names and self._policies.checkedId() != self._names.index(policy):
            with QSignalBlocker(self._policies):
                self.choose_policy(policy)

    def choose_policy(self, policy: str) -> None:
        """Press the button of ``policy``."""
        self._policies.button(self._names.index(policy)).setChecked(True)

    @Slot(int, bool)
    def _set_policy(self, number: int, down: bool) -> None:
        if down:
            self.intent.emit(SetPolicy(self._names[number]))
