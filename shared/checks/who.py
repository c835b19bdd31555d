"""Who answers at an address, when it is not who was meant: ports are easily taken for each other."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any, Final

from shared.checks.line import KafkaLine
from shared.messages import topics
from shared.messaging.events import LinkUp
from shared.net.client import FrameClient
from shared.net.errors import LinkError, LinkReason
from shared.runtime.addresses import Address

_ANSWER_S: Final = 2.0


def is_kafka(address: Address, options: Mapping[str, Any]) -> bool:
    """Whether a Kafka answers there that can be used from here."""
    line = KafkaLine(str(address), options, [topics.HEARTBEAT])
    try:
        return isinstance(line.first(_ANSWER_S), LinkUp)
    finally:
        line.close()


def speaks_frames(address: Address) -> bool:
    """Whether CENTRAL or an engine answers there, be it that it cannot serve now."""
    return _greets(address, None)


def speaks_tls(address: Address) -> bool:
    """Whether a CENTRAL with TLS answers there, with whatever certificate."""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    return _greets(address, anybody)


def _greets(address: Address, tls: ssl.SSLContext | None) -> bool:
    with FrameClient(address.host, address.port, tls) as client:
        try:
            client.connect(_ANSWER_S)
        except LinkError as error:
            return error.reason is LinkReason.NACK
    return True
