"""The catalogues of Qt Linguist behind :func:`shared.runtime.text.translate`.

QtCore only: programs without a window speak Spanish too.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from shared.runtime.text import Language, install

_log = logging.getLogger(__name__)

_LOCALES = {
    "es": QLocale(QLocale.Language.Spanish, QLocale.Country.Spain),
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
}


class _State:
    """The translator of Qt's own texts that is in force."""

    of_qt: QTranslator | None = None


def resources_dir() -> Path:
    """The folder ``resources``: in the source tree, or inside a frozen program."""
    bundle: str | None = getattr(sys, "_MEIPASS", None)
    return (Path(bundle) if bundle is not None else Path(__file__).resolve().parents[2]) / "resources"


def install_translation(language: Language, folder: Path | None = None) -> bool:
    """Speak ``language`` from now on: texts, figures and Qt's own buttons. Whether its catalogue was found.

    ``folder`` holds ``evcharging_<language>.qm`` (default: ``resources/translations``). English is the
    language of the source and needs none; without the Spanish one texts stay English, which is logged. Main
    thread, before the others start, after the application object is made.
    """
    QLocale.setDefault(_LOCALES[language])
    catalogue = QTranslator()
    path = (resources_dir() / "translations" if folder is None else folder) / f"evcharging_{language}.qm"
    # Read, not mapped as load(file name) does: an upgrade that rewrites the file would end us (SIGBUS).
    # Qt keeps a pointer to it and no copy.
    data = path.read_bytes() if path.is_file() else b""
    found = catalogue.load(data)
    if found:

        def translated(context: str, text: str, _kept: bytes = data) -> str:
            return catalogue.translate(context, text) or text

        install(translated, language)
    else:
        install(lambda _context, text: text, language)
        if language != "en":
            _log.warning("the catalogue %s is missing or damaged; texts stay English", path)
    _install_texts_of_qt(language)
    return found


def _install_texts_of_qt(language: Language) -> None:
    """Qt's own buttons and menus (Cancel, Copy...) in the same language."""
    app = QCoreApplication.instance()
    if app is None:
        return
    if _State.of_qt is not None:
        app.removeTranslator(_State.of_qt)
    own = QTranslator()
    if own.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(own)
        _State.of_qt = own  # Qt keeps no reference
