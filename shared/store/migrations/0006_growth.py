"""Questions about tickets read what they show, and not all that is stored."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    for statement in (
        "CREATE INDEX supply_driver_ended ON supply (driver_id, ended_seq)",
        "CREATE INDEX supply_cp_ended ON supply (cp_id, ended_seq)",
        "CREATE INDEX request_received ON request (received_at)",
        "DROP INDEX IF EXISTS supply_driver",
        "DROP INDEX IF EXISTS supply_cp",
        "DROP INDEX IF EXISTS supply_ended",
    ):
        db.execute_sql(statement)
