"""``--kafka-option NAME=VALUE``: any option of the Kafka clients, checked before a client is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer

from shared.runtime.text import translate

OptionValue = bool | int | float | str | tuple[int, ...]

_DEFAULTS: Final[Mapping[str, Any]] = {
    **KafkaAdminClient.DEFAULT_CONFIG,
    **KafkaProducer.DEFAULT_CONFIG,
    **KafkaConsumer.DEFAULT_CONFIG,
}
# The address is an argument of its own; the others would decide where we read and break re-sending.
_OURS: Final = frozenset({"bootstrap_servers", "auto_offset_reset", "enable_auto_commit", "transactional_id"})
_OBJECTS: Final = frozenset(
    {"key_deserializer", "value_deserializer", "key_serializer", "value_serializer", "partitioner"}
    | {"default_offset_commit_callback", "partition_assignment_strategy", "socket_options", "ssl_context"}
    | {"metric_reporters", "selector", "kafka_client", "sasl_oauth_token_provider"}
)
# A password of digits is still a text.
_TEXT_PREFIXES: Final = ("sasl_", "ssl_", "client_id", "client_rack", "security_protocol", "proxy_url")

_INTEGER: Final = re.compile(r"[+-]?\d+")
_FLOAT: Final = re.compile(r"[+-]?(\d+\.\d*|\.\d+)")
_VERSION: Final = re.compile(r"\d+(\s*,\s*\d+)+")
_DOTTED_VERSION: Final = re.compile(r"\d+(\.\d+)+")


def parse_kafka_option(text: str) -> tuple[str, OptionValue]:
    """``name=value`` as a pair: integers, decimals, true/false and versions (``2,3``) are recognised.

    Dots and hyphens in names become underscores, so that ``fetch.max.wait.ms`` is understood. ``name=@FILE``
    takes the value from a file, for what a command line would show to everybody.

    Raises:
        ValueError: with a sentence that names the option and what is wrong with it.
    """
    raw_name, equals, raw_value = text.partition("=")
    name = raw_name.strip().lower().replace(".", "_").replace("-", "_")
    if not equals or not name:
        raise ValueError(
            translate("KafkaOptions", "{text!r} is no Kafka option: write it as NAME=VALUE").format(text=text)
        )
    _check_name(name)
    raw_value = raw_value.strip()
    value = _parse_value(name, _of_file(name, raw_value[1:]) if raw_value.startswith("@") else raw_value)
    _check_kind(name, value)
    return name, value


def options_of(client: Any, options: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
    """Those that this class of clients knows: one that only the producer knows goes only to it."""
    return {name: value for name, value in options.items() if name in client.DEFAULT_CONFIG}


def _check_name(name: str) -> None:
    near = get_close_matches(name, _DEFAULTS.keys() - _OURS - _OBJECTS, n=1)
    if name not in _DEFAULTS and near:
        sentence = translate("KafkaOptions", "unknown Kafka option {name}; did you mean {near}?")
    elif name not in _DEFAULTS:
        sentence = translate("KafkaOptions", "unknown Kafka option {name}")
    elif name in _OURS:
        sentence = translate("KafkaOptions", "the Kafka option {name} is set by the program itself")
    elif name in _OBJECTS:
        sentence = translate("KafkaOptions", "the Kafka option {name} cannot be given as text")
    else:
        return
    raise ValueError(sentence.format(name=name, near="".join(near)))


def _of_file(name: str, file: str) -> str:
    try:
        return Path(file).read_text("utf-8-sig").rstrip("\r\n")
    except (OSError, ValueError) as error:
        sentence = translate(
            "KafkaOptions", "the Kafka option {name}: the file {file} cannot be read ({reason})"
        )
        reason = getattr(error, "strerror", None) or error
        raise ValueError(sentence.format(name=name, file=file, reason=reason)) from None


def _parse_value(name: str, text: str) -> OptionValue:
    lowered = text.lower()
    if lowered in ("true", "false") and isinstance(_DEFAULTS[name], bool):
        return lowered == "true"
    if name == "api_version" and _DOTTED_VERSION.fullmatch(text):
        return tuple(int(part) for part in text.split("."))
    if name.startswith(_TEXT_PREFIXES):
        return text
    if lowered in ("true", "false"):
        return lowered == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _VERSION.fullmatch(text):
        return tuple(int(part) for part in text.split(","))
    return text


def _check_kind(name: str, value: OptionValue) -> None:
    default = _DEFAULTS[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    sentence = ""
    if name == "api_version":
        if not isinstance(value, tuple):
            sentence = translate("KafkaOptions", "the Kafka option {name} needs a version such as 2,3")
    elif isinstance(default, bool):
        if not isinstance(value, bool):
            sentence = translate("KafkaOptions", "the Kafka option {name} needs true or false")
    elif name != "acks" and isinstance(default, int | float) and not is_number:
        sentence = translate("KafkaOptions", "the Kafka option {name} needs a number")
    if sentence:
        raise ValueError(sentence.format(name=name))
