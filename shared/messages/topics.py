"""Topics of the network (wire contract 4)."""

from __future__ import annotations

REQUESTS = "ev.requests"
COMMANDS = "ev.commands"
CP_EVENTS = "ev.cp-events"
NOTICES = "ev.notices"
NETWORK = "ev.network"
HEARTBEAT = "ev.heartbeat"

ALL = (REQUESTS, COMMANDS, CP_EVENTS, NOTICES, NETWORK, HEARTBEAT)

HEARTBEAT_KEY = "central"
SIGNED_COMMANDS = frozenset({COMMANDS, CP_EVENTS})
"""Topics on which every record must be signed; on ``ev.requests`` only engines sign."""
SIGNATURE_HEADER = "sig"
