"""Tables of CENTRAL's database (peewee). Money and prices are text, so that no driver rounds them."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    FloatField,
    IntegerField,
    Model,
    TextField,
)


class ChargingPointTable(Model):
    """Every charging point that ever asked to be enrolled. ``secret`` and keys are hex digits."""

    cp_id = CharField(primary_key=True)
    location = TextField()
    x = FloatField(null=True)
    y = FloatField(null=True)
    price = TextField(null=True)  # null: the default tariff
    enrolment = CharField()
    reopened = BooleanField()
    secret = CharField(null=True)
    key_latest = CharField(null=True)
    key_before = CharField(null=True)
    stopped = BooleanField()
    order_id = CharField(null=True)  # the order that the engine has not answered yet
    state_at = CharField(null=True)
    state_ids = TextField(null=True)
    opened_for = CharField(null=True)

    class Meta:
        table_name = "charging_point"


class DriverTable(Model):
    """Registered drivers (M5)."""

    driver_id = CharField(primary_key=True)
    enabled = BooleanField()

    class Meta:
        table_name = "driver"


class RequestTable(Model):
    """Every request that was read, so that the same one read again has no second effect."""

    request_id = CharField(primary_key=True)
    driver_id = CharField()
    cp_id = CharField()
    origin = CharField()
    received_at = CharField()
    step = CharField()
    reason = CharField(null=True)
    session_id = CharField(null=True, index=True)

    class Meta:
        table_name = "request"


class SupplyTable(Model):
    """Reservations and supplies; an ended one is its ticket."""

    session_id = CharField(primary_key=True)
    request_id = CharField(unique=True)
    driver_id = CharField(index=True)
    cp_id = CharField(index=True)
    location = TextField()
    origin = CharField()
    price = TextField()
    state = CharField(index=True)
    created_at = CharField()
    authorised_at = CharField(null=True)
    started_at = CharField(null=True)
    ended_at = CharField(null=True, index=True)
    reason = CharField(null=True)
    seq = BigIntegerField()
    energy_wh = BigIntegerField()
    amount = TextField()
    told_at = CharField(null=True, index=True)
    ended_seq = BigIntegerField(null=True, index=True)

    class Meta:
        table_name = "supply"


class OffsetTable(Model):
    """Where CENTRAL goes on reading, per partition (wire contract 5)."""

    topic = CharField()
    partition = IntegerField()
    next_offset = BigIntegerField()

    class Meta:
        table_name = "offset"
        primary_key = CompositeKey("topic", "partition")


class OutboxTable(Model):
    """Records that must be sent and that Kafka has not confirmed yet."""

    seq = BigIntegerField(primary_key=True)
    topic = CharField()
    key = CharField()
    value = BlobField()

    class Meta:
        table_name = "outbox"


class AuditTable(Model):
    """What operators ordered and who was enrolled, for later questions."""

    audit_id = CharField(primary_key=True)
    at = CharField(index=True)
    who = CharField()
    what = TextField()

    class Meta:
        table_name = "audit"


class SettingTable(Model):
    """Small facts: the default tariff."""

    name = CharField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "setting"


TABLES: tuple[type[Model], ...] = (
    ChargingPointTable,
    DriverTable,
    RequestTable,
    SupplyTable,
    OffsetTable,
    OutboxTable,
    AuditTable,
    SettingTable,
)
