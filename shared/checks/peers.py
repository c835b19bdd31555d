"""Whether CENTRAL, or an engine, answers at an address: by one question that changes nothing there."""

from __future__ import annotations

import ssl
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Final, final

from shared.checks.doors import DoorChecks, NotReached
from shared.checks.who import is_kafka, speaks_tls
from shared.domain.words import engine_state_text
from shared.net.client import FrameClient
from shared.net.errors import LinkError, LinkReason, link_sentence
from shared.protocol import central_dialogue, engine_dialogue
from shared.protocol.dialogue import BadAnswer, RefusalReason, Rejected
from shared.runtime.addresses import Address
from shared.runtime.checks import Chain, Check
from shared.runtime.text import translate

CONNECT_S: Final = 2.0
ANSWER_S: Final = 2.0
_DUMB: Final = (LinkReason.SILENT, LinkReason.CLOSED)
"""What Kafka, and a CENTRAL with TLS, do with ENQ."""


class _PeerChecks(ABC):
    """The chain of one peer of the socket protocol."""

    who: str

    def __init__(
        self,
        address: Address,
        kafka_options: Mapping[str, Any],
        tls: Callable[[], ssl.SSLContext] | None = None,
    ) -> None:
        self._address = address
        self._kafka_options = kafka_options
        self._tls = tls

    @final
    def chain(self) -> Chain:
        """Its name, its port, and who answers there."""
        what = translate("Checks", "{who}: who answers at {address}").format(
            who=self.who, address=self._address
        )
        doors = DoorChecks(self.who, self._address, self._closed)
        return [*doors.checks(), Check(what, self._converse)]

    @abstractmethod
    def _closed(self) -> str:
        """The sentence for a port where nothing listens."""

    @abstractmethod
    def _judge(self, client: FrameClient) -> str:
        """Ask what changes nothing. Raises :class:`NotReached` for another program than meant."""

    @abstractmethod
    def _full(self) -> str:
        """It was reached and says NACK. Raises :class:`NotReached` unless that is as it should be."""

    def _converse(self) -> str:
        tls = self._tls() if self._tls is not None else None
        with FrameClient(self._address.host, self._address.port, tls) as client:
            try:
                client.connect(CONNECT_S)
                return self._judge(client)
            except LinkError as error:
                if error.reason is LinkReason.NACK:
                    return self._full()
                other = self._who_else() if error.reason in _DUMB and tls is None else None
                sentence = link_sentence(error.reason, str(self._address))
                raise NotReached(other.format(address=self._address) if other else sentence) from None
            except BadAnswer:
                raise NotReached(link_sentence(LinkReason.PROTOCOL, str(self._address))) from None

    def _who_else(self) -> str | None:
        if speaks_tls(self._address):
            return translate(
                "Checks",
                "The program at {address} wants TLS; start this one with --tls and the file of its "
                "certificate.",
            )
        if is_kafka(self._address, self._kafka_options):
            return translate(
                "Checks",
                "Kafka answers at {address}; write the port of the monitors there (CENTRAL's is 7000 as a "
                "rule).",
            )
        return None


class CentralChecks(_PeerChecks):
    """CENTRAL, as its monitors reach it. ``tls``: what the monitor trusts; may raise ``UserError``."""

    who = "CENTRAL"

    def _closed(self) -> str:
        return translate(
            "Checks",
            "CENTRAL: nothing listens at {address}; start EV_Central on that computer, and check that "
            "{port} is its LISTEN_PORT.",
        )

    def _judge(self, client: FrameClient) -> str:
        # Without authentication it only says that it wants one (wire contract 6).
        text = client.request(central_dialogue.Status(ok=True).to_text(), ANSWER_S)
        answer = central_dialogue.parse_answer(text)
        if isinstance(answer, Rejected):
            raise NotReached(
                translate(
                    "Checks",
                    "An engine answers at {address}, not CENTRAL; check the order: EV_CP_M ENGINE CENTRAL "
                    "CP_ID.",
                ).format(address=self._address)
            )
        return translate("Checks", "CENTRAL answers at {address}").format(address=self._address)

    def _full(self) -> str:
        raise NotReached(
            translate(
                "Checks",
                "The program at {address} takes nobody else; if it is an engine, write CENTRAL's address "
                "here, else wait.",
            ).format(address=self._address)
        )


class EngineChecks(_PeerChecks):
    """An engine, as its monitor reaches it. ``running``: that monitor runs already, and has its place."""

    def __init__(
        self, address: Address, kafka_options: Mapping[str, Any], running: Callable[[], bool]
    ) -> None:
        super().__init__(address, kafka_options)
        self._running = running

    @property
    def who(self) -> str:  # type: ignore[override]  # translated when it is asked
        """As people call it."""
        return translate("Checks", "Engine")

    def _closed(self) -> str:
        return translate(
            "Checks",
            "Engine: nothing listens at {address}; start EV_CP_E on that computer with --listen-port {port} "
            "(from another computer also with --listen-host 0.0.0.0).",
        )

    def _judge(self, client: FrameClient) -> str:
        # Of one that has not identified itself it believes nothing (wire contract 3).
        text = client.request(engine_dialogue.Health(central_up=False).to_text(), ANSWER_S)
        answer = engine_dialogue.parse_answer(text)
        if isinstance(answer, Rejected) and answer.reason == RefusalReason.BAD_REQUEST:
            raise NotReached(
                translate(
                    "Checks",
                    "CENTRAL answers at {address}, not an engine; check the order: EV_CP_M ENGINE CENTRAL "
                    "CP_ID.",
                ).format(address=self._address)
            )
        state = (
            engine_state_text(answer.state)
            if isinstance(answer, engine_dialogue.HealthOk)
            else engine_state_text("FAULTED")
        )
        return translate("Checks", "An engine answers at {address}: {state}").format(
            address=self._address, state=state
        )

    def _full(self) -> str:
        if self._running():
            return translate("Checks", "An engine answers at {address} and serves this monitor").format(
                address=self._address
            )
        raise NotReached(
            translate(
                "Checks",
                "The engine at {address} serves another monitor; give each engine its own --listen-port, "
                "and its monitor that port.",
            ).format(address=self._address)
        )
