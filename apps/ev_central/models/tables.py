"""The plain tables of CENTRAL's panel: requests in progress, ended supplies, drivers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject

from apps.ev_central.models.book import natural_key
from apps.ev_central.views import DriverView, RequestView, TicketView
from shared.domain.words import cancel_text, denial_text, end_text, step_text
from shared.qt.tables import Column, Table
from shared.runtime.clock import local
from shared.runtime.text import format_duration, format_energy, format_money, format_price, translate


def date_text(moment: datetime) -> str:
    """The local day, as people write it."""
    return f"{local(moment):%d/%m/%y}"


def time_text(moment: datetime) -> str:
    """The local time of day."""
    return f"{local(moment):%H:%M:%S}"


def request_text(request: RequestView) -> str:
    """Where a request stands, with the reason when it came to nothing."""
    if request.step == "ended":
        return translate("CentralWindow", "Ended: {reason}").format(reason=end_text(request.reason or ""))
    word = step_text(request.step)
    if not request.reason:
        return word
    reason = (denial_text if request.step == "denied" else cancel_text)(request.reason)
    return translate("CentralWindow", "{step}: {reason}").format(step=word, reason=reason)


def _request_tone(request: RequestView) -> str:
    if request.step == "denied":
        return "bad"
    if request.step in ("interrupted", "cancelled"):
        return "warning"
    return "quiet" if request.over else ""


def requests_table(parent: QObject | None = None) -> Table[RequestView]:
    """Requests in progress, in the columns of the assignment's panel plus the step."""
    over: Callable[[RequestView], str] = lambda row: "quiet" if row.over else ""  # noqa: E731
    columns: tuple[Column[RequestView], ...] = (
        Column(translate("CentralWindow", "Date"), lambda r: date_text(r.at), tone=over),
        Column(translate("CentralWindow", "Time"), lambda r: time_text(r.at), tone=over),
        Column(translate("CentralWindow", "Driver"), lambda r: r.driver_id, tone=over),
        Column(translate("CentralWindow", "CP"), lambda r: r.cp_id, tone=over),
        Column(translate("CentralWindow", "Step"), request_text, tone=_request_tone),
        Column(translate("CentralWindow", "Session"), lambda r: r.session_id or ""),
    )
    return Table(columns, lambda row: row.request_id, parent)


def tickets_table(parent: QObject | None = None) -> Table[TicketView]:
    """Ended supplies."""
    columns: tuple[Column[TicketView], ...] = (
        Column(
            translate("CentralWindow", "Ended"),
            lambda t: f"{date_text(t.ended_at)} {time_text(t.ended_at)}",
            lambda t: t.ended_at,
        ),
        Column(translate("CentralWindow", "CP"), lambda t: t.cp_id, lambda t: natural_key(t.cp_id)),
        Column(translate("CentralWindow", "Driver"), lambda t: t.driver_id),
        Column(
            translate("CentralWindow", "Duration"),
            lambda t: format_duration((t.ended_at - t.started_at).total_seconds()),
            lambda t: t.ended_at - t.started_at,
            right=True,
        ),
        Column(
            translate("CentralWindow", "Energy"),
            lambda t: format_energy(t.energy_wh),
            lambda t: t.energy_wh,
            right=True,
        ),
        Column(
            translate("CentralWindow", "Price"),
            lambda t: format_price(t.price),
            lambda t: t.price,
            right=True,
        ),
        Column(
            translate("CentralWindow", "Amount"),
            lambda t: format_money(t.amount),
            lambda t: t.amount,
            right=True,
        ),
        Column(
            translate("CentralWindow", "End"),
            lambda t: end_text(t.reason),
            tone=lambda t: "warning" if t.reason in ("fault", "stopped", "engine_lost") else "",
        ),
        Column(translate("CentralWindow", "Session"), lambda t: t.session_id, tone=lambda _: "quiet"),
    )
    return Table(columns, lambda row: row.session_id, parent)


def drivers_table(parent: QObject | None = None) -> Table[DriverView]:
    """Registered drivers."""
    columns: tuple[Column[DriverView], ...] = (
        Column(
            translate("CentralWindow", "Driver"), lambda d: d.driver_id, lambda d: natural_key(d.driver_id)
        ),
        Column(
            translate("CentralWindow", "May request"),
            lambda d: (
                translate("CentralWindow", "yes") if d.enabled else translate("CentralWindow", "no, disabled")
            ),
            tone=lambda d: "good" if d.enabled else "bad",
        ),
        Column(translate("CentralWindow", "Has a supply at"), lambda d: d.busy_with or ""),
    )
    return Table(columns, lambda row: row.driver_id, parent)
