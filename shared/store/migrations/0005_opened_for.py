"""The address that the operator's yes to an enrolment is for; null: any."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE charging_point ADD COLUMN opened_for VARCHAR(255)")
