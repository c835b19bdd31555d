"""Services file (M15): one charging point's id per line; blank lines and ``;`` lines are skipped."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from shared.domain.ids import is_cp_id
from shared.runtime.errors import UserError
from shared.runtime.text import shown, translate

MAX_BYTES = 1_000_000
"""A larger file is not a list of services: it would be a mistake to request it all."""
_LINE_END = re.compile(r"\r\n|\n|\r")
_SHOWN = 40


class ServicesError(UserError):
    """A services file that cannot be used; its text names the line and the remedy."""


def load_services(path: Path) -> tuple[str, ...]:
    """The ids of charging points in the file at ``path``, in order. Raises :class:`ServicesError`."""
    try:
        if not path.is_file():
            reason = (
                translate("ServicesFile", "it is not a file")
                if path.exists()
                else translate("ServicesFile", "it does not exist")
            )
            raise _unreadable(path, reason)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or str(error)) from error
    return parse_services(data, path.name)


def parse_services(data: bytes, name: str) -> tuple[str, ...]:
    """The ids in ``data``, the content of the file ``name``. Raises :class:`ServicesError`."""
    if len(data) > MAX_BYTES:
        text = translate(
            "ServicesFile",
            "{name} is larger than {size} MB; a services file has one charging point per line.",
        )
        raise ServicesError(text.format(name=name, size=MAX_BYTES // 1_000_000))
    services: list[str] = []
    for number, line in enumerate(_LINE_END.split(_decoded(data, name)), 1):
        word = line.strip()
        if not word or word.startswith(";"):
            continue
        if not is_cp_id(word):
            text = translate(
                "ServicesFile",
                "{name}, line {number}: '{text}' is not the id of a charging point; write one a line, "
                "1 to 32 of A-Z, a-z, 0-9, '_' and '-'.",
            )
            raise ServicesError(text.format(name=name, number=number, text=shown(word, _SHOWN)))
        services.append(word)
    if not services:
        text = translate(
            "ServicesFile",
            "{name}, line 1: there is no service in this file; write one charging point per line.",
        )
        raise ServicesError(text.format(name=name))
    return tuple(services)


def _decoded(data: bytes, name: str) -> str:
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    wrong = 0 if utf_16 else data.find(b"\0")  # UTF-16 without its mark, or no text
    try:
        if wrong < 0:
            return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = error.start
    text = translate(
        "ServicesFile",
        "{name}, line {number}: this is not UTF-8 text; save the file as UTF-8 (Notepad: Save as, Encoding).",
    )
    raise ServicesError(text.format(name=name, number=data.count(b"\n", 0, wrong) + 1))


def _unreadable(path: Path, reason: str) -> ServicesError:
    text = translate("ServicesFile", "The file {path} cannot be read ({reason}); check its name.")
    return ServicesError(text.format(path=path, reason=reason))
