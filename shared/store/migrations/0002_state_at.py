"""When an engine made the newest ``engine_state`` that was taken: an older one is a copy of another's."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE charging_point ADD COLUMN state_at VARCHAR(255)")
