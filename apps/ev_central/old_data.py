"""Data of versions that named CENTRAL's folder by its port: taken over, or CENTRAL would know nobody."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path

from shared.runtime.errors import StartError
from shared.runtime.paths import is_running
from shared.runtime.text import translate
from shared.store.central_store import FILE_NAME

log = logging.getLogger(__name__)


def take_over(folder: Path) -> None:
    """Move the database of a folder ``EV_Central-PORT`` beside ``folder`` into it, if it has none.

    Raises :class:`StartError` where only a person can tell: several, one in use, or one that cannot be moved.
    """
    olds = [path.parent for path in sorted(folder.parent.glob(f"EV_Central-*/{FILE_NAME}"))]
    olds = [old for old in olds if old.name.rpartition("-")[2].isdigit()]
    if folder.name != "EV_Central" or (folder / FILE_NAME).exists() or not olds:
        return
    try:
        if len(olds) == 1 and not is_running(olds[0]):
            for suffix in ("-journal", "-wal", "-shm", ""):  # the database itself last: till then it is there
                with contextlib.suppress(FileNotFoundError):
                    os.replace(olds[0] / (FILE_NAME + suffix), folder / (FILE_NAME + suffix))
            log.warning("the database of an earlier version in %s is in %s now", olds[0], folder)
            return
    except OSError as error:
        log.warning("%s cannot be moved: %s", olds[0], error)
    raise StartError(
        translate(
            "Central",
            "An earlier version left data in {folders}. End the CENTRAL that uses them, and move the {name} "
            "that counts, with the files beside it, to {folder}; or name it by --database.",
        ).format(folders=", ".join(map(str, olds)), name=FILE_NAME, folder=folder)
    )
