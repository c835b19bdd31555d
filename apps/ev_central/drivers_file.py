"""Reads a CSV file of drivers: header ``driver_id,enabled``, enabled is ``true`` or ``false`` (M5)."""

from __future__ import annotations

import csv
from pathlib import Path

from shared.domain.ids import driver_id
from shared.runtime.errors import UserError
from shared.runtime.text import translate

_WORDS = {"true": True, "false": False}


class BadDriversFile(UserError):
    """The file cannot be taken; the text is a sentence with the line, and nothing of it was used."""


def read_drivers(path: Path) -> tuple[tuple[str, bool], ...]:
    """``(driver_id, enabled)`` of each line. Raises :class:`BadDriversFile`."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise BadDriversFile(
            translate("DriversFile", "{path} is not UTF-8 text. Save it as CSV UTF-8 and try again.").format(
                path=path
            )
        ) from None
    except OSError as error:
        raise BadDriversFile(
            translate("DriversFile", "{path} cannot be read ({cause}); check its name.").format(
                path=path, cause=error.strerror
            )
        ) from None
    rows = list(enumerate(csv.reader(text.splitlines()), start=1))
    if not rows or [word.strip() for word in rows[0][1]] != ["driver_id", "enabled"]:
        raise BadDriversFile(
            translate("DriversFile", "{path}, line 1: the header must be driver_id,enabled").format(path=path)
        )
    return tuple(
        _driver(path, line, fields) for line, fields in rows[1:] if any(word.strip() for word in fields)
    )


def _driver(path: Path, line: int, fields: list[str]) -> tuple[str, bool]:
    words = [word.strip() for word in fields]
    if len(words) != 2:
        raise BadDriversFile(
            translate("DriversFile", "{path}, line {line}: two values are needed, driver_id,enabled").format(
                path=path, line=line
            )
        )
    word, enabled = words
    try:
        driver = driver_id(word)
    except ValueError as error:
        text = translate("DriversFile", "{path}, line {line}: {fault}")
        raise BadDriversFile(text.format(path=path, line=line, fault=error)) from None
    if enabled.lower() not in _WORDS:
        raise BadDriversFile(
            translate(
                "DriversFile", "{path}, line {line}: enabled must be true or false, not '{word}'"
            ).format(path=path, line=line, word=enabled)
        )
    return driver, _WORDS[enabled.lower()]
