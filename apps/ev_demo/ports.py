"""Free ports for CENTRAL and the engines; with a kept data folder the same ones as the last time.

The data folder of an engine goes by its port, and monitors know CENTRAL's: who is to go on needs its ports.
"""

from __future__ import annotations

import contextlib
import random
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from apps.ev_demo.network import LOCAL
from shared.runtime.errors import StartError
from shared.runtime.settings import load_settings, save_settings
from shared.runtime.text import translate

_PORTS: Final = (12_000, 30_000)
_TRIES: Final = 50


def choose_ports(count: int, remembered: Path) -> tuple[int, ...]:
    """``count`` different free ports: those in the file ``remembered`` if they are free still.

    Raises :class:`~shared.runtime.errors.StartError` if there are none.
    """
    known = [int(word) for word in load_settings(remembered).get("ports", "").split() if word.isdecimal()]
    wanted = known if len(known) == count else [0] * count
    try:
        with ExitStack() as held:
            ports = tuple(_free_port(port, held) for port in wanted)
    except OSError as error:
        raise StartError(
            translate(
                "Demo", "There is no free port on this computer ({reason}); close some programs."
            ).format(reason=error.strerror or error)
        ) from error
    save_settings(remembered, {"ports": " ".join(map(str, ports))})
    return ports


def _free_port(wanted: int, held: ExitStack) -> int:
    """``wanted`` or else any free port, held until all are chosen, so that no two are the same.

    None that the system gives to outgoing connections: while its program is dead, those that call it again
    and again would get it for themselves.
    """
    probe = held.enter_context(socket.socket())
    # As servers do: a port whose old connections are just fading away counts as free.
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for port in (wanted or _any(), *(_any() for _ in range(_TRIES))):
        with contextlib.suppress(OSError):
            probe.bind((LOCAL, port))
            return port
    probe.bind((LOCAL, 0))
    return int(probe.getsockname()[1])


def _any() -> int:
    return random.randint(*_PORTS)
