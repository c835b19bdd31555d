"""What an operator can ask of CENTRAL, from the window or the console. Immutable, handled by the core."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shared.core.intents import Intent as Intent
from shared.core.intents import ShowStatus as ShowStatus
from shared.core.intents import ShowTickets as ShowTickets


@dataclass(frozen=True, slots=True)
class _OfCp(Intent):
    """About one charging point."""

    cp_id: str


@dataclass(frozen=True, slots=True)
class _OfCps(Intent):
    """About charging points; ``cp_ids`` None: all."""

    cp_ids: tuple[str, ...] | None


class StopCps(_OfCps):
    """Take charging points out of service (M13)."""


class ResumeCps(_OfCps):
    """Put charging points back in service (M13)."""


@dataclass(frozen=True, slots=True)
class SetPrice(Intent):
    """Give a charging point its own price, EUR/kWh; None: the default tariff again (M4)."""

    cp_id: str
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class SetTariff(Intent):
    """Change the default tariff, EUR/kWh."""

    price: Decimal


@dataclass(frozen=True, slots=True)
class AddDriver(Intent):
    """Register a driver (M5); one that exists is left as it is."""

    driver_id: str


@dataclass(frozen=True, slots=True)
class EnableDriver(Intent):
    """Enable or disable a registered driver (M5)."""

    driver_id: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class ImportDrivers(Intent):
    """Register the drivers of a CSV file, already read: ``(driver_id, enabled)`` pairs."""

    drivers: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class AcceptCp(Intent):
    """Open one enrolment for a pending, rejected, enrolled or revoked charging point (M2).

    It is for the monitor that asks under ``code``; None: for the only one that asks, or whoever asks next.
    ``cp_id`` None: for all that wait.
    """

    cp_id: str | None
    code: str | None = None


class RejectCp(_OfCp):
    """Refuse the enrolment of a pending charging point."""


class RevokeCp(_OfCp):
    """Make a charging point's secret void."""


class ForgetCp(_OfCp):
    """Take a charging point that is DISCONNECTED out of database, panel and ``ev.network``."""


@dataclass(frozen=True, slots=True)
class SetPolicy(Intent):
    """Change the enrolment policy: ``open``, ``approve`` or ``closed``."""

    policy: str


@dataclass(frozen=True, slots=True)
class SettleSupply(Intent):
    """Close an interrupted supply whose engine never came back, with what it last reported, or make the
    ticket of an orphan, of ``driver_id`` if that is given."""

    session_id: str
    driver_id: str | None = None


@dataclass(frozen=True, slots=True)
class DropOrphan(Intent):
    """Confirm the end of a supply that CENTRAL does not know, without a ticket."""

    session_id: str


@dataclass(frozen=True, slots=True)
class ShowHistory(Intent):
    """Ask for the last ended supplies of a charging point (None: of all); answered by ``CpHistory``."""

    cp_id: str | None
    limit: int = 200


class ShowOrphans(Intent):
    """Console: print the ends that wait to be settled or dropped."""


@dataclass(frozen=True, slots=True)
class WatchCp(Intent):
    """Tell of each life message of this charging point, whose details are shown; None: of no one's."""

    cp_id: str | None


Question = ShowHistory | ShowTickets | dict[str, object] | list[object]
"""What the database answers; or the answer itself, made by the core, which waits for those before it."""
