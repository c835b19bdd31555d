"""Records that travel over Kafka (wire contract 4), as msgspec structs tagged by ``type``.

``id`` is a UUID, ``at`` RFC 3339 in UTC. Energy is Wh, power W, both integers; amounts are EUR and prices
EUR per kWh, as decimal strings. Unknown fields are ignored, so that the contract can grow.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Text = Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
Uuid = Annotated[str, Meta(pattern=r"^[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}\Z")]
Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
"""Of a request, session or order: whatever text its maker chose."""
CpId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,32}\Z")]
Place = Annotated[str, Meta(max_length=4_096)]
"""Where a charging point stands; as long as a frame of its monitor."""
Coordinate = Annotated[float, Meta(ge=0, le=100)]
Time = Annotated[str, Meta(max_length=64)]
"""RFC 3339; that it exists is checked by :func:`shared.messages.codec.decode`."""
Word = Annotated[str, Meta(max_length=255)]
"""A reason: a word of the contract or of a newer peer; empty means none."""
Seconds = Annotated[int, Meta(gt=0, le=86_400)] | Annotated[float, Meta(gt=0, le=86_400)]
Money = Annotated[str, Meta(pattern=r"^-?[0-9]{1,12}\.[0-9]{2}\Z")]
Price = Annotated[str, Meta(pattern=r"^[0-9]{1,4}(\.[0-9]{1,4})?\Z")]
Energy = Annotated[int, Meta(ge=-(10**12), le=10**12)]
Power = Annotated[int, Meta(ge=-(10**7), le=10**7)]
"""W, up to 10 MW (wire contract 7); that it is not negative is a rule with words of its own."""
Count = Annotated[int, Meta(ge=1, le=2**53)]
EngineWord = Literal["IDLE", "RESERVED", "SUPPLYING", "STOPPED", "FAULTED"]
CpWord = Literal["ACTIVATED", "SUPPLYING", "STOPPED", "FAULTED", "DISCONNECTED"]
Step = Literal["received", "checking", "asking_cp", "authorised", "denied", "cancelled"]
SessionWord = Literal["requested", "authorised", "supplying", "interrupted"]


class Record(Struct, frozen=True, kw_only=True, tag_field="type"):
    """What every record has: ``id`` (UUID, new for each record) and ``at`` (when it was made)."""

    id: Uuid
    at: Time


# ev.requests: drivers and engines to CENTRAL


class ChargeRequested(Record, frozen=True, kw_only=True, tag="charge_requested"):
    """A driver asks for a supply, from the app or at the charging point (M6)."""

    request_id: Id
    driver_id: Text
    cp_id: CpId
    origin: Literal["app", "cp"]
    expires_at: Time


class ChargeCancelled(Record, frozen=True, kw_only=True, tag="charge_cancelled"):
    """The driver takes the request back before plugging (M8)."""

    request_id: Id
    driver_id: Text
    cp_id: CpId


class SyncRequested(Record, frozen=True, kw_only=True, tag="sync_requested"):
    """A driver's app asks what is open and for its last ticket (D3). The key is the driver's id.

    With ``tickets_since`` (an addition to the contract) for all tickets of supplies that ended since.
    """

    driver_id: Text
    tickets_since: Time | None = None


# ev.commands: CENTRAL to engines


class Authorise(Record, frozen=True, kw_only=True, tag="authorise"):
    """CENTRAL asks the engine to keep itself for a driver, at ``price`` EUR/kWh, for ``plug_timeout_s``."""

    session_id: Id
    request_id: Id
    driver_id: Text
    price: Price
    plug_timeout_s: Seconds


class Cancel(Record, frozen=True, kw_only=True, tag="cancel"):
    """CENTRAL ends a reservation."""

    session_id: Id
    reason: Word


class Stop(Record, frozen=True, kw_only=True, tag="stop"):
    """CENTRAL takes the charging point out of service (M13)."""

    order_id: Id


class Resume(Record, frozen=True, kw_only=True, tag="resume"):
    """CENTRAL puts the charging point back in service (M13)."""

    order_id: Id


class FinishConfirmed(Record, frozen=True, kw_only=True, tag="finish_confirmed"):
    """CENTRAL has the end of a supply in its database: the engine need not repeat it.

    The other fields are what its ticket says, an addition to the contract: other figures than the engine's
    own if the operator had closed the supply while the engine was away.
    """

    session_id: Id
    reason: Word | None = None
    ended_at: Time | None = None
    energy_wh: Energy | None = None
    amount: Money | None = None


class Report(Record, frozen=True, kw_only=True, tag="report"):
    """CENTRAL asks the engine for its state."""

    order_id: Id


class RequestAnswered(Record, frozen=True, kw_only=True, tag="request_answered"):
    """How a request made at the charging point goes on, for its window (an addition to the contract)."""

    request_id: Id
    step: Step
    reason: Word | None = None


# ev.cp-events: engines to CENTRAL


class EngineStateReported(Record, frozen=True, kw_only=True, tag="engine_state"):
    """The engine's state; ``order_id`` if it answers an order.

    ``last_session_id``: its last supply whose end CENTRAL has confirmed, an addition to the contract.
    """

    state: EngineWord
    session_id: Id | None = None
    order_id: Id | None = None
    last_session_id: Id | None = None


class AuthorisationAnswered(Record, frozen=True, kw_only=True, tag="authorisation_answered"):
    """The engine's answer to ``authorise``."""

    session_id: Id
    accepted: bool
    reason: Word | None = None


