"""CENTRAL's own order of tickets (engines' clocks may be wrong), and a way from a session to its request."""

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
    ):
        db.execute_sql(statement)
