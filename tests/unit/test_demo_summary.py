"""What the story's summary says, and that it does not overlook a difference (acceptance section 6)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from apps.ev_demo import answers
from apps.ev_demo.answers import AnswerReader, Progress, TicketRow
from apps.ev_demo.script import SERVICES
from apps.ev_demo.summary import (
    Books,
    ServiceRow,
    Summary,
    service_rows,
    story_difference,
    supplies,
    ticket_difference,
)

TICKET = TicketRow("s1", "r1", "5", "ALC1", "target_reached", 7301, "0.48", "3.50")


def books(engine: Any = TICKET, central: Any = TICKET, driver: Any = TICKET) -> Books:
    def rows(ticket: TicketRow | None) -> list[TicketRow]:
        return [] if ticket is None else [ticket]

    return Books({"ALC1": rows(engine)}, rows(central), {"5": rows(driver)})


def test_A5_three_equal_tickets_agree() -> None:
    assert ticket_difference(books()) is None


@pytest.mark.parametrize("who", ["engine", "central", "driver"])
@pytest.mark.parametrize(
    "change",
    [{"energy_wh": 7302}, {"amount": "3.51"}, {"price": "0.49"}, {"driver_id": "7"}, {"reason": "fault"}],
)
def test_A5_a_ticket_that_differs_anywhere_is_found(who: str, change: dict[str, Any]) -> None:
    other: Any = {who: msgspec.structs.replace(TICKET, **change)}
    assert ticket_difference(books(**other)) is not None


@pytest.mark.parametrize("who", ["engine", "central", "driver"])
def test_A5_a_ticket_that_somebody_lacks_is_found(who: str) -> None:
    missing: Any = {who: None}
    assert "not one" in str(ticket_difference(books(**missing)))


def test_a_driver_without_an_app_here_has_tickets_in_two_places() -> None:
    (found,) = supplies(Books({"ALC1": [TICKET]}, [TICKET], {"7": []}))
    assert (len(found.places), found.missing(), found.difference()) == (2, None, None)


def test_A5_a_second_ticket_of_one_supply_is_found() -> None:
    twice = Books({"ALC1": [TICKET]}, [TICKET, TICKET], {"5": [TICKET]})
    assert "EV_Central has 2 tickets" in str(ticket_difference(twice))


def test_A5_a_ticket_at_the_wrong_driver_is_found() -> None:
    wrong = Books({"ALC1": [TICKET]}, [TICKET], {"7": [TICKET]})
    assert ticket_difference(wrong) is not None


def test_M4_a_wrong_sum_is_found_even_if_all_agree_on_it() -> None:
    wrong = msgspec.structs.replace(TICKET, amount="3.51")
    assert "energy times price" in str(ticket_difference(books(wrong, wrong, wrong)))


def test_A5_no_ticket_at_all_is_no_agreement() -> None:
    assert ticket_difference(Books({}, [], {})) is not None


def test_A5_a_service_is_charged_failed_or_denied_by_its_ticket_or_step() -> None:
    fault = msgspec.structs.replace(TICKET, request_id="r2", reason="fault")
    requests = {
        "5": [
            Progress("r1", "ALC1", "authorised", None),
            Progress("r2", "ALC1", "authorised", None),
            Progress("r3", "VIG9", "denied", "unknown_cp"),
        ]
    }
    rows = service_rows(requests, Books({}, [], {"5": [TICKET, fault]}))
    assert [(row.outcome, row.reason, row.energy_wh, row.price) for row in rows] == [
        ("charged", "target_reached", 7301, "0.48"),
        ("failed", "fault", 7301, "0.48"),
        ("denied", "unknown_cp", 0, None),
    ]


def as_written() -> Summary:
    services = [
        ServiceRow(
            driver_id,
            each.cp_id,
            None if each.outcome == "denied" else "s",
            each.outcome,
            each.reason,
            0 if each.outcome == "denied" else 1000,
            "0.00",
            None,
            None,
        )
        for driver_id, expected in SERVICES.items()
        for each in expected
    ]
    cps: list[dict[str, Any]] = [{"cp_id": "ALC1", "state": "ACTIVATED", "reserved": False}]
    return Summary(cps, services, True, [])


def test_A5_the_story_as_written_has_no_difference() -> None:
    assert story_difference(as_written()) is None


@pytest.mark.parametrize("number", range(sum(map(len, SERVICES.values()))))
def test_A5_a_service_with_another_outcome_is_the_difference(number: int) -> None:
    written = as_written()
    row = written.services[number]
    other = "failed" if row.outcome == "charged" else "charged"
    written.services[number] = msgspec.structs.replace(row, outcome=other)
    said = story_difference(written)
    assert said is not None and f"driver {row.driver_id} should be: {row.cp_id}" in said


def test_A5_a_service_that_never_was_is_the_difference() -> None:
    written = as_written()
    del written.services[-1]
    assert "instead of" in str(story_difference(written))


def test_A5_a_charging_point_that_is_not_free_at_the_end_is_the_difference() -> None:
    written = as_written()
    written.charging_points[0]["state"] = "STOPPED"
    assert story_difference(written) == "ALC1 should be free at the end; it is STOPPED."


def test_A5_answers_are_given_to_their_commands_however_the_file_grows(tmp_path: Path) -> None:
    said: list[str] = []
    file = tmp_path / "answers"
    reader = AnswerReader(said.append, file)
    reader.ask("status")
    reader.ask("tickets")
    assert said == ["status", "tickets"]
    assert reader.read() == []
    file.write_bytes(b'{"a"')
    assert reader.read() == []
    file.write_bytes(b'{"a":1}\n[')
    assert [(each.command, each.line) for each in reader.read()] == [("status", b'{"a":1}')]
    assert reader.due("tickets")
    file.write_bytes(b'{"a":1}\n[]\n')
    assert [(each.command, each.line) for each in reader.read()] == [("tickets", b"[]")]
    assert not reader.due("tickets")


def test_A5_the_file_of_the_answers_does_not_grow_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST_BYTES", 10)
    file = tmp_path / "answers"
    with file.open("ab", buffering=0) as process:
        reader = AnswerReader(lambda _line: None, file)
        for number in range(5):
            reader.ask("status")
            process.write(b'{"number":%d}\n' % number)
            assert [each.line for each in reader.read()] == [b'{"number":%d}' % number]
            assert file.stat().st_size == 0
