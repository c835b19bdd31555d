"""The window of an engine: a device with its display, its plug, its buttons, and its messages.

GUI thread only: it shows the views of the core and posts intents to it, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout

from apps.ev_cp_e.faces import face_of, outage_of
from apps.ev_cp_e.intents import Break, CancelRequest, Intent, Plug, Repair, RequestSupply, Unplug
from apps.ev_cp_e.texts import block_text, message_text, short_block_text
from apps.ev_cp_e.views import Blocks, EngineView
from apps.ev_cp_e.widgets import ConnectorPicture, EngineDisplay
from shared.domain.engine import EngineState
from shared.domain.ids import driver_id
from shared.qt.big_button import BigButton
from shared.qt.cards import Card, make_button, make_label, set_tone
from shared.qt.connection_dialog import FieldSpec
from shared.qt.layout import column, every, row
from shared.qt.link_bar import LinkView
from shared.qt.message_log import Message, MessageLog
from shared.qt.plain import set_tip
from shared.qt.theme import STEP, Role
from shared.qt.window_base import AppWindow, Geometry
from shared.runtime import told
from shared.runtime.addresses import parse_address, parse_port
from shared.runtime.clock import now
from shared.runtime.guard import in_parts
from shared.runtime.text import counted, translate

_CLOCK_MS = 250
_LOG_HEIGHT = 18 * STEP
"""Room for the header and three messages."""
_FROM_CENTRAL = frozenset(
    {"authorised", "stopped", "resumed", "request_denied", "confirmed", "request_cancelled"}
)


class EngineWindow(AppWindow):
    """Shows the engine that listens at ``listening`` with its Kafka at ``broker``; ``post`` takes intents."""

    def __init__(
        self, listening: str, broker: str, post: Callable[[Intent], None], geometry: Geometry | None = None
    ) -> None:
        super().__init__(
            translate("EngineWindow", "Charging point"), QSize(860, 680), QSize(660, 520), geometry, listening
        )
        self._listening = listening
        self._broker = broker
        self._post = post
        self._view: EngineView | None = None
        self._journal_since = 0.0
        self.display = EngineDisplay()
        self.connector = ConnectorPicture()
        self.plug = BigButton(translate("EngineWindow", "Plug in"), "E")
        self.unplug = BigButton(translate("EngineWindow", "Unplug"), "D")
        self.fault = BigButton("", "K", "danger")
        self.driver = QLineEdit()
        self.request = make_button(translate("EngineWindow", "Request"))
        self.cancel = make_button(translate("EngineWindow", "Cancel request"))
        self.note = make_label("", Role.BODY, "quiet")
        self.log = MessageLog()
        self._lay_out()
        self._connect()
        every(_CLOCK_MS, self._show_time, self)
        self.display.setFocus()  # and not the text field, which would take the keys E, D and K

    @Slot(object)
    def show_view(self, view: EngineView) -> None:
        """Show what the core published."""
        if view.journal_fault and (self._view is None or not self._view.journal_fault):
            self._journal_since = now().mono
        self._view = view
        device = translate("EngineWindow", "Charging point")
        self.setWindowTitle(f"{view.cp_id} · {device}" if view.cp_id else f"{device} · {self._listening}")
        self.connector.show_plugged(view.supply is not None)
        self._plug_word.setText(
            translate("EngineWindow", "Plugged in")
            if view.supply is not None
            else translate("EngineWindow", "Not plugged in")
        )
        set_tone(self._plug_word, "good" if view.supply is not None else "quiet")
        in_parts(
            lambda: self._show_buttons(view),
            lambda: self._show_request(view.blocks, view),
            lambda: self.log.add([_line(message) for message in view.messages]),
            lambda: self._messages.set_note(_notes(view)),
            self._show_time,
        )

    @Slot()
    def _show_time(self) -> None:
        """What changes by the clock alone: time of the supply, seconds left, ages."""
        view, moment = self._view, now()
        if view is None:
            return
        links, mono, monitor = view.links, moment.mono, translate("EngineWindow", "Monitor")
        self.display.show_face(face_of(view, mono))
        self.banner.show_outage(outage_of(view, self._journal_since, moment), mono)
        self.links.set_links(
            [
                LinkView.of(monitor, links.monitor, mono, f"{monitor} {self._listening}"),
                LinkView.of("CENTRAL", links.central, mono, "CENTRAL", ahead_s=links.clock_ahead_s),
                LinkView.of("Kafka", links.kafka, mono, f"Kafka {self._broker}"),
            ]
        )

    def _show_buttons(self, view: EngineView) -> None:
        for button, block in ((self.plug, view.blocks.plug), (self.unplug, view.blocks.unplug)):
            if block is None:
                button.allow()
            else:
                button.deny(short_block_text(block))
                set_tip(button, block_text(block))
        # The one next action is the coloured one.
        set_tone(self.plug, "primary" if view.blocks.plug is None else "")
        set_tone(self.unplug, "primary" if view.blocks.unplug is None else "")
        broken = view.state is EngineState.FAULTED
        self.fault.set_title(
            translate("EngineWindow", "Repair the fault")
            if broken
            else translate("EngineWindow", "KO · simulate a fault")
        )
        set_tone(self.fault, "primary" if broken else "danger")

    def _show_request(self, blocks: Blocks, view: EngineView) -> None:
        self.request.setEnabled(blocks.request is None)
        self.driver.setEnabled(blocks.request is None)
        self.cancel.setVisible(blocks.cancel is None)
        if blocks.request is not None:
            self._note(block_text(blocks.request))
        elif self.note.property("tone") != "bad":
            self._note("")

    def _note(self, text: str, tone: str = "quiet") -> None:
        set_tone(self.note, tone)
        self.note.setText(text)
        set_tip(self.note, text)

    @Slot()
    def _ask(self) -> None:
        """Request a supply for the driver that was typed, or say what is wrong with it."""
        if not self.request.isEnabled():
            return
        try:
            wanted = driver_id(self.driver.text())
        except ValueError as error:
            self._note(str(error), "bad")
            self.driver.setFocus()
            return
        self._note("")
        self.driver.clear()
        self.display.setFocus()  # the keys E, D and K work again
        self._post(RequestSupply(wanted))

    @Slot()
    def _toggle_fault(self) -> None:
        broken = self._view is not None and self._view.state is EngineState.FAULTED
        self._post(Repair() if broken else Break())

    def _connect(self) -> None:
        self.plug.clicked.connect(lambda: self._post(Plug()))
        self.unplug.clicked.connect(lambda: self._post(Unplug()))
        self.fault.clicked.connect(self._toggle_fault)
        self.request.clicked.connect(self._ask)
        self.cancel.clicked.connect(lambda: self._post(CancelRequest()))
        self.driver.returnPressed.connect(self._ask)
        self.driver.textEdited.connect(lambda: self._note(""))
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.driver, self.display.setFocus)
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _lay_out(self) -> None:
        self.content.addLayout(row((self.display, 5), (self._controls(), 3), spacing=3 * STEP), 5)
        self.content.addWidget(self._request_card())
        self._messages = Card(translate("EngineWindow", "Messages"))
        self.log.setMinimumHeight(_LOG_HEIGHT)
        self._messages.body.addWidget(self.log)
        self.content.addWidget(self._messages, 3)

    def _controls(self) -> QVBoxLayout:
        connector = Card(translate("EngineWindow", "Connector"))
        self._plug_word = make_label("", Role.HEADING, "quiet")
        connector.head.addWidget(self._plug_word)
        connector.body.addWidget(self.connector, 1)
        buttons = QGridLayout()
        buttons.setSpacing(2 * STEP)
        buttons.addWidget(self.plug, 0, 0)
        buttons.addWidget(self.unplug, 0, 1)
        buttons.addWidget(self.fault, 1, 0, 1, 2)
        return column((connector, 1), buttons, spacing=3 * STEP)

    def _request_card(self) -> Card:
        card = Card(translate("EngineWindow", "Manual request"))
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.driver.setPlaceholderText(translate("EngineWindow", "Id of the driver"))
        self.driver.setAccessibleName(translate("EngineWindow", "Id of the driver"))
        self.driver.setMaxLength(64)
        self.driver.setMaximumWidth(65 * STEP)
        self.note.setWordWrap(True)
        self.note.setMinimumWidth(0)
        # Two lines have room, and the button: nothing moves when a sentence comes.
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing() + STEP)
        keep = self.cancel.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.cancel.setSizePolicy(keep)
        self.cancel.hide()
        card.body.addLayout(row((self.driver, 2), self.request, self.cancel, (self.note, 3)))
        return card


def connection_fields(port: int) -> Sequence[FieldSpec]:
    """What the connection dialog asks for."""
    return (
        FieldSpec(
            "broker",
            translate("EngineWindow", "Kafka (host:port)"),
            "127.0.0.1:9092",
            "127.0.0.1:9092",
            lambda text: str(parse_address(text)),
        ),
        FieldSpec(
            "listen_port",
            translate("EngineWindow", "Port for the monitor"),
            str(port),
            str(port),
            lambda text: str(parse_port(text)),
        ),
    )


def _line(message: told.Message) -> Message:
    who = "CENTRAL" if message.code in _FROM_CENTRAL else translate("EngineWindow", "Engine")
    return Message(message.at, who, message_text(message), message.severity)


def _notes(view: EngineView) -> str:
    notes = []
    if view.owed:
        notes.append(
            counted(
                view.owed,
                translate("EngineWindow", "1 ticket that CENTRAL has not confirmed"),
                translate("EngineWindow", "{count} tickets that CENTRAL has not confirmed"),
            )
        )
    if view.rejected:
        notes.append(translate("EngineWindow", "rejected records: {count}").format(count=view.rejected))
    return " · ".join(notes)
