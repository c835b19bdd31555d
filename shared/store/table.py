"""A table whose rows are a dataclass: its fields are the columns, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

import msgspec
import peewee

from shared.runtime.guard import guarded

Row = TypeVar("Row")
ANY: Final = ""
"""In a query that is written once: the values that it is run with come in its place."""


class Table(peewee.Table, Generic[Row]):
    """The table ``name`` of rows ``row`` for peewee's queries, which name its columns ``table.c.COLUMN``.

    ``key`` names its primary key. Decimals and enums are text in it, so that no driver rounds them.
    """

    def __init__(self, name: str, row: type[Row], *key: str) -> None:
        super().__init__(name)
        made: Any = row
        self.row = row
        self.key = key
        self.key_of: Callable[[Row], Any] = attrgetter(*key)
        self.columns = [field.name for field in fields(made)]
        columns = [self.c[name] for name in self.columns]
        changed = [name for name in self.columns if name not in key]
        # Written once, as peewee needs as long for it as a database for some rows.
        self.all = self.select(*columns)
        self.by = {name: self.all.where(self.c[name] == ANY) for name in self.columns}
        self.upsert = self.insert([[ANY] * len(columns)], columns).on_conflict(
            conflict_target=key, preserve=changed
        )
        self.remove = self.delete().where(*(self.c[name] == ANY for name in key))

    def values(self, row: Row) -> tuple[Any, ...]:
        """What is written of ``row``."""
        return tuple(msgspec.to_builtins(row, builtin_types=(bytes,)).values())

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Row]:
        """The rows of what ``all`` found; a damaged one is left out, which the log says once."""
        made = (guarded(f"the row {values[0]} of the database", self._row, values) for values in found)
        return [row for row in made if row is not None]

    def _row(self, values: Sequence[Any]) -> Row:
        # Not strict: SQLite has numbers for true and false.
        return msgspec.convert(dict(zip(self.columns, values, strict=True)), self.row, strict=False)
