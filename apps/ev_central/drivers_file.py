"""Reads a CSV file of drivers: header ``driver_id,enabled``, enabled is ``true`` or ``false`` (M5).

As Excel saves it too: a semicolon for the comma and VERDADERO or FALSO where it speaks Spanish, a byte order
mark. A line is one driver: no value goes over the end of its line.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from shared.domain.ids import driver_id
from shared.runtime.errors import UserError
from shared.runtime.text import shown, translate

_WORDS = {"true": True, "verdadero": True, "false": False, "falso": False}
_LINE_END = re.compile(r"\r\n|\n|\r")


class BadDriversFile(UserError):
    """The file cannot be taken; the text is a sentence with the line, and nothing of it was used."""


def read_drivers(path: Path) -> tuple[tuple[str, bool], ...]:
    """``(driver_id, enabled)`` of each line. Raises :class:`BadDriversFile`."""
    try:
        lines = _LINE_END.split(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        text = translate("DriversFile", "{path} is not UTF-8 text. Save it as CSV UTF-8 and try again.")
        raise BadDriversFile(text.format(path=path)) from None
    except OSError as error:
        text = translate("DriversFile", "{path} cannot be read ({cause}); check its name.")
        raise BadDriversFile(text.format(path=path, cause=error.strerror)) from None
    comma = ";" if ";" in lines[0] else ","
    if _values(path, 1, lines[0], comma) != ["driver_id", "enabled"]:
        raise _bad(path, 1, translate("DriversFile", "the header must be driver_id,enabled"))
    found: dict[str, tuple[int, bool]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if any(values := _values(path, number, line, comma)):
            driver, enabled = _driver(path, number, values)
            if driver in found:
                text = translate("DriversFile", "the driver {driver} stands in line {first} too; keep one")
                raise _bad(path, number, text.format(driver=driver, first=found[driver][0]))
            found[driver] = number, enabled
    return tuple((driver, enabled) for driver, (_, enabled) in found.items())


def _values(path: Path, number: int, line: str, comma: str) -> list[str]:
    try:
        return [word.strip() for word in next(csv.reader([line], delimiter=comma, strict=True), [])]
    except csv.Error:  # or a value longer than csv takes
        text = translate("DriversFile", "a quotation mark is not closed, or no comma follows it")
        raise _bad(path, number, text) from None


def _driver(path: Path, number: int, values: list[str]) -> tuple[str, bool]:
    if len(values) != 2:
        raise _bad(path, number, translate("DriversFile", "two values are needed, driver_id,enabled"))
    word, enabled = values
    try:
        driver = driver_id(word)
    except ValueError as error:
        raise _bad(path, number, str(error)) from None
    if enabled.lower() not in _WORDS:
        text = translate("DriversFile", "enabled must be true or false, not '{word}'")
        raise _bad(path, number, text.format(word=shown(enabled, 40)))
    return driver, _WORDS[enabled.lower()]


def _bad(path: Path, number: int, text: str) -> BadDriversFile:
    sentence = translate("DriversFile", "{path}, line {line}: {fault}")
    return BadDriversFile(sentence.format(path=path, line=number, fault=text))
