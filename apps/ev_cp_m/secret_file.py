"""The secrets of a CP in a file that only its user reads (wire contract 2 and 7).

More than one, because whoever answers at CENTRAL's address can give a new one, a CENTRAL on an empty database
for example: the one that the true CENTRAL knows is still there when it is back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from shared.protocol.proof import SECRET_BYTES
from shared.runtime.errors import UserError
from shared.runtime.settings import make_room, write_private
from shared.runtime.text import translate

SECRET_NAME = "secret"
SECRETS_KEPT = 8
"""Secrets that a monitor keeps; beyond, the one that was of use longest ago goes."""

_SECRET = re.compile(rf"[0-9A-Fa-f]{{{2 * SECRET_BYTES}}}", re.ASCII)


class SecretUnreadable(UserError):
    """The file is there but holds no secret, or may not be read; ``str(error)`` says what to do."""


class SecretFile:
    """Each secret as a line of 64 hexadecimal digits in the data folder, the one to try first at the top."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SECRET_NAME

    def load(self) -> tuple[bytes, ...]:
        """The secrets, none before the first enrolment. Raises :class:`SecretUnreadable`."""
        try:
            lines = self._path.read_bytes().decode("ascii", "replace").split()
        except FileNotFoundError:
            return ()
        except OSError as error:
            text = translate(
                "Monitor",
                "The secret {path} cannot be read ({reason}); check who may read it, or let the operator "
                "of CENTRAL accept this charging point again.",
            )
            raise SecretUnreadable(text.format(path=self._path, reason=error.strerror or error)) from error
        secrets = tuple(bytes.fromhex(line) for line in lines if _SECRET.fullmatch(line))
        if not secrets:
            text = translate(
                "Monitor",
                "The file {path} holds no secret; let the operator of CENTRAL accept this charging point "
                "again, it will then be replaced.",
            )
            raise SecretUnreadable(text.format(path=self._path))
        return secrets[:SECRETS_KEPT]

    def prepare(self) -> None:
        """Take the room that :meth:`save` needs, before CENTRAL says what it will say only once.

        Raises ``CannotWrite``.
        """
        make_room(self._path, SECRETS_KEPT * len(_lines([bytes(SECRET_BYTES)])))

    def save(self, secrets: Sequence[bytes]) -> None:
        """Replace the secrets; they are on the disk on return. Raises ``CannotWrite``."""
        write_private(self._path, _lines(secrets))


def _lines(secrets: Sequence[bytes]) -> bytes:
    return b"".join(secret.hex().encode() + b"\n" for secret in secrets)
