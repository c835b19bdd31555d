"""The messages of the wire contract, read from the code that sends and checks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from shared.messages import records, topics
from shared.protocol import central_dialogue, engine_dialogue
from shared.protocol.frames import Control

CONTROL = frozenset({control.name for control in Control} | {"STX", "ETX", "LRC"})
SOCKET_CODES = frozenset(
    {
        *central_dialogue._COUNTS,
        *central_dialogue._ANSWERS,
        *engine_dialogue._COUNTS,
        *engine_dialogue._ANSWERS,
    }
)
BY_TOPIC: Mapping[str, tuple[type[records.Record], ...]] = {
    topics.REQUESTS: get_args(records.RequestRecord),
    topics.COMMANDS: get_args(records.CommandRecord),
    topics.CP_EVENTS: get_args(records.CpEventRecord),
    topics.NOTICES: get_args(records.NoticeRecord),
    topics.NETWORK: (records.CpStatus,),
    topics.HEARTBEAT: (records.CentralAlive,),
}
NAMES = {
    records.Uuid: "UUID",
    records.Id: "texto",
    records.Text: "texto",
    records.CpId: "id de CP",
    records.Time: "instante",
    records.Word: "palabra",
    records.Seconds: "segundos",
    records.Money: "€",
    records.Price: "€/kWh",
    records.Energy: "entero",
    records.Count: "entero ≥ 1",
    str: "texto",
    bool: "booleano",
    float: "número",
    int: "entero",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record. ``optional``: it may be missing."""

    name: str
    kind: str
    optional: bool


def tag(record: type[records.Record]) -> str:
    """The ``type`` of a record."""
    return str(record.__struct_config__.tag)


TOPIC_OF = {tag(record): topic for topic, group in BY_TOPIC.items() for record in group}


def fields(record: type[records.Record]) -> list[Field]:
    """The fields beside ``id`` and ``at``, in the order of the code."""
    hints = get_type_hints(record, include_extras=True)
    return [
        Field(one.name, _kind(one.name, hints[one.name]), not one.required)
        for one in msgspec.structs.fields(record)
        if one.name not in ("id", "at")
    ]


def _kind(name: str, hint: Any) -> str:
    if name.endswith("_wh"):
        return "entero, Wh" if type(None) not in get_args(hint) else "entero, Wh, o nulo"
    if name.endswith("_w"):
        return "entero, W"
    if hint in NAMES:
        return NAMES[hint]
    if get_origin(hint) is Annotated:  # bounds of no name
        return _kind(name, get_args(hint)[0])
    if get_origin(hint) is Literal:
        return " · ".join(f"`{word}`" for word in get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        parts = [part for part in get_args(hint) if part is not type(None)]
        said = " o ".join(_kind(name, part) for part in parts)
        return f"{said} o nulo" if len(parts) < len(get_args(hint)) else said
    raise LookupError(f"the field {name} has a type without a Spanish name: {hint}")
