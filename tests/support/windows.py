"""What tests of windows ask of them: what the banner, the links, the messages and the labels say."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from shared.messaging import events as kafka
from shared.qt.banner import Banner
from shared.qt.link_bar import LinkLabel
from shared.qt.message_log import MessageLog
from shared.qt.window_base import AppWindow
from shared.store.database import StoreError

WITHIN_S, KAFKA_WITHIN_S = 3.0, 5.0
"""Limits of D1 to D4 and of D5."""
NO_KAFKA = kafka.LinkDown("Kafka does not answer at k:9092: check that it runs there. Trying again.")
FULL = StoreError("The disk with the database x is full: free some space.", "disk full")


def says(banner: Banner, *parts: str) -> None:
    """The banner is there and says all of ``parts``, since when, for how long, and that it is tried again."""
    assert banner.isVisible()
    for part in (*parts, " since ", "Trying again."):
        assert part in banner.text(), banner.text()
    assert banner.text().count("Trying again.") == 1
    assert banner.age()


def grows(qtbot: QtBot, banner: Banner) -> None:
    """The age that is shown goes on by itself."""
    before = banner.age()
    qtbot.waitUntil(lambda: banner.age() not in ("", before), timeout=4000)


def said(log: MessageLog) -> list[str]:
    return [log.messages.message(row).text for row in range(log.messages.rowCount())]


def link(window: AppWindow, name: str) -> str:
    """What the link at the top right says, as a screen reader would."""
    told = [each.accessibleName() for each in window.links.findChildren(LinkLabel)]
    (found,) = (each for each in told if each.startswith(name))
    return found


def texts(parent: QWidget) -> str:
    return "\n".join(label.text() for label in parent.findChildren(QLabel) if label.isVisible())
