"""Colour and icon of each state, by screen (acceptance 2).

The panel and the CP's own windows differ on STOPPED: orange there, red here.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.cp import CpState, Standing
from shared.domain.engine import EngineState
from shared.qt.icons import Icon
from shared.qt.theme import StateFill


@dataclass(frozen=True, slots=True)
class StateLook:
    """No state is told by colour alone: the icon goes with it, and the word."""

    fill: StateFill
    icon: Icon


def cp_look(state: Standing | CpState) -> StateLook:
    """A charging point on CENTRAL's panel and in the driver's list: STOPPED is orange."""
    return {
        Standing.FREE: StateLook(StateFill.ACTIVATED, Icon.ACTIVATED),
        Standing.RESERVED: StateLook(StateFill.RESERVED, Icon.CLOCK),
        Standing.INTERRUPTED: StateLook(StateFill.INTERRUPTED, Icon.UNPLUG),
        Standing.SUPPLYING: StateLook(StateFill.SUPPLYING, Icon.SUPPLYING),
        Standing.STOPPED: StateLook(StateFill.STOPPED, Icon.STOPPED),
        Standing.FAULTED: StateLook(StateFill.FAULTED, Icon.FAULTED),
        Standing.DISCONNECTED: StateLook(StateFill.DISCONNECTED, Icon.DISCONNECTED),
    }[Standing(state)]


def engine_look(state: EngineState) -> StateLook:
    """An engine on its own and on its monitor's screen: STOPPED is red."""
    return {
        EngineState.IDLE: StateLook(StateFill.ACTIVATED, Icon.ACTIVATED),
        EngineState.RESERVED: StateLook(StateFill.RESERVED, Icon.CLOCK),
        EngineState.SUPPLYING: StateLook(StateFill.SUPPLYING, Icon.SUPPLYING),
        EngineState.STOPPED: StateLook(StateFill.FAULTED, Icon.STOPPED),
        EngineState.FAULTED: StateLook(StateFill.FAULTED, Icon.FAULTED),
    }[state]
