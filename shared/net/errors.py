"""What can go wrong with a socket, as sentences with a remedy (B4, D6)."""

from __future__ import annotations

from enum import StrEnum

from shared.runtime.errors import StartError
from shared.runtime.text import translate


class PortTaken(StartError):
    """Another program listens on the port."""


class CannotListen(StartError):
    """The address or the port cannot be listened on, for another reason."""


def port_taken(port: int) -> PortTaken:
    """The error for ``port``, in the user's language."""
    text = translate(
        "Network", "Port {port} is already in use; close the program that uses it or choose another port."
    )
    return PortTaken(text.format(port=port))


def cannot_listen(host: str, port: int, detail: str) -> CannotListen:
    """The error for ``host`` and ``port``; ``detail`` is the system's word for it."""
    if port and port < 1024 and "ermi" in detail:
        text = translate("Network", "Port {port} needs the administrator's rights; choose one from 1024 on.")
    else:
        text = translate(
            "Network", "Cannot listen on {host}, port {port} ({detail}); choose an address of this computer."
        )
    return CannotListen(text.format(host=host or "*", port=port, detail=detail))


class LinkReason(StrEnum):
    """Why a peer cannot be reached, or is not reached any more."""

    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNKNOWN_HOST = "unknown_host"
    TIMEOUT = "timeout"
    SILENT = "silent"
    """It takes the connection and then does not say whether it serves."""
    CLOSED = "closed"
    NACK = "nack"
    PROTOCOL = "protocol"
    TLS = "tls"


class LinkError(Exception):
    """A link that cannot be made or has broken: a :class:`LinkReason` and the details for the log."""

    def __init__(self, reason: LinkReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


def link_sentence(reason: LinkReason, address: str) -> str:
    """What happened to the link with ``address`` (host:port) and what to do, in the user's language."""
    texts = {
        LinkReason.REFUSED: translate(
            "Network", "Nothing listens on {address}; start that program or check the port."
        ),
        LinkReason.UNREACHABLE: translate(
            "Network", "There is no way to {address}; check the address and the network."
        ),
        LinkReason.UNKNOWN_HOST: translate(
            "Network", "The name in {address} is unknown; check its spelling or use its number."
        ),
        LinkReason.TIMEOUT: translate(
            "Network", "{address} does not answer; check that program, the network and firewalls."
        ),
        LinkReason.SILENT: translate(
            "Network",
            "{address} takes the connection but says nothing; check the port (Kafka's is 9092 as a rule, "
            "CENTRAL's 7000), whether that program wants TLS, and that it does not hang.",
        ),
        LinkReason.CLOSED: translate(
            "Network", "{address} has ended the connection; check that the program still runs."
        ),
        LinkReason.NACK: translate(
            "Network", "{address} cannot serve now; close whoever else is connected, or wait."
        ),
        LinkReason.PROTOCOL: translate("Network", "{address} is another kind of program; check the port."),
        LinkReason.TLS: translate(
            "Network", "No secure connection with {address}; check the TLS options of both sides."
        ),
    }
    return texts[reason].format(address=address)
