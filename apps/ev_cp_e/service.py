"""The core of an engine: takes every event, keeps the order of effects, shows the state.

Plain Python, no Qt, no I/O but the journal (wire contract 3 to 6): :meth:`EngineService.handle` and
:meth:`EngineService.tick` change the state, :meth:`EngineService.flush` commits the journal and only then
lets records out. One thread owns it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apps.ev_cp_e import intents, views
from apps.ev_cp_e.context import Context
from apps.ev_cp_e.ledger import Ledger
from apps.ev_cp_e.links import LinkStates
from apps.ev_cp_e.monitor_side import MonitorSide
from apps.ev_cp_e.outgoing import Outgoing
from apps.ev_cp_e.requests import Requests
from apps.ev_cp_e.station import Equipment, Station
from shared.domain.money import ZERO, money_text, parse_money, parse_price
from shared.messages import records as r
from shared.messages import topics
from shared.messages.codec import BadRecord, decode
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer, FromProducer
from shared.net import events as net
from shared.runtime.clock import Instant, from_wire
from shared.runtime.clock_watch import ClockNews
from shared.runtime.pace import Pace
from shared.runtime.text import translate
from shared.runtime.told import Message
from shared.store.journal import Journal, JournalSupply

FIRST_LOOK_S = 3.0
"""What has not been reached this long after the start is said to be away (D4, D6)."""
_ONCE_S = 1.0
"""Copies of one command in this time are one, and so is what is said of rejected records."""
_PUBLISH_S = 0.1


@dataclass(frozen=True, slots=True)
class FromServer:
    """An event of the socket that the monitor connects to."""

    event: net.ServerEvent


Event = FromConsumer | FromProducer | FromServer | intents.Intent


@dataclass(frozen=True, slots=True)
class Ports:
    """Where effects go: none may block. ``reply`` prints a console answer, ``announce`` tells people."""

    send: Callable[[kafka.OutRecord], None]
    answer: Callable[[int, str], None]
    drop: Callable[[int], None]
    publish: Callable[[views.EngineView], None]
    reply: Callable[[object], None]
    announce: Callable[[Message], None]


class EngineService:
    """One engine. ``journal`` is read here; raises ``StoreError`` if it cannot be."""

    def __init__(self, journal: Journal, equipment: Equipment, ports: Ports, now: Instant) -> None:
        contents = journal.load()
        ledger = Ledger(journal, contents, now)
        self._ports = ports
        self._context = Context(LinkStates(now.mono), Outgoing(ports.send), ledger, ports.announce)
        self._station = Station(self._context, equipment, stopped=contents.stopped)
        self._requests = Requests(self._context, self._station)
        self._monitor = MonitorSide(
            self._context,
            self._station,
            remembered_cp=contents.cp_id,
            bound=ledger.owed_cp(),
            answer=ports.answer,
            drop=ports.drop,
        )
        self._first_look_mono: float | None = now.mono + FIRST_LOOK_S
        self._was_ready = False
        self._report_due = False
        self._journal_fault = ""
        self._central = ("", True)
        self._pace = Pace(_ONCE_S)
        self._rejected = 0
        self._shown: views.EngineView | None = None
        self._publish_mono = float("-inf")
        for row in ledger.lost:
            self._context.say(now, "lost", "warning", **_figures(row))

    def accepts_monitor(self, mono: float) -> bool:
        """Whether the socket may let another monitor in now. Any thread."""
        return self._context.links.accepts_monitor(mono)

    def next_deadline(self) -> float | None:
        """When to tick next: no sooner than usual."""
        return None

    def suspended(self, seconds: float, now: Instant) -> None:
        """The process stood still: nothing was metered, and nobody was silent meanwhile."""
        self._context.links.clock.forget()
        self._context.say(now, "suspended", "warning", seconds=f"{seconds:.0f}")

    # the core's cycle

    def handle(self, event: Event, now: Instant) -> None:
        """Take one event."""
        match event:
            case FromConsumer(what):
                self._consumed(what, now)
            case FromProducer(what):
                self._produced(what, now)
            case FromServer(what):
                self._report_due |= self._monitor.handle(what, now)
            case _:
                self._asked(event, now)
        self._refresh_links(now)

    def tick(self, now: Instant) -> None:
        """Let time pass: links fall silent, readings and timeouts come."""
        self._refresh_links(now)
        self._station.tick(now)
        self._requests.tick(now)
        self._context.voice.say_more(now)
        self._context.ledger.say_owed(self._context.outgoing, now, ready=self._context.ready)
        if self._first_look_mono is not None and now.mono >= self._first_look_mono:
            self._first_look_mono = None
            self._say_unreached(now)

    def flush(self, now: Instant) -> None:
        """Commit, then let the records out; without the commit those that promise something of the journal
        wait, and the meter goes on (B4)."""
        ledger = self._context.ledger
        self._context.outgoing.release(committed=ledger.commit(now))
        if ledger.fault != self._journal_fault:
            self._journal_fault = ledger.fault
            if ledger.fault:
                self._context.say(now, "journal_fault", "bad", text=ledger.fault)
            else:
                self._context.say(now, "journal_back", "good")
        self._publish(now)

    def close(self, now: Instant) -> None:
        """The program ends: a running supply is metered up to now; the next start reports it (D2)."""
        self._station.read_last(now)
        self._context.ledger.commit(now)

    # what arrives

    def _consumed(self, event: kafka.ConsumerEvent, now: Instant) -> None:
        links = self._context.links
        match event:
            case kafka.LinkUp(latency_ms):
                links.kafka_spoke(now, latency_ms)
            case kafka.LinkDown(reason):
                links.consumer_lost(reason)
            case kafka.Positioned():
                links.positioned()
                self._report_due = True  # something may have been missed while there was no place
            case kafka.Records(records):
                links.kafka_spoke(now)
                for raw in records:
                    self._read(raw, now)

    def _produced(self, event: kafka.ProducerEvent, now: Instant) -> None:
        match event:
            case kafka.LinkUp():
                self._context.links.producer(True)
            case kafka.LinkDown(reason):
                self._context.links.producer(False, reason)
            case kafka.Delivered(tokens):
                for token in tokens:
                    self._arrived(token, now)
            case kafka.Undeliverable(token, reason):
                self._context.say(now, "undeliverable", "bad", text=reason)
                self._arrived(token, now)

    def _arrived(self, token: object, now: Instant) -> None:
        match token:
            case ("started", str(session_id)):
                self._station.start_arrived(session_id)
            case ("finished", str(session_id)):
                self._context.ledger.arrived(session_id, now)

    def _read(self, raw: kafka.RawRecord, now: Instant) -> None:
        """One record of ``ev.commands`` or ``ev.heartbeat``; a bad one is counted and shown (B2)."""
        outgoing = self._context.outgoing
        try:
            if raw.topic == topics.HEARTBEAT:
                self._central_lives(decode(topics.HEARTBEAT, raw.value, raw.raw_key), now)
                return
            if outgoing.cp_id is None or raw.key != outgoing.cp_id:
                return
            signature = dict(raw.headers).get(topics.SIGNATURE_HEADER)
            if not outgoing.verifies(topics.COMMANDS, raw.value, signature):
                raise BadRecord(translate("Rule", "missing or bad signature"))
            command = decode(topics.COMMANDS, raw.value)
            self._refresh_links(now)
            if self._pace.may(command.id, now.mono):
                self._command(command, now)
        except BadRecord as error:
            self._reject(raw, error, now)

    def _central_lives(self, record: r.AnyRecord, now: Instant) -> None:
        links = self._context.links
        links.heartbeat(now)
        if not isinstance(record, r.CentralAlive):
            return
        central = (str(record.instance), record.database)
        if central != self._central:
            self._central = central
            self._context.ledger.hurry(now)
        match links.clock.heard(from_wire(record.at), now, str(record.instance)):
            case ClockNews.WRONG:
                self._context.say(now, "clock_wrong", "warning", ahead_s=str(links.clock.ahead_s))
            case ClockNews.RIGHT:
                self._context.say(now, "clock_right", "good")

    def _command(self, command: r.AnyRecord, now: Instant) -> None:
        station = self._station
        match command:
            case r.Authorise():
                _check_price(command.price)
                self._requests.authorised(command, now)
            case r.Cancel():
                if not self._context.ledger.owe_again(command.session_id, now):
                    station.cancel(command.session_id, command.reason, now)
            case r.Stop() | r.Resume() if not self._context.ledger.is_new("order", command.id):
                # An old ``stop`` again must not undo a ``resume``, nor end a supply.
                station.report(now, order_id=command.order_id)
            case r.Stop():
                station.stop(command.order_id, now)
            case r.Resume():
                station.resume(command.order_id, now)
            case r.Report():
                station.announce_start(now)
                station.report(now, order_id=command.order_id)
            case r.FinishConfirmed():
                self._confirmed(command, now)
            case r.RequestAnswered():
                self._requests.answered(command, now)

    def _confirmed(self, command: r.FinishConfirmed, now: Instant) -> None:
        self._station.settled(command.session_id, now)
        confirmed = self._context.ledger.confirm(command)
        if confirmed is None:
            return
        row, metered = confirmed
        if metered is None:
            self._context.say(now, "confirmed", "good", driver=row.driver_id)
            return
        counted = {"metered_wh": str(metered.energy_wh), "metered_amount": metered.amount}
        self._context.say(now, "settled", "warning", **_figures(row), **counted)

    def _reject(self, raw: kafka.RawRecord, error: BadRecord, now: Instant) -> None:
        self._rejected += 1
        if self._pace.may("rejected", now.mono):
            count = str(self._rejected)
            self._context.say(now, "rejected", "warning", topic=raw.topic, rule=str(error), count=count)

    def _asked(self, intent: intents.Intent, now: Instant) -> None:
        match intent:
            case intents.Plug():
                self._station.plug(now)
            case intents.Unplug():
                self._station.unplug(now)
            case intents.Break():
                self._station.fail(now)
            case intents.Repair():
                self._station.repair(now)
            case intents.RequestSupply(driver_id):
                self._requests.make(driver_id, now)
            case intents.CancelRequest():
                self._requests.cancel(now)
            case intents.DropEnd(session_id):
                self._drop(session_id, now)
            case intents.ShowStatus():
                self._ports.reply(self._status())
            case intents.ShowTickets():
                self._ports.reply(self._context.ledger.tickets())

    def _drop(self, session_id: str, now: Instant) -> None:
        row = self._context.ledger.drop(session_id)
        if row is None:
            self._context.say(now, "drop_refused", "warning")
            return
        self._context.say(now, "dropped", "warning", **_figures(row))
        if self._context.outgoing.cp_id is None:  # nobody has said since the start who this is
            self._monitor.bound = self._context.ledger.owed_cp()

    # links

    def _refresh_links(self, now: Instant) -> None:
        for name, alive in self._context.links.refresh(now):
            if alive:
                self._context.say(now, f"{name}_back", "good")
                self._context.ledger.hurry(now)
            else:
                detail = self._context.links.kafka.detail if name == "kafka" else ""
                self._context.say(now, f"{name}_lost", "bad", detail=detail)
        ready = self._context.ready
        if ready and (self._report_due or not self._was_ready):
            self._report_due = False
            self._station.announce_start(now)
            self._station.report(now)
        self._was_ready = ready

    def _say_unreached(self, now: Instant) -> None:
        links = self._context.links
        for name, link in (("monitor", links.monitor), ("kafka", links.kafka), ("central", links.central)):
            if not link.ever:
                self._context.say(now, f"{name}_lost", "bad", detail=link.detail)

    # what is shown

    def _status(self) -> dict[str, object]:
        supply, links = self._station.supply, self._context.links
        return {
            "cp_id": self._context.outgoing.cp_id,
            "state": self._station.state.value,
            "session_id": self._station.session_id,
            "driver_id": self._station.driver_id,
            "energy_wh": supply.row.energy_wh if supply is not None else 0,
            "amount": money_text(supply.amount if supply is not None else ZERO),
            "monitor": links.monitor.alive,
            "central": links.central.alive,
            "kafka": links.kafka.alive,
            "clock_ahead_s": links.clock.ahead_s,
            "journal": not self._context.ledger.fault,
            "rejected": self._rejected,
            "owed": len(self._context.ledger.owed),
            "owed_sessions": self._context.ledger.owed,
        }

    def _publish(self, now: Instant) -> None:
        """Show the state if it changed, at most ten times a second."""
        if now.mono - self._publish_mono < _PUBLISH_S:
            return
        view = self._view()
        if view != self._shown:
            self._shown = None if view.messages else view
            self._publish_mono = now.mono
            self._context.new_messages.clear()
            self._ports.publish(view)

    def _view(self) -> views.EngineView:
        station, context, held = self._station, self._context, self._station.reservation
        return views.EngineView(
            cp_id=context.outgoing.cp_id,
            price=self._monitor.price,
            state=station.state,
            reservation=None
            if held is None
            else views.ReservationView(held.order.driver_id, held.price, held.until_mono),
            supply=station.supply.view() if station.supply is not None else None,
            last_ticket=self._ticket_view(),
            asking=self._requests.asking,
            failed=self._requests.failed,
            blocks=views.Blocks(
                plug=station.plug_block(),
                unplug=None if station.supply is not None else "not_plugged",
                request=self._requests.block(),
                cancel=self._requests.cancel_block(),
            ),
            links=context.links.view(),
            journal_fault=self._journal_fault,
            owed=len(context.ledger.owed),
            rejected=self._rejected,
            messages=tuple(context.new_messages),
        )

    def _ticket_view(self) -> views.TicketView | None:
        row = self._context.ledger.last()
        if row is None or row.ended_at is None:
            return None
        return views.TicketView(
            driver_id=row.driver_id,
            reason=row.reason or "",
            energy_wh=row.energy_wh,
            amount=parse_money(row.amount),
        )


def _figures(row: JournalSupply) -> dict[str, str]:
    return {"driver": row.driver_id, "energy_wh": str(row.energy_wh), "amount": row.amount}


def _check_price(text: str) -> None:
    try:
        parse_price(text)
    except ValueError as error:
        raise BadRecord(str(error)) from None
