"""Network addresses as a user writes them: ``host:port`` with IPv4, a name, or IPv6 in brackets."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from shared.runtime.text import translate

_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_NUMERIC = re.compile(r"[0-9.]+", re.ASCII)
_PORT = re.compile(r"[0-9]{1,5}", re.ASCII)
_MAX_NAME = 253
_MAX_PORT = 65535


class AddressError(ValueError):
    """An address that cannot be used; ``str(error)`` is a sentence that says why and what to write."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a peer listens. ``host`` has no brackets; :func:`parse_address` reads what ``str()`` gives."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_address(text: str, *, allow_zero: bool = False) -> Address:
    """The address in ``text``; port 0 (the system chooses) only with ``allow_zero``.

    Raises :class:`AddressError`. Nothing is resolved: that a name exists is found out when connecting.
    """
    text = text.strip()
    if "://" in text:
        raise AddressError(
            translate(
                "Address", "The address '{text}' is a URL; write it as host:port, without '{scheme}://'."
            ).format(text=text, scheme=text.partition("://")[0])
        )
    host, port = _split(text)
    if port is None:
        raise AddressError(
            translate(
                "Address",
                "The address '{text}' has no port; write it as host:port, for example 192.168.1.10:9092.",
            ).format(text=text)
        )
    if not host:
        raise AddressError(
            translate(
                "Address",
                "The address '{text}' has no host; write it as host:port, for example 192.168.1.10:9092.",
            ).format(text=text)
        )
    check_host(host, bracketed=text.startswith("["))
    return Address(host, parse_port(port, allow_zero=allow_zero))


def parse_port(text: str, *, allow_zero: bool = False) -> int:
    """A TCP port, 1 to 65535, or 0 with ``allow_zero``. Raises :class:`AddressError`."""
    lowest = 0 if allow_zero else 1
    if _PORT.fullmatch(text) is None or not lowest <= int(text) <= _MAX_PORT:
        raise AddressError(
            translate(
                "Address", "'{text}' is not a port; write a whole number from {lowest} to {highest}."
            ).format(text=text, lowest=lowest, highest=_MAX_PORT)
        )
    return int(text)


def _split(text: str) -> tuple[str, str | None]:
    """Host and port as written; the port is None where there is none."""
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        if not closed:
            raise AddressError(
                translate(
                    "Address", "The address '{text}' lacks the bracket ']'; write IPv6 as in [::1]:9092."
                ).format(text=text)
            )
        return host, rest[1:] if rest.startswith(":") and len(rest) > 1 else None
    if text.count(":") > 1:
        raise AddressError(
            translate(
                "Address",
                "The address '{text}' has more than one ':'; write IPv6 in brackets, as in [::1]:9092.",
            ).format(text=text)
        )
    host, _, port = text.partition(":")
    return host, port or None


def check_host(host: str, *, bracketed: bool) -> None:
    """Raise :class:`AddressError` if ``host``, IPv6 where it is ``bracketed``, cannot be one."""
    if bracketed:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            raise AddressError(
                translate("Address", "'{host}' is not an IPv6 address; write it as in [::1]:9092.").format(
                    host=host
                )
            ) from None
    elif _NUMERIC.fullmatch(host):
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            raise AddressError(
                translate(
                    "Address",
                    "'{host}' is not an IPv4 address; write four numbers from 0 to 255, as in 192.168.1.10.",
                ).format(host=host)
            ) from None
    else:
        labels = host.removesuffix(".").split(".")
        if len(host) > _MAX_NAME or not all(_LABEL.fullmatch(label) for label in labels) or _no_idna(host):
            raise AddressError(
                translate(
                    "Address",
                    "'{host}' is not the name of a computer; write letters, digits, '-' and '.'.",
                ).format(host=host)
            )


def _no_idna(host: str) -> bool:
    """Whether the system would not even look the name up: with ``ñ`` and its like a part may get too long."""
    try:
        host.encode("idna")
    except UnicodeError:
        return True
    return False
