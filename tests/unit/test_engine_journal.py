"""The engine's journal on disk: what it keeps, what survives a torn write, and its sentences (B4, D2)."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from apps.ev_cp_e.ledger import Ledger, new_row
from shared.messages.records import FinishConfirmed
from shared.runtime.clock import Instant, from_wire, to_wire
from shared.store import journal as journal_module
from shared.store.database import StoreError
from shared.store.journal import KEPT, KEPT_AFTER, Journal, JournalSupply, past

AT = "2026-05-01T10:00:00.000Z"


def row(session: str = "s1", **more: object) -> JournalSupply:
    made = JournalSupply(session, "r", "CP1", "D1", "0.60", AT, AT, "start", "finish")
    for name, value in more.items():
        setattr(made, name, value)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def test_what_was_committed_is_there_after_a_restart(path: Path) -> None:
    journal = Journal(path)
    journal.put_supply(row(energy_wh=1234, amount="0.74", seq=7))
    journal.put_cp("CP1", stopped=True)
    journal.commit()
    journal.put_supply(row("s2"))
    journal.close()
    contents = Journal(path).load()
    assert contents.supplies == (row(energy_wh=1234, amount="0.74", seq=7),)
    assert (contents.cp_id, contents.stopped) == ("CP1", True)


def test_D2_a_torn_last_write_leaves_the_last_whole_commit(path: Path, tmp_path: Path) -> None:
    journal = Journal(path)
    for seq in range(1, 20):
        journal.put_supply(row(seq=seq, energy_wh=seq * 10))
        journal.commit()
    wal = path.with_name(path.name + "-wal")
    whole = wal.read_bytes()
    seen = set()
    for cut in range(0, len(whole), 997):
        torn = tmp_path / f"torn{cut}"
        torn.mkdir()
        shutil.copy(path, torn / path.name)
        (torn / wal.name).write_bytes(whole[:cut] + b"\x55" * 100)
        copy = Journal(torn / path.name)
        supplies = copy.load().supplies
        assert len(supplies) <= 1 and all(one.energy_wh == one.seq * 10 for one in supplies)
        seen |= {one.seq for one in supplies}
        copy.close()
    journal.close()
    assert len(seen) > 5


def test_D2_the_file_alone_has_every_ended_supply_and_the_start_of_the_running_one(
    path: Path, tmp_path: Path
) -> None:
    journal = Journal(path)
    journal.put_supply(row(seq=9, energy_wh=90, ended_at=AT, reason="unplugged"))
    journal.commit()
    journal.put_supply(row("s2"))
    journal.commit()
    journal.put_supply(row("s2", seq=1, energy_wh=10))
    journal.commit()
    alone = tmp_path / "copy.sqlite"
    shutil.copy(path, alone)  # without its write-ahead log
    journal.close()
    copy = Journal(alone)
    assert [(one.session_id, one.energy_wh) for one in copy.load().supplies] == [("s1", 90), ("s2", 0)]
    copy.close()


@pytest.mark.parametrize("gone", [True, False])
def test_B4_an_empty_journal_beside_its_log_is_not_taken_for_a_new_one(path: Path, gone: bool) -> None:
    """SQLite alone would throw the log away."""
    journal = Journal(path)
    journal.put_supply(row())
    journal.commit()
    wal = path.with_name(path.name + "-wal")
    whole = wal.read_bytes()
    journal.close()
    wal.write_bytes(whole)
    if gone:
        path.unlink()
    else:
        path.write_bytes(b"")
    with pytest.raises(StoreError, match=r"missing or empty, but journal\.sqlite-wal holds its last changes"):
        Journal(path)
    assert wal.read_bytes() == whole


@pytest.mark.parametrize("log", [b"", b"\0" * 5000, b"garbage" * 1000])
def test_B4_a_journal_with_a_log_of_nothing_opens_as_it_is(path: Path, log: bytes) -> None:
    journal = Journal(path)
    journal.put_supply(row(ended_at=AT))
    journal.commit()
    journal.close()
    path.with_name(path.name + "-wal").write_bytes(log)
    again = Journal(path)
    assert len(again.load().supplies) == 1
    again.close()


def test_two_empty_files_are_a_new_journal(path: Path) -> None:
    path.write_bytes(b"")
    path.with_name(path.name + "-wal").write_bytes(b"")
    journal = Journal(path)
    assert journal.load().supplies == ()
    journal.close()


def test_a_commit_is_flushed_to_the_disk(path: Path) -> None:
    journal = Journal(path)
    modes = [
        journal._database.execute_sql(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "journal_mode")
    ]
    assert modes == [2, "wal"]
    journal.close()


def test_B4_a_locked_journal_is_a_sentence_and_loses_nothing(path: Path) -> None:
    journal = Journal(path)
    journal.put_supply(row())
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another program"):
        journal.commit()
    blocker.execute("ROLLBACK")
    blocker.close()
    journal.commit()
    assert len(journal.load().supplies) == 1
    journal.close()


def test_B4_a_full_disk_is_a_sentence_and_loses_nothing(path: Path) -> None:
    journal = Journal(path)
    pages = journal._database.execute_sql("PRAGMA page_count").fetchone()[0]
    journal._database.execute_sql(f"PRAGMA max_page_count = {pages}")
    for number in range(200):
        journal.put_supply(row(f"s{number}"))
    with pytest.raises(StoreError, match="is full: free some space"):
        journal.commit()
    journal._database.execute_sql("PRAGMA max_page_count = 100000")
    journal.commit()
    assert len(journal.load().supplies) == 200
    journal.close()


@pytest.mark.parametrize(
    "content", [b"this is no database, only a text of some length" * 50, b"SQLite format 3\0" + b"x" * 4000]
)
def test_B4_a_damaged_journal_says_so_and_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        Journal(path)
    assert path.read_bytes() == content


def test_a_journal_of_a_newer_version_is_left_alone(path: Path) -> None:
    Journal(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(StoreError, match="newer version"):
        Journal(path)


def test_a_supply_is_forgotten_when_all_that_came_after_it_are_30_days_younger_and_only_if_confirmed() -> (
    None
):
    old, owed = row("old", ended_at=AT, confirmed=True), row("owed", ended_at=AT)
    month, more = (to_wire(from_wire(AT) + KEPT + timedelta(seconds=seconds)) for seconds in (0, 1))
    assert past([old, owed, *(row(ended_at=month) for _ in range(KEPT_AFTER))]) == []
    newer = [row(ended_at=more) for _ in range(KEPT_AFTER)]
    assert past([old, owed, *newer]) == [old]
    assert past([old, owed, *newer[1:]]) == [], "too few came after it"
    assert past([old, owed, row(ended_at="1970-01-01T00:00:00Z"), *newer[1:]]) == [], "one clock was wrong"


@pytest.mark.parametrize("wrong", ["2036-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])
def test_a_wrong_clock_of_some_supplies_takes_nothing_from_the_journal_nor_its_order(
    path: Path, wrong: str
) -> None:
    """Also over restarts of the engine under that clock."""
    names = []
    for number in range(30):
        journal = Journal(path)
        at = wrong if number % 10 == 5 else to_wire(from_wire(AT) + timedelta(days=number))
        ledger = Ledger(journal, journal.load(), Instant(0.0, from_wire(at)))
        made = new_row(f"s{number}", "r", "CP1", "D1", "0.60", Instant(0.0, from_wire(at)))
        made.ended_at, made.reason = at, "unplugged"
        ledger.close(made, Instant(0.0, from_wire(at)))
        ledger.confirm(FinishConfirmed(id="x", at=at, session_id=made.session_id))
        ledger.commit(Instant(0.0, from_wire(at)))
        names.append(made.session_id)
        assert [each["session_id"] for each in ledger.tickets()] == names
        journal.close()


def test_ids_that_had_their_effect_are_known_after_a_restart_the_newest_of_each_kind(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B3."""
    monkeypatch.setattr(journal_module, "KEPT_IDS", 3)
    journal = Journal(path)
    for number in range(5):
        journal.put_known("order", f"o{number}")
        journal.put_known("order", "o0")
        journal.commit()
    journal.put_known("session", "s")
    journal.commit()
    journal.put_known("session", "lost")
    journal.close()
    for _ in range(2):
        again = Journal(path)
        assert again.load().known == {"order": ("o2", "o3", "o4"), "session": ("s",)}
        again.close()


def test_a_second_engine_on_the_same_journal_writes_nothing_once_the_first_has_written(path: Path) -> None:
    first, second = Journal(path), Journal(path)
    first.put_supply(row("s1"))
    first.commit()
    second.put_supply(row("s2"))
    for _ in range(2):
        with pytest.raises(StoreError, match="another program writes to it"):
            second.commit()
    first.put_supply(row("s3"))
    first.commit()
    assert {supply.session_id for supply in first.load().supplies} == {"s1", "s3"}
    first.close()
    second.close()
