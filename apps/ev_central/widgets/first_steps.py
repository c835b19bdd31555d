"""What an operator sees before the first charging point exists: how to start one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtNetwork import QAbstractSocket, QHostAddress, QNetworkInterface
from PySide6.QtWidgets import QLabel, QWidget

from shared.qt.cards import Card, make_label
from shared.qt.layout import column, row
from shared.qt.theme import STEP, Role, set_font
from shared.runtime import launch
from shared.runtime.text import translate

_ANY = ("*", "0.0.0.0", "::", "[::]", "")


def reachable_address(listening: str) -> str:
    """``host:port`` that a monitor on another computer can use; ``listening`` is what CENTRAL bound."""
    host, _, port = listening.rpartition(":")
    return f"{_own_address() if host in _ANY else host}:{port}"


def _own_address() -> str:
    up = QNetworkInterface.InterfaceFlag.IsUp | QNetworkInterface.InterfaceFlag.IsRunning
    for interface in QNetworkInterface.allInterfaces():
        if interface.flags() & up != up:
            continue
        for entry in interface.addressEntries():
            address = entry.ip()
            usable = not address.isLoopback() and not address.isLinkLocal()
            if usable and address.protocol() is QAbstractSocket.NetworkLayerProtocol.IPv4Protocol:
                return address.toString()
    return QHostAddress(QHostAddress.SpecialAddress.LocalHost).toString()


class FirstSteps(QWidget):
    """The two commands that start a charging point, ready to be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listening = ""
        card = Card(translate("CentralWindow", "No charging points yet"))
        card.setFixedWidth(560)
        self._engine = _command()
        self._monitor = _command()
        explained = translate(
            "CentralWindow",
            "CENTRAL is ready. A charging point appears here as soon as its monitor registers."
            " Start its two programs:",
        )
        where = translate(
            "CentralWindow",
            "KAFKA is the host:port of the broker that CENTRAL uses; MAD2 is the id of your choice.",
        )
        card.body.addWidget(make_label(explained, wrap=True))
        for title, command in (
            (translate("CentralWindow", "Engine"), self._engine),
            (translate("CentralWindow", "Monitor, beside the engine"), self._monitor),
        ):
            card.body.addWidget(make_label(title, Role.SMALL, "quiet"))
            card.body.addWidget(command)
        card.body.addWidget(make_label(where, Role.SMALL, "quiet", wrap=True))
        # Centred by stretches: an alignment would take the height of wrapped texts at another width.
        self.setLayout(column(1, row(1, (card, 100), 1), 2, margins=(STEP, STEP, STEP, STEP)))

    def show_address(self, listening: str) -> None:
        """Name the address at which CENTRAL listens."""
        if listening and listening != self._listening:
            self._listening = listening
            self._engine.setText(launch.typed("EV_CP_E", ["KAFKA"]))
            monitor = ["127.0.0.1:7100", reachable_address(listening), "MAD2"]
            self._monitor.setText(launch.typed("EV_CP_M", monitor))

    def commands(self) -> tuple[str, str]:
        """The two command lines."""
        return self._engine.text(), self._monitor.text()


def _command() -> QLabel:
    label = make_label(wrap=True)
    set_font(label, QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
