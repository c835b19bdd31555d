"""CENTRAL's own order of tickets (engines' clocks may be wrong), and ends of supplies that it does not
know."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    for statement in (
        "ALTER TABLE supply ADD COLUMN told_at VARCHAR(255)",
        "ALTER TABLE supply ADD COLUMN ended_seq BIGINT",
        # When it was told is not known any more: when it was asked for is, by CENTRAL's own clock.
        """UPDATE supply SET told_at = created_at, ended_seq = ended.place FROM (
            SELECT session_id AS id, ROW_NUMBER() OVER (ORDER BY created_at, session_id) AS place
            FROM supply WHERE state = 'ended') AS ended WHERE ended.id = supply.session_id""",
        "CREATE INDEX supply_told ON supply (told_at)",
        "CREATE INDEX supply_ended_seq ON supply (ended_seq)",
        "CREATE INDEX request_session ON request (session_id)",
        """CREATE TABLE orphan (
            session_id VARCHAR(255) PRIMARY KEY, cp_id VARCHAR(255) NOT NULL, told_at VARCHAR(255) NOT NULL,
            reason VARCHAR(255) NOT NULL, started_at VARCHAR(255) NOT NULL, ended_at VARCHAR(255) NOT NULL,
            energy_wh BIGINT NOT NULL, amount TEXT NOT NULL, request_id VARCHAR(255), driver_id VARCHAR(255),
            price TEXT, waits BOOLEAN NOT NULL)""",
    ):
        db.execute_sql(statement)
