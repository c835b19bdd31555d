"""TLS for the link to CENTRAL (wire contract 2): which certificate is trusted."""

from __future__ import annotations

import ssl
from pathlib import Path

from shared.runtime.errors import StartError
from shared.runtime.text import translate


class BadTlsFile(StartError):
    """The file of ``--tls`` holds no certificate, or cannot be read; ``str(error)`` says what to do (B4)."""


def trust(path: Path) -> ssl.SSLContext:
    """A client that believes exactly the certificate in ``path`` (PEM). Raises :class:`BadTlsFile`.

    The host name is not compared: the certificate is CENTRAL's own and no public authority's, and in the
    network of a classroom CENTRAL is known by an address that its certificate cannot hold.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    try:
        context.load_verify_locations(path)
    except ssl.SSLError as error:
        text = translate(
            "Monitor", "The TLS file {path} holds no certificate ({reason}); give CENTRAL's, as PEM."
        )
        raise BadTlsFile(text.format(path=path, reason=error.reason or error)) from error
    except OSError as error:
        text = translate("Monitor", "The TLS file {path} cannot be read ({reason}); give CENTRAL's, as PEM.")
        raise BadTlsFile(text.format(path=path, reason=error.strerror or error)) from error
    return context
