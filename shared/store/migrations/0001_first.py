"""The first schema: frozen, whatever the models become later."""

from typing import Any

from peewee import PostgresqlDatabase


def up(migrator: Any, db: Any) -> None:
    blob = "BYTEA" if isinstance(db, PostgresqlDatabase) else "BLOB"
    for statement in (
        """CREATE TABLE charging_point (
            cp_id VARCHAR(255) PRIMARY KEY, location TEXT NOT NULL, x DOUBLE PRECISION, y DOUBLE PRECISION,
            price TEXT, enrolment VARCHAR(255) NOT NULL, reopened BOOLEAN NOT NULL, secret VARCHAR(255),
            key_latest VARCHAR(255), key_before VARCHAR(255), stopped BOOLEAN NOT NULL,
            order_id VARCHAR(255))""",
        "CREATE TABLE driver (driver_id VARCHAR(255) PRIMARY KEY, enabled BOOLEAN NOT NULL)",
        """CREATE TABLE request (
            request_id VARCHAR(255) PRIMARY KEY, driver_id VARCHAR(255) NOT NULL, cp_id VARCHAR(255) NOT NULL,
            origin VARCHAR(255) NOT NULL, received_at VARCHAR(255) NOT NULL, step VARCHAR(255) NOT NULL,
            reason VARCHAR(255), session_id VARCHAR(255))""",
        """CREATE TABLE supply (
            session_id VARCHAR(255) PRIMARY KEY, request_id VARCHAR(255) NOT NULL UNIQUE,
            driver_id VARCHAR(255) NOT NULL, cp_id VARCHAR(255) NOT NULL, location TEXT NOT NULL,
            origin VARCHAR(255) NOT NULL, price TEXT NOT NULL, state VARCHAR(255) NOT NULL,
            created_at VARCHAR(255) NOT NULL, authorised_at VARCHAR(255), started_at VARCHAR(255),
            ended_at VARCHAR(255), reason VARCHAR(255), seq BIGINT NOT NULL, energy_wh BIGINT NOT NULL,
            amount TEXT NOT NULL)""",
        "CREATE INDEX supply_driver ON supply (driver_id)",
        "CREATE INDEX supply_cp ON supply (cp_id)",
        "CREATE INDEX supply_state ON supply (state)",
        "CREATE INDEX supply_ended ON supply (ended_at)",
        """CREATE TABLE "offset" (
            topic VARCHAR(255) NOT NULL, partition INTEGER NOT NULL, next_offset BIGINT NOT NULL,
            PRIMARY KEY (topic, partition))""",
        f"""CREATE TABLE outbox (
            seq BIGINT PRIMARY KEY, topic VARCHAR(255) NOT NULL, key VARCHAR(255) NOT NULL,
            value {blob} NOT NULL)""",
        """CREATE TABLE audit (
            audit_id VARCHAR(255) PRIMARY KEY, at VARCHAR(255) NOT NULL, who VARCHAR(255) NOT NULL,
            what TEXT NOT NULL)""",
        "CREATE INDEX audit_at ON audit (at)",
        "CREATE TABLE setting (name VARCHAR(255) PRIMARY KEY, value TEXT NOT NULL)",
    ):
        db.execute_sql(statement)
