"""Tables of CENTRAL's database, and their rows as the core holds them in memory."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec

from shared.domain.money import ZERO, parse_price
from shared.domain.supply import SupplyState
from shared.store.keeper import Setting
from shared.store.table import Table

Hex = Annotated[str, msgspec.Meta(pattern="^([0-9a-fA-F]{2})*$")]


class Enrolment(StrEnum):
    """Where the enrolment of a charging point stands (M2)."""

    PENDING = "pending"
    ENROLLED = "enrolled"
    REJECTED = "rejected"
    REVOKED = "revoked"


@dataclass(slots=True)
class CpRow:
    """A charging point that ever asked to be enrolled. ``price`` None: the default tariff; ``reopened``: the
    next REGISTER is taken, of the address ``opened_for`` only if there is one.

    ``state_at``: when its engine made the newest ``engine_state`` that was taken, by the engine's own clock;
    ``state_ids``: the ids of those that were made at that moment, with spaces between them.
    """

    cp_id: str
    location: str
    x: float | None
    y: float | None
    enrolment: Enrolment
    price: Decimal | None = None
    reopened: bool = False
    secret: Hex | None = None
    key_latest: Hex | None = None
    key_before: Hex | None = None
    stopped: bool = False
    order_id: str | None = None
    state_at: str | None = None
    state_ids: str | None = None
    opened_for: str | None = None

    def __post_init__(self) -> None:
        """Raises :class:`ValueError` for a price that nobody can have set."""
        if self.price is not None:
            parse_price(str(self.price))

    @property
    def keys(self) -> tuple[bytes, ...]:
        """Session keys that are valid for signatures, the latest first."""
        return tuple(bytes.fromhex(key) for key in (self.key_latest, self.key_before) if key)


@dataclass(slots=True)
class DriverRow:
    """A registered driver."""

    driver_id: str
    enabled: bool


@dataclass(slots=True)
class RequestRow:
    """A request that was read, so that read again it has no second effect. Times are as on the wire."""

    request_id: str
    driver_id: str
    cp_id: str
    origin: str
    received_at: str
    step: str
    reason: str | None = None
    session_id: str | None = None


@dataclass(slots=True)
class SupplyRow:
    """A reservation or supply; an ended one is its ticket. Energy in Wh, amount in EUR, price in EUR/kWh;
    times as on the wire.

    ``started_at`` and ``ended_at`` are by the engine's clock, all else by CENTRAL's: ``told_at`` is when the
    ticket was made, ``ended_seq`` its number among tickets. ``driver_id`` empty: nobody knows whose it is.
    """

    session_id: str
    request_id: str
    driver_id: str
    cp_id: str
    location: str
    origin: str
    price: Decimal
    state: SupplyState
    created_at: str
    authorised_at: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    reason: str | None = None
    seq: int = 0
    energy_wh: int = 0
    amount: Decimal = ZERO
    told_at: str | None = None
    ended_seq: int | None = None


@dataclass(frozen=True, slots=True)
class OffsetRow:
    """Where CENTRAL goes on reading (wire contract 5)."""

    topic: str
    partition: int
    next_offset: int


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit log: what operators ordered and who was enrolled."""

    audit_id: str
    at: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A record that waits for Kafka's confirmation; ``seq`` gives the order."""

    seq: int
    topic: str
    key: str
    value: bytes


CPS: Final = Table("charging_point", CpRow, "cp_id")
DRIVERS: Final = Table("driver", DriverRow, "driver_id")
REQUESTS: Final = Table("request", RequestRow, "request_id")
SUPPLIES: Final = Table("supply", SupplyRow, "session_id")
OFFSETS: Final = Table("offset", OffsetRow, "topic", "partition")
OUTBOX: Final = Table("outbox", OutboxRow, "seq")
AUDIT: Final = Table("audit", AuditRow, "audit_id")
SETTINGS: Final = Table("setting", Setting, "name")
TABLES: Final[tuple[Table[Any], ...]] = (
    *(CPS, DRIVERS, REQUESTS, SUPPLIES, OFFSETS, OUTBOX, AUDIT, SETTINGS),
)
"""The migrations make them, with their indexes."""
ENDED: Final = SUPPLIES.all.where(SUPPLIES.c.ended_seq > 0)
"""Not by their state: SQLite would read all that are ended."""
