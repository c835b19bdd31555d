"""A table whose rows are a dataclass: its fields are the columns, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec

from shared.runtime.guard import guarded

Row = TypeVar("Row")


class Table(Generic[Row]):
    """The table ``name`` of rows ``row``, and its SQL with ``?`` for values.

    ``key`` names its primary key. Decimals and enums are text in it, so that no driver rounds them.
    """

    def __init__(self, name: str, row: type[Row], *key: str) -> None:
        made: Any = row
        self.name = name
        self.row = row
        self.key = key
        self.key_of: Callable[[Row], Any] = attrgetter(*key)
        self.columns = tuple(field.name for field in fields(made))
        names = ", ".join(f'"{column}"' for column in self.columns)
        marks = ", ".join("?" for _ in self.columns)
        keys = ", ".join(f'"{column}"' for column in key)
        changed = ", ".join(f'"{column}"=EXCLUDED."{column}"' for column in self.columns if column not in key)
        self.select = f'SELECT {names} FROM "{name}"'
        self.delete = f'DELETE FROM "{name}" WHERE ' + " AND ".join(f'"{column}"=?' for column in key)
        self.upsert = (
            f'INSERT INTO "{name}" ({names}) VALUES ({marks}) ON CONFLICT ({keys}) DO UPDATE SET {changed}'
        )

    def values(self, row: Row) -> tuple[Any, ...]:
        """What is written of ``row``."""
        return tuple(msgspec.to_builtins(row, builtin_types=(bytes,)).values())

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Row]:
        """The rows that ``select`` found; a damaged one is left out, which the log says once."""
        made = (guarded(f"the row {values[0]} of the database", self._row, values) for values in found)
        return [row for row in made if row is not None]

    def _row(self, values: Sequence[Any]) -> Row:
        # Not strict: SQLite has numbers for true and false.
        return msgspec.convert(dict(zip(self.columns, values, strict=True)), self.row, strict=False)
