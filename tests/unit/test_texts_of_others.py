"""What others write reaches no terminal, no line of the log and no screen as they wrote it (B2)."""

from __future__ import annotations

import json
import logging
import sqlite3
from pathlib import Path

import pytest

from apps.ev_central import intents
from apps.ev_central.models.book import natural_key
from apps.ev_central.texts import sentence
from apps.ev_cp_e.context import Context
from apps.ev_cp_e.texts import message_text
from shared.messages import topics
from shared.messages.codec import KEY_BYTES, BadRecord, decode
from shared.runtime import guard
from shared.runtime.clock import Instant
from shared.runtime.console import say
from shared.runtime.guard import guarded
from shared.runtime.logs import LOG_NAME, set_up_logging, set_up_sentences
from shared.runtime.text import LONGEST_SHOWN, shown
from shared.runtime.told import WHO_SHOWN, Message
from tests.support.central import START, World

FORGED = "x\n2026-05-01T10:00:00.000Z INFO a [b] CENTRAL: revoked MAD1\x1b]0;owned\x07\x1b[2J\x9b\u202e\u2028"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "central.sqlite3")
    world.feed(intents.AddDriver("5"))
    return world


@pytest.mark.parametrize(
    "char", ["\x00", "\n", "\r", "\x1b", "\x7f", "\x9b", "\u200b", "\u202e", "\u2028", "\udcff"]
)
def test_what_steers_a_terminal_ends_a_line_or_is_not_seen_is_shown_as_an_escape(char: str) -> None:
    assert shown(f"a{char}b").isprintable() and shown(f"a{char}b").startswith("a\\")
    assert shown("C/ Serrano 10, ático · ñ 充電") == "C/ Serrano 10, ático · ñ 充電"
    assert len(shown("x" * 900_000)) == LONGEST_SHOWN


@pytest.mark.parametrize("form", ["text", "json"])
def test_others_words_are_one_line_of_the_log_and_of_the_terminal(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    set_up_logging("EV_Test", "info", tmp_path, form)

    def put_back() -> None:
        set_up_sentences("text")
        for handler in [each for each in root.handlers if each not in before]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)

    request.addfinalizer(put_back)
    logging.getLogger("peer").warning("%s", FORGED)
    logging.getLogger("peer").warning("%s", "x" * 900_000)
    try:
        raise ValueError(FORGED)
    except ValueError:
        logging.getLogger("peer").exception("failed")
    for handler in root.handlers:
        handler.flush()
    say(FORGED)
    for text in ((tmp_path / LOG_NAME).read_text("utf-8"), capsys.readouterr().err):
        assert "CENTRAL: revoked" in text and not any(ord(char) < 32 for char in text.replace("\n", ""))
        for line in text.splitlines():
            assert form == "json" or not line.startswith("2026-05-01"), "a forged line"
            assert form == "json" or (line.isprintable() and len(line) < 5_000)
            assert form == "text" or json.loads(line)["message"]


def test_a_key_of_any_length_is_told_in_one_short_line(world: World) -> None:
    world.read(world.raw("ev.requests", "K" * 900_000, b"{}"), world.raw("ev.requests", FORGED, b"{}"))
    world.wait(0.3)
    told = [m for update in world.ports.updates for m in update.messages if m.code == "record_rejected"]
    assert [len(message.who) for message in told] == [WHO_SHOWN, WHO_SHOWN]
    assert all(message.who.isprintable() and sentence(message).isprintable() for message in told)
    assert "the key has 900000 bytes" in sentence(told[0])


def test_words_of_a_monitor_are_visible_wherever_they_are_shown(world: World) -> None:
    escaped = "".join(f"%{ord(char):02X}" for char in "\n\x1b[2J")
    assert world.ask(1, f"REGISTER#A#{escaped}{'x' * 3_000}##").startswith("REGISTERED")
    location = world.service.net.cps["A"].row.location
    assert location.isprintable() and len(location) == 255 and location.startswith("\\n\\x1b[2J")
    point = world.activate("B", 2)
    world.ask(point.connection, f"STATUS#KO#{escaped}")
    assert world.service.net.cps["B"].fault == "\\n\\x1b[2J"


@pytest.mark.parametrize(("request_text", "code"), [("NONSENSE", "bad_request"), ("PROOF", "bad_proof")])
def test_wrong_requests_are_told_some_times_a_second_and_counted(
    world: World, request_text: str, code: str
) -> None:
    point = world.activate("A")
    world.wait(1.1)
    world.ports.updates.clear()
    for _ in range(400):
        if request_text == "PROOF":
            world.ask(7, f"AUTH#{point.cp_id}")
            world.ask(7, "PROOF#00")
        else:
            world.ask(7, request_text)
    world.wait(1.5)
    told = [m for update in world.ports.updates for m in update.messages if m.code == code]
    assert len(told) < 20
    assert "(3" in sentence(told[-1]) and "like this)" in sentence(told[-1])


def test_an_engine_tells_wrong_requests_at_a_pace_of_its_own() -> None:
    told: list[Message] = []
    context = Context(None, None, None, told.append)  # type: ignore[arg-type]  # only what says is asked
    for _ in range(400):
        context.say(Instant(0.0, START), "malformed", "warning", reason=FORGED)
    context.voice.say_more(Instant(1.5, START))
    assert len(told) < 10 and "395 like this" in message_text(told[-1])
    assert all(message_text(message).isprintable() for message in told)


