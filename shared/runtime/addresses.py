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
    host, _, port = text.partition(":")
    closed, bracketed = "]", text.startswith("[")
    if bracketed:
        host, closed, rest = text[1:].partition("]")
        port = rest[1:] if rest.startswith(":") else ""
    sentence = ""
    if "://" in text:
        sentence = translate(
            "Address", "The address '{text}' is a URL; write it as host:port, without '{scheme}://'."
        )
    elif not closed:
        sentence = translate(
            "Address", "The address '{text}' lacks the bracket ']'; write IPv6 as in [::1]:9092."
        )
    elif text.count(":") > 1 and not bracketed:
        sentence = translate(
            "Address",
            "The address '{text}' has more than one ':'; write IPv6 in brackets, as in [::1]:9092.",
        )
    elif not port:
        sentence = translate(
            "Address",
            "The address '{text}' has no port; write it as host:port, for example 192.168.1.10:9092.",
        )
    elif not host:
        sentence = translate(
            "Address",
            "The address '{text}' has no host; write it as host:port, for example 192.168.1.10:9092.",
        )
    if sentence:
        raise AddressError(sentence.format(text=text, scheme=text.partition("://")[0]))
    check_host(host, bracketed=bracketed)
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


def check_host(host: str, *, bracketed: bool) -> None:
    """Raise :class:`AddressError` if ``host``, IPv6 where it is ``bracketed``, cannot be one."""
    try:
        if bracketed:
            sentence = translate("Address", "'{host}' is not an IPv6 address; write it as in [::1]:9092.")
            ipaddress.IPv6Address(host)
        elif _NUMERIC.fullmatch(host):
            sentence = translate(
                "Address",
                "'{host}' is not an IPv4 address; write four numbers from 0 to 255, as in 192.168.1.10.",
            )
            ipaddress.IPv4Address(host)
        else:
            sentence = translate(
                "Address", "'{host}' is not the name of a computer; write letters, digits, '-' and '.'."
            )
            host.encode("idna")  # with ñ and its like a part may get too long, and nobody looks it up
            labels = host.removesuffix(".").split(".")
            if len(host) > _MAX_NAME or not all(map(_LABEL.fullmatch, labels)):
                raise ValueError(host)
    except ValueError:
        raise AddressError(sentence.format(host=host)) from None