class ChargingStarted(Record, frozen=True, kw_only=True, tag="charging_started"):
    """The vehicle was plugged in. What its ``authorise`` said is for a CENTRAL that has lost it."""

    session_id: Id
    started_at: Time
    request_id: Id | None = None
    driver_id: Text | None = None
    price: Price | None = None


class MeterReading(Record, frozen=True, kw_only=True, tag="meter_reading"):
    """What the meter says, each second (M9). ``seq`` counts from 1 in each session."""

    session_id: Id
    seq: Count
    power_w: Power
    energy_wh: Energy
    amount: Money


class ChargingFinished(Record, frozen=True, kw_only=True, tag="charging_finished"):
    """The end of a supply, repeated with the same id until it is confirmed (M10).

    ``request_id``, ``driver_id``, ``price``: as in :class:`ChargingStarted`. ``previous_session_id``: the
    engine's supply before it whose end CENTRAL has confirmed, an addition to the contract.
    """

    session_id: Id
    reason: Literal["unplugged", "stopped", "fault", "target_reached", "engine_lost"]
    started_at: Time
    ended_at: Time
    energy_wh: Energy
    amount: Money
    request_id: Id | None = None
    driver_id: Text | None = None
    price: Price | None = None
    previous_session_id: Id | None = None


# ev.notices: CENTRAL to drivers


class RequestProgress(Record, frozen=True, kw_only=True, tag="request_progress"):
    """One step of a request (M7)."""

    request_id: Id
    cp_id: Text
    step: Step
    reason: Word | None = None
    session_id: Id | None = None


class ChargingUpdate(Record, frozen=True, kw_only=True, tag="charging_update"):
    """The newest reading of the driver's supply."""

    session_id: Id
    cp_id: CpId
    power_w: Power
    energy_wh: Energy
    amount: Money


class Ticket(Record, frozen=True, kw_only=True, tag="ticket"):
    """The bill of one supply (M10)."""

    session_id: Id
    request_id: Id
    driver_id: Text
    cp_id: CpId
    location: Place
    reason: Word
    started_at: Time
    ended_at: Time
    energy_wh: Energy
    price: Price
    amount: Money


class SessionState(Record, frozen=True, kw_only=True, tag="session_state"):
    """Where an open supply of the driver stands (D3)."""

    session_id: Id
    request_id: Id
    cp_id: CpId
    state: SessionWord
    energy_wh: Energy
    amount: Money


# ev.network and ev.heartbeat: CENTRAL to all


class CpStatus(Record, frozen=True, kw_only=True, tag="cp_status"):
    """A charging point as CENTRAL sees it; ``x``, ``y`` are its place on the map, 0 to 100;
    ``occupied``: its supply is interrupted."""

    cp_id: CpId
    location: Place
    x: Coordinate | None
    y: Coordinate | None
    price: Price
    state: CpWord
    reserved: bool
    occupied: bool = False


class CentralAlive(Record, frozen=True, kw_only=True, tag="central_alive"):
    """CENTRAL's heartbeat, each second; ``instance`` changes with each start.

    ``database`` false: it lives, but answers nothing until its database works again.
    """

    instance: Id | Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
    started_at: Time
    database: bool = True


RequestRecord = ChargeRequested | ChargeCancelled | SyncRequested
CommandRecord = Authorise | Cancel | Stop | Resume | FinishConfirmed | Report | RequestAnswered
CpEventRecord = (
    EngineStateReported | AuthorisationAnswered | ChargingStarted | MeterReading | ChargingFinished
)
NoticeRecord = RequestProgress | ChargingUpdate | Ticket | SessionState
AnyRecord = RequestRecord | CommandRecord | CpEventRecord | NoticeRecord | CpStatus | CentralAlive
