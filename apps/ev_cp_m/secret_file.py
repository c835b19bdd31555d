"""The secret of a CP in a file that only its user reads (wire contract 2)."""

from __future__ import annotations

import re
from pathlib import Path

from shared.protocol.proof import SECRET_BYTES
from shared.runtime.errors import UserError
from shared.runtime.settings import make_room, write_private
from shared.runtime.text import translate

SECRET_NAME = "secret"

_SECRET = re.compile(rf"[0-9A-Fa-f]{{{2 * SECRET_BYTES}}}", re.ASCII)


class SecretUnreadable(UserError):
    """The file is there but holds no secret, or may not be read; ``str(error)`` says what to do."""


class SecretFile:
    """The secret as 64 hexadecimal digits in the data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SECRET_NAME

    def load(self) -> bytes | None:
        """The secret, None before the first enrolment. Raises :class:`SecretUnreadable`."""
        try:
            text = self._path.read_bytes().decode("ascii", "replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SecretUnreadable(
                translate(
                    "Monitor",
                    "The secret {path} cannot be read ({reason}); check who may read it, or let the operator "
                    "of CENTRAL accept this charging point again.",
                ).format(path=self._path, reason=error.strerror or error)
            ) from error
        if _SECRET.fullmatch(text) is None:
            raise SecretUnreadable(
                translate(
                    "Monitor",
                    "The file {path} holds no secret; let the operator of CENTRAL accept this charging point "
                    "again, it will then be replaced.",
                ).format(path=self._path)
            )
        return bytes.fromhex(text)

    def prepare(self) -> None:
        """Take the room that :meth:`save` needs, before CENTRAL says what it will say only once.

        Raises ``CannotWrite``.
        """
        make_room(self._path, len(_lines(bytes(SECRET_BYTES))))

    def save(self, secret: bytes) -> None:
        """Replace the secret; it is on the disk on return. Raises ``CannotWrite``."""
        write_private(self._path, _lines(secret))


def _lines(secret: bytes) -> bytes:
    return secret.hex().encode() + b"\n"
