"""Several kafka-python clients of one process learn to read an answer at the same moment.

The first answer of each kind has its reader compiled, with a class put in its place for a moment: a second
client that did the same meanwhile got a reader that never works, kept for as long as the process lived.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from kafka.protocol.metadata import MetadataResponse
from kafka.protocol.schemas.fields.struct import StructField

from shared.messaging import patches

VERSION = 9


def test_two_clients_that_read_the_same_answer_first_both_can(monkeypatch: pytest.MonkeyPatch) -> None:
    assert patches.VERSION
    struct: Any = MetadataResponse._struct
    monkeypatch.setattr(struct, "_compiled_encoders", {})
    answer = MetadataResponse[VERSION](cluster_id="ours").encode()
    second_is_in, first_is_through = threading.Event(), threading.Event()
    emit = StructField.emit_decode_from
    inside: list[object] = []

    def emit_in_turn(self: Any, ctx: Any, name: str, *args: Any, **named: Any) -> None:
        if self is not struct:
            emit(self, ctx, name, *args, **named)
            return
        inside.append(ctx)
        if len(inside) == 1:
            second_is_in.wait(0.5)
        else:
            second_is_in.set()
            first_is_through.wait(5)
        emit(self, ctx, name, *args, **named)

    def read() -> str | None:
        said = MetadataResponse.decode(answer, version=VERSION)
        first_is_through.set()
        cluster_id: str | None = said.cluster_id
        return cluster_id

    monkeypatch.setattr(StructField, "emit_decode_from", emit_in_turn)
    with ThreadPoolExecutor(2) as clients:
        assert [each.result(10) for each in [clients.submit(read) for _ in range(2)]] == ["ours", "ours"]
    assert read() == "ours"
