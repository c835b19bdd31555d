"""One bad row, record or part of a window fails alone: the others go on, and the log has it once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final, TypeVar

from shared.runtime.text import shown

T = TypeVar("T")
_MOST: Final = 1_000
_LONGEST: Final = 100
_log = logging.getLogger(__name__)
_told: set[tuple[str, str]] = set()


def guarded(what: str, call: Callable[..., T], *values: Any) -> T | None:
    """``call(*values)``; None if it fails, which the log says once of ``what``. Any thread."""
    try:
        return call(*values)
    except Exception as error:  # noqa: BLE001 - whatever it was, it is this one's alone
        fault = what, f"{type(error).__name__}: {error}"[:_LONGEST]
        if fault not in _told and len(_told) < _MOST:
            _told.add(fault)
            _log.exception("%s is left out: it is damaged or cannot be shown", shown(what))
        return None


def in_parts(*parts: Callable[[], object]) -> None:
    """Call each of ``parts``, the parts of a window's update, whatever becomes of the others."""
    for part in parts:
        guarded(getattr(part, "__qualname__", "a part"), part)


def forget() -> set[tuple[str, str]]:
    """What was told, which may then be told again."""
    told = set(_told)
    _told.clear()
    return told
