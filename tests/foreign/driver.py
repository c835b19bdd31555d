"""A foreign driver: asks for supplies by Kafka and collects its notices."""

from __future__ import annotations

from typing import Any

from tests.foreign import wire
from tests.foreign.stream import Seen, Stream


class ForeignDriver:
    def __init__(self, stream: Stream, driver_id: str) -> None:
        self.driver_id = driver_id
        self.registered = False
        self.notices: list[dict[str, Any]] = []
        self._stream = stream
        stream.listeners.append(self._hear)

    def _hear(self, seen: Seen) -> None:
        if seen.topic != "ev.notices" or seen.key != self.driver_id:
            return
        if seen.fields["id"] not in {notice["id"] for notice in self.notices}:
            self.notices.append(seen.fields)

    def send(self, fields: dict[str, Any], key: str, wait: bool = True) -> None:
        self._stream.send("ev.requests", key, wire.encoded(fields), wait=wait)

    def request(self, cp_id: str, wait: bool = True, expires_in: float = 10.0) -> str:
        """Ask for a supply at ``cp_id``; the request's id."""
        request_id = wire.new_id()
        fields = wire.record(
            "charge_requested", request_id=request_id, driver_id=self.driver_id, cp_id=cp_id, origin="app",
            expires_at=wire.timestamp(expires_in),
        )  # fmt: skip
        self.send(fields, cp_id, wait)
        return request_id

    def request_changed(self, cp_id: str, /, **changes: Any) -> None:
        """A request whose fields are as ``changes`` says."""
        fields = wire.record(
            "charge_requested", request_id=wire.new_id(), driver_id=self.driver_id, cp_id=cp_id,
            origin="app", expires_at=wire.timestamp(10.0),
        )  # fmt: skip
        self.send({**fields, **changes}, cp_id)

    def cancel(self, request_id: str, cp_id: str) -> None:
        fields = wire.record("charge_cancelled", request_id=request_id, driver_id=self.driver_id, cp_id=cp_id)
        self.send(fields, cp_id)

    def sync(self) -> None:
        self.send(wire.record("sync_requested", driver_id=self.driver_id), self.driver_id)

    def of(self, kind: str, **fields: Any) -> list[dict[str, Any]]:
        """The notices of that type in which ``fields`` are so."""
        return [
            notice for notice in self.notices
            if notice["type"] == kind and all(notice[name] == value for name, value in fields.items())
        ]  # fmt: skip

    def steps(self, request_id: str) -> list[str]:
        return [notice["step"] for notice in self.of("request_progress", request_id=request_id)]

    def step(self, request_id: str) -> tuple[str, str | None]:
        """The last step and its reason."""
        progress = self.of("request_progress", request_id=request_id)
        return (progress[-1]["step"], progress[-1]["reason"]) if progress else ("", None)

    def close(self) -> None:
        self._stream.listeners.remove(self._hear)
