"""Builds a monitor and connects its parts: core, the two links, console, and the window if there is one.

QtCore only: the window is imported where one is wanted. Threads: the core owns the state; each link and the
console block on a thread of their own and post to the core; the window lives on the main thread.
"""

from __future__ import annotations

import logging

from apps.ev_cp_m.central_side import Identity
from apps.ev_cp_m.console import console_commands
from apps.ev_cp_m.secret_file import SecretFile
from apps.ev_cp_m.service import FromCentral, FromEngine, Link, MonitorService
from apps.ev_cp_m.texts import message_text
from shared.net.client_loop import ClientLoop
from shared.net.tls import trust
from shared.qt.app import Running
from shared.qt.core_thread import CoreThread
from shared.qt.program import Start
from shared.qt.threads import LoopThread
from shared.runtime.addresses import Address
from shared.runtime.clock import now
from shared.runtime.console import print_json

_log = logging.getLogger(__name__)


def build(start: Start) -> Running:
    """The running monitor for the arguments in ``start``. Main thread.

    Raises :class:`~shared.runtime.errors.UserError` (bad TLS file).
    """
    asked = start.arguments
    x, y = asked.position if asked.position is not None else (None, None)
    identity = Identity(asked.cp_id, asked.location, x, y)
    engine: Address = asked.engine
    central: Address = asked.central
    engine_loop = ClientLoop(engine.host, engine.port, lambda event: core.post(FromEngine(event)))
    central_loop = ClientLoop(
        central.host,
        central.port,
        lambda event: core.post(FromCentral(event)),
        tls=trust(asked.tls) if asked.tls is not None else None,
    )
    core: CoreThread = CoreThread(
        "core",
        lambda publish: MonitorService(
            identity,
            Link(str(engine), engine_loop),
            Link(str(central), central_loop),
            SecretFile(start.folder),
            publish=publish,
            announce=lambda message: message.log(_log, message_text(message)),
            reply=print_json,
            now=now(),
        ),
    )
    window = None
    if not start.common.headless:
        from apps.ev_cp_m.window import MonitorWindow

        window = MonitorWindow(asked.cp_id, core.post, start.window.geometry)
        core.view_changed.connect(window.show_view)
    links = LoopThread("engine link", engine_loop), LoopThread("central link", central_loop)
    return start.running(console_commands(), core, window, [core, *links])
