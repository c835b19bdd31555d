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


class BadDriversFile(UserError, ValueError):
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
    found: dict[str, tuple[int, bool]] = {}
    for number, line in enumerate(lines, start=1):
        try:
            values = [word.strip() for word in next(csv.reader([line], delimiter=comma, strict=True), [])]
            if number == 1 and values != ["driver_id", "enabled"]:
                raise ValueError(translate("DriversFile", "the header must be driver_id,enabled"))
            if number > 1 and any(values):
                driver, enabled = _driver(values)
                if driver in found:
                    text = translate(
                        "DriversFile", "the driver {driver} stands in line {first} too; keep one"
                    )
                    raise ValueError(text.format(driver=driver, first=found[driver][0]))
                found[driver] = number, enabled
        except (ValueError, csv.Error) as error:
            fault = str(error)
            if isinstance(error, csv.Error):  # or a value longer than csv takes
                fault = translate("DriversFile", "a quotation mark is not closed, or no comma follows it")
            text = translate("DriversFile", "{path}, line {line}: {fault}")
            raise BadDriversFile(text.format(path=path, line=number, fault=fault)) from None
    return tuple((driver, enabled) for driver, (_, enabled) in found.items())


def _driver(values: list[str]) -> tuple[str, bool]:
    """Raises :class:`ValueError`."""
    if len(values) != 2:
        raise ValueError(translate("DriversFile", "two values are needed, driver_id,enabled"))
    word, enabled = values
    driver = driver_id(word)
    if enabled.lower() not in _WORDS:
        text = translate("DriversFile", "enabled must be true or false, not '{word}'")
        raise ValueError(text.format(word=shown(enabled, 40)))
    return driver, _WORDS[enabled.lower()]
