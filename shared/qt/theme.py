"""Colours, type and spacing of all windows, light and dark.

Widgets that paint ask :func:`tokens` when they paint; the rest get a palette and the style sheet
``resources/styles/evcharging.qss``. GUI thread only.
"""

from __future__ import annotations

import os
import re
from enum import StrEnum
from functools import cache
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from shared.qt.translation import resources_dir

ThemeChoice = Literal["system", "light", "dark"]
THEME_VARIABLE: Final = "EVCHARGING_THEME"
"""Environment variable that decides between light and dark where no option does."""

STEP: Final = 4
"""Spacing goes in steps of this many logical pixels."""
CORNER: Final = 10
"""Radius of the corners of cards and tiles, logical pixels."""
PULSE_MS: Final = 300
"""How long a tile that changed its state shows it."""


class Tokens:
    """One colour a role, ``#RRGGBB``; text roles have a contrast of 4.5 and more on ``card``."""

    def __init__(self, dark: bool) -> None:
        def either(light: str, otherwise: str) -> str:
            return otherwise if dark else light

        self.dark = dark
        self.window = either("#F4F6F8", "#11161C")
        self.card = either("#FFFFFF", "#1A2129")
        self.line = either("#DDE2E8", "#2C3641")
        self.field = either("#F4F6F8", "#11161C")
        self.hover = either("#EAEEF3", "#27313C")
        self.control_line = either("#C3CBD5", "#3E4B59")
        self.text = either("#17202A", "#E8EDF2")
        self.quiet = either("#5A6673", "#9AA7B4")
        self.disabled = either("#7C8794", "#74818F")
        self.accent = either("#0B63CE", "#5AA9FF")
        self.accent_hover = either("#0953AD", "#84C0FF")
        self.on_accent = either("#FFFFFF", "#0A1420")
        self.bad = either("#B3261E", "#FF8A80")
        self.warning = either("#9A4A00", "#FFB86B")
        self.good = either("#1B6E2C", "#7BD88F")
        self.bad_fill = either("#C62828", "#C62828")
        self.bad_fill_hover = either("#A92020", "#DB3B3B")
        self.banner = either("#FFF1E0", "#33260F")
        self.banner_line = either("#E5A75B", "#8A5A1E")
        self.dot_ok = either("#2E9E4F", "#37B25C")
        self.dot_warning = either("#D98000", "#F09A1A")
        self.dot_bad = either("#D32F2F", "#FF5F56")
        self.dot_unknown = either("#8A95A1", "#74818F")
        self.chart = either("#2E9E4F", "#37B25C")


LIGHT: Final = Tokens(dark=False)
DARK: Final = Tokens(dark=True)


class StateFill(StrEnum):
    """Fill of a tile or a display by state, the same in light and dark; white text has 4.9 and more on it."""

    ACTIVATED = "#2E7D32"
    RESERVED = "#1E765C"
    INTERRUPTED = "#7A3E9D"
    SUPPLYING = "#14602B"
    STOPPED = "#B8520A"
    FAULTED = "#C62828"
    DISCONNECTED = "#5C6873"


CHARGING_EDGE: Final = "#8BE36B"
"""The lime edge that tells SUPPLYING from ACTIVATED at a glance."""


class Role(StrEnum):
    """What a text is for; one size each."""

    DISPLAY = "display"
    NUMBER = "number"
    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    FIGURE = "figure"
    SMALL = "small"


_SIZES: Final[dict[Role, tuple[int, bool]]] = {
    Role.DISPLAY: (64, True),
    Role.NUMBER: (24, True),
    Role.TITLE: (18, True),
    Role.HEADING: (13, True),
    Role.BODY: (13, False),
    Role.FIGURE: (13, True),
    Role.SMALL: (11, False),
}
_TABULAR: Final = frozenset({Role.DISPLAY, Role.NUMBER, Role.FIGURE, Role.BODY, Role.SMALL})
_GENERIC: Final = frozenset({"sans serif", "sans", "dejavu sans", "helvetica", "serif", "monospace", ""})
_PREFERRED: Final = (
    "Inter",
    "Noto Sans",
    "Cantarell",
    "Ubuntu",
    "Segoe UI",
    "Liberation Sans",
    "DejaVu Sans",
)


class ThemeSignals(QObject):
    """``changed`` carries the new :class:`Tokens`, after palette and style sheet are in force."""

    changed = Signal(object)