RECORD = {
    "type": "cp_status",
    "id": "0b7cc6c5-54a4-4b1c-9d43-3d3a4c5d9f0a",
    "at": "2026-05-01T10:00:00Z",
    "cp_id": "A",
    "location": "",
    "x": 1,
    "y": 1,
    "price": "0.54",
    "state": "ACTIVATED",
    "reserved": False,
}


@pytest.mark.parametrize(
    "wrong",
    [
        *({"at": at} for at in ("0001-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2101-01-01T00:00:00Z")),
        *({"at": "9999-12-31T23:59:59Z"}, {"x": -1}, {"y": 100.5}, {"x": 1e300}, {"cp_id": "A\n"}),
        *({"location": "x" * 5_000}, {"price": "0.54\n"}, {"price": "٠.٥٤"}),
    ],
)
def test_a_record_out_of_bounds_is_refused_where_it_comes_in(wrong: dict[str, object]) -> None:
    decode(topics.NETWORK, json.dumps(RECORD).encode())
    with pytest.raises(BadRecord):
        decode(topics.NETWORK, json.dumps(RECORD | wrong).encode())


def test_a_key_that_is_too_long_and_a_power_above_10_MW_are_refused(world: World) -> None:
    value = json.dumps(RECORD).encode()
    decode(topics.NETWORK, value, b"k" * KEY_BYTES)
    with pytest.raises(BadRecord, match="129 bytes"):
        decode(topics.NETWORK, value, b"k" * (KEY_BYTES + 1))
    point = world.activate("A")
    session = world.start_supply("5", point)
    for power, rejected in ((10_000_000, 0), (10_000_001, 1), (2**31, 2), (2**70, 3)):
        figures = {"seq": power % 2**50 + 1, "power_w": power, "energy_wh": 1, "amount": "0.00"}
        world.read(
            world.record("ev.cp-events", "A", "meter_reading", point=point, session_id=session, **figures)
        )
        assert world.rejected == rejected


def test_an_instance_of_any_length_harms_nobody() -> None:
    beat = {"type": "central_alive", "id": RECORD["id"], "at": RECORD["at"], "started_at": RECORD["at"]}
    for instance in ('"' + "x" * 65 + '"', "9" * 5_000):
        with pytest.raises(BadRecord):
            decode(topics.HEARTBEAT, json.dumps(beat).encode()[:-1] + f', "instance": {instance}}}'.encode())


def test_ids_are_put_in_order_whatever_digits_they_have() -> None:
    ids = ["5²", "MAD10", "MAD2", "٣", "¼", "²", "DRV-" + "9" * 60]
    assert sorted(ids, key=natural_key).index("MAD2") < sorted(ids, key=natural_key).index("MAD10")


def test_what_fails_alone_is_in_the_log_once(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise OverflowError("date value out of range")

    guard.forget()
    for _ in range(3):
        assert guarded("row 7 of a test", fail) is None
    assert [record.getMessage() for record in caplog.records] == [
        "row 7 of a test is left out: it is damaged or cannot be shown"
    ]
    assert guarded("row 8", lambda: 5) == 5
    assert guard.forget() == {("row 7 of a test", "OverflowError: date value out of range")}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE charging_point SET price = 'cheap' WHERE cp_id = 'A'",
        "UPDATE charging_point SET secret = 'no hex' WHERE cp_id = 'A'",
        "UPDATE charging_point SET enrolment = 'perhaps' WHERE cp_id = 'A'",
    ],
)
def test_a_damaged_row_is_named_left_out_and_left_alone(world: World, damage: str) -> None:
    points = [world.activate("A", 1), world.activate("B", 2)]
    world.start_supply("5", points[0])
    world.crash()
    database = sqlite3.connect(world.path)
    database.execute(damage)
    database.commit()
    before = database.execute("SELECT * FROM charging_point WHERE cp_id = 'A'").fetchall()
    world.start()
    world.wait(1)
    told = [(m.who, sentence(m)) for update in world.ports.updates for m in update.messages]
    assert any(who == "A" and "row in the database is damaged" in text for who, text in told)
    assert world.authenticate(points[1]).startswith("ACCEPTED"), "the others go on"
    assert world.ask(1, "REGISTER#A###") == "REJECTED#enrolment_refused", "nobody takes its place"
    world.wait(1)
    assert database.execute("SELECT * FROM charging_point WHERE cp_id = 'A'").fetchall() == before
    database.close()
    assert guard.forget()


def test_a_damaged_supply_costs_its_own_row(world: World) -> None:
    point = world.activate("A")
    for _ in range(2):
        session = world.start_supply("5", point)
        world.read(
            world.record(
                "ev.cp-events", "A", "charging_finished", point=point, session_id=session, reason="unplugged",
                started_at=world.at(), ended_at=world.at(), energy_wh=0, amount="0.00",
            )
        )  # fmt: skip
    database = sqlite3.connect(world.path)
    database.execute("UPDATE supply SET amount = 'much' WHERE session_id = ?", (session,))
    database.commit()
    database.close()
    world.feed(intents.ShowHistory(None))
    assert [len(history.tickets) for history in world.ports.histories] == [1]
    assert guard.forget()
