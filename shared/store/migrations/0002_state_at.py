"""The newest ``engine_state`` that was taken: when the engine made it, and its id. An older one is a copy."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE charging_point ADD COLUMN state_at VARCHAR(255)")
    db.execute_sql("ALTER TABLE charging_point ADD COLUMN state_ids TEXT")
