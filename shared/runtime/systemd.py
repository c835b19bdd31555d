"""What a service of ``Type=notify`` tells systemd: that it is ready, and that it works (sd_notify(3)).

Standard library only; nothing happens where systemd did not start the program.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys


def notify(state: str) -> None:
    """Send ``state``, such as ``READY=1``, to the systemd that started us. Any thread; never raises."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if sys.platform != "linux" or not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
