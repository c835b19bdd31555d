"""TLS for the monitors' port (wire contract 2): CENTRAL shows a certificate, monitors trust just that one."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

from shared.runtime.errors import StartError
from shared.runtime.text import translate


class BadTlsFile(StartError):
    """The file of ``--tls`` cannot be used; ``str(error)`` says what to do (B4)."""


def identity(path: Path) -> ssl.SSLContext:
    """A server that shows the certificate in ``path`` (PEM, with its key). Raises :class:`BadTlsFile`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    text = translate(
        "Tls", "The TLS file {path} holds no certificate with its key ({reason}); give both in it, as PEM."
    )
    _load(context.load_cert_chain, path, text)
    return context


def trust(path: Path) -> ssl.SSLContext:
    """A client that believes exactly the certificate in ``path`` (PEM). Raises :class:`BadTlsFile`.

    The host name is not compared: the certificate is CENTRAL's own and no public authority's, and in the
    network of a classroom CENTRAL is known by an address that its certificate cannot hold.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    text = translate("Tls", "The TLS file {path} holds no certificate ({reason}); give CENTRAL's, as PEM.")
    _load(context.load_verify_locations, path, text)
    return context


def _load(load: Callable[[Path], None], path: Path, none_there: str) -> None:
    try:
        load(path)
    except ssl.SSLError as error:
        raise BadTlsFile(none_there.format(path=path, reason=error.reason or error)) from error
    except OSError as error:
        text = translate("Tls", "The TLS file {path} cannot be read ({reason}); check its path.")
        raise BadTlsFile(text.format(path=path, reason=error.strerror or error)) from error