class _Theme(QObject):
    """The theme of this process; it follows the system while ``choice`` says so."""

    def __init__(self, app: QApplication, choice: ThemeChoice) -> None:
        super().__init__(app)
        self._app = app
        self.choice: ThemeChoice = choice
        app.styleHints().colorSchemeChanged.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        scheme = self._app.styleHints().colorScheme()
        dark = self.choice == "dark" if self.choice != "system" else scheme == Qt.ColorScheme.Dark
        _use(self._app, DARK if dark else LIGHT)


class _State:
    tokens: Tokens = LIGHT
    applied: Tokens | None = None
    theme: _Theme | None = None
    signals: ThemeSignals | None = None


def tokens() -> Tokens:
    """The colours in force."""
    return _State.tokens


def theme_signals() -> ThemeSignals:
    """Where a widget that keeps coloured pictures hears of a change."""
    if _State.signals is None:
        _State.signals = ThemeSignals()
    return _State.signals


def apply_theme(app: QApplication, choice: ThemeChoice = "system") -> None:
    """Dress the application, now and whenever the system changes between light and dark.

    ``choice`` ``system`` gives way to the environment variable ``EVCHARGING_THEME`` (``light`` or ``dark``).
    Call it again to change the choice.
    """
    wanted = os.environ.get(THEME_VARIABLE, "")
    if choice == "system" and wanted in ("light", "dark"):
        choice = "light" if wanted == "light" else "dark"
    if _State.theme is None:
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(font(Role.BODY))
        _State.theme = _Theme(app, choice)
    _State.theme.choice = choice
    # The frame of the system's windows follows too, where it can.
    app.styleHints().setColorScheme(
        {
            "system": Qt.ColorScheme.Unknown,
            "light": Qt.ColorScheme.Light,
            "dark": Qt.ColorScheme.Dark,
        }[choice]
    )
    _State.theme.refresh()


def _use(app: QApplication, new: Tokens) -> None:
    if new is _State.applied:
        return
    _State.tokens = _State.applied = new
    app.setPalette(_palette(new))
    app.setStyleSheet(style_sheet(new))
    theme_signals().changed.emit(new)


def style_sheet(colours: Tokens) -> str:
    """The style sheet with each ``@role`` replaced by its colour; :class:`KeyError` for a wrong role."""
    template = (resources_dir() / "styles" / "evcharging.qss").read_text(encoding="utf-8")
    values = {name: str(value) for name, value in vars(colours).items()}
    return re.sub(r"@([a-z_]+)", lambda found: values[found[1]], template)


def _palette(colours: Tokens) -> QPalette:
    palette, role = QPalette(), QPalette.ColorRole
    roles = {
        (role.Window,): colours.window,
        (role.Base, role.Button, role.ToolTipBase): colours.card,
        (role.AlternateBase,): colours.field,
        (role.WindowText, role.Text, role.ButtonText, role.ToolTipText): colours.text,
        (role.BrightText,): colours.bad,
        (role.PlaceholderText,): colours.quiet,
        (role.Highlight, role.Accent, role.Link, role.LinkVisited): colours.accent,
        (role.HighlightedText,): colours.on_accent,
        (role.Mid, role.Shadow): colours.line,
        (role.Midlight, role.Light): colours.hover,
        (role.Dark,): colours.control_line,
    }
    for its_roles, colour in roles.items():
        for one in its_roles:
            palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(colours.disabled))
    return palette


@cache
def ui_family() -> str:
    """The family of all texts: the system's own, or the best that is installed where that is a makeshift."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if system.family().lower() not in _GENERIC:
        return system.family()
    installed = set(QFontDatabase.families())
    return next((name for name in _PREFERRED if name in installed), QFontInfo(system).family())


@cache
def _font(role: Role, pixels: int, bold: bool) -> QFont:
    made = QFont(ui_family())
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    if role in _TABULAR:
        # All digits equally wide, so that figures that change each second do not move (where the font can).
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def set_font(widget: QWidget, wanted: QFont) -> None:
    """Give ``widget`` a font that stays.

    Below an application style sheet Qt remembers the font that a widget had when it was first polished, in
    this property, and puts it back at every polish (a new parent, a change of theme); a later ``setFont``
    alone is lost then (seen in 6.11).
    """
    widget.setFont(wanted)
    widget.setProperty("_q_styleSheetWidgetFont", wanted)


def font(role: Role, *, scale: float = 1.0, bold: bool | None = None) -> QFont:
    """The font of ``role``; ``scale`` enlarges it, ``bold`` overrides its weight."""
    pixels, usual = _SIZES[role]
    return QFont(_font(role, max(8, round(pixels * scale)), usual if bold is None else bold))
