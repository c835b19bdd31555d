"""TLS for the monitors' port (wire contract 2): the certificate that CENTRAL shows."""

from __future__ import annotations

import ssl
from pathlib import Path

from shared.runtime.errors import StartError
from shared.runtime.text import translate


class BadTlsFile(StartError):
    """The file of ``--tls`` cannot be used; ``str(error)`` says what to do (B4)."""


def identity(path: Path) -> ssl.SSLContext:
    """A server that shows the certificate in ``path`` (PEM, with its key). Raises :class:`BadTlsFile`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(path)
    except OSError as error:
        text, reason = (
            translate("Central", "The TLS file {path} cannot be read ({reason}); check its path."),
            error.strerror,
        )
        if isinstance(error, ssl.SSLError):
            text = translate(
                "Central",
                "The TLS file {path} holds no certificate with its key ({reason}); give both in it, as PEM.",
            )
            reason = error.reason
        raise BadTlsFile(text.format(path=path, reason=reason or error)) from error
    return context
