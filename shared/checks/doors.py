"""The name of a peer's computer and the port there: what every peer's chain begins with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from shared.net.errors import LinkError
from shared.net.resolver import Endpoint, is_number, resolve
from shared.runtime.addresses import Address
from shared.runtime.checks import Check
from shared.runtime.doors import Door, knock
from shared.runtime.errors import UserError
from shared.runtime.text import translate

NAME_S: Final = 3.0
"""How long a name server may take, s."""
KNOCK_S: Final = 4.0
"""How long a port may take, s: of a computer that is not there the network itself says so after 3 s."""


class NotReached(UserError):
    """The peer is not reached; ``str(error)`` says why and what to do."""


@dataclass(slots=True)
class DoorChecks:
    """The first checks of ``address``. ``who`` is its program, as people call it; ``closed`` the sentence
    for a port where nothing listens (``{address}`` and ``{who}`` are filled in)."""

    who: str
    address: Address
    closed: Callable[[], str]
    _endpoints: list[Endpoint] = field(default_factory=list)

    def checks(self) -> list[Check]:
        """The name, where there is one, and the port."""
        port = Check(
            translate("Checks", "{who}: TCP port {port}").format(who=self.who, port=self.address.port),
            self._knock,
        )
        if is_number(self.address.host):
            return [port]
        name = translate("Checks", "{who}: the name {host}").format(who=self.who, host=self.address.host)
        return [Check(name, self._look_up), port]

    def _look_up(self) -> str:
        silent = translate(
            "Checks",
            "{who}: no name server says where {host} is; check the network of this computer, or write the "
            "number instead, such as 192.168.1.20.",
        )
        unknown = translate(
            "Checks",
            "{who}: this computer does not know the name {host}; check its spelling, write its number "
            "instead, such as 192.168.1.20, or add it to the file hosts.",
        )
        try:
            self._endpoints = resolve(self.address.host, self.address.port).result(NAME_S)
        except TimeoutError:
            raise NotReached(self._fill(silent)) from None
        except LinkError:
            raise NotReached(self._fill(unknown)) from None
        return self._fill(translate("Checks", "{who}: the name {host} leads to {numbers}"))

    def _knock(self) -> str:
        if not self._endpoints:
            try:
                self._endpoints = resolve(self.address.host, self.address.port).result()
            except LinkError:  # fe80::1%eth1 without a network card eth1
                raise NotReached(self._fill(_no_way(Door.UNREACHABLE))) from None
        door = knock(self._endpoints, KNOCK_S)
        if door is Door.OPEN:
            return self._fill(translate("Checks", "{who}: {address} takes connections"))
        raise NotReached(self._fill(self.closed() if door is Door.CLOSED else _no_way(door)))

    def _fill(self, sentence: str) -> str:
        numbers = ", ".join(dict.fromkeys(address[0] for _, address in self._endpoints))
        host, port = self.address.host, self.address.port
        return sentence.format(who=self.who, address=self.address, host=host, port=port, numbers=numbers)


def _no_way(door: Door) -> str:
    if door is Door.SILENT:
        return translate(
            "Checks",
            "{who}: nothing at all comes back from {address}; check the address, that that computer is on, "
            "and that its firewall lets TCP port {port} in.",
        )
    return translate(
        "Checks",
        "{who}: no way leads to {address}; check the address, that that computer is on and in the same "
        "network, and its firewall (TCP port {port}).",
    )
