"""Records as kafka-python reads them, made ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shared.messaging.events import RawRecord


def raw_record(record: Any) -> RawRecord:
    """``record`` of kafka-python as ours."""
    raw_key: bytes | None = record.key
    return RawRecord(
        record.topic,
        record.partition,
        record.offset,
        _text(raw_key),
        raw_key,
        record.value or b"",
        _headers(record.headers),
        record.timestamp,
    )


def _headers(headers: Iterable[tuple[str, bytes | None]]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, value or b"") for name, value in headers)


def _text(raw: bytes | None) -> str | None:
    try:
        return None if raw is None else raw.decode()
    except UnicodeDecodeError:
        return None
