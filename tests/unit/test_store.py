"""CENTRAL's database: migrations, errors as sentences, one transaction or nothing (B4, wire contract 5)."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from decimal import Decimal
from pathlib import Path

import peewee
import pytest

from shared.domain.supply import SupplyState
from shared.store.central_store import CentralStore, StoreError
from shared.store.database import hold_database
from shared.store.errors import explain
from shared.store.look import look_at_database
from shared.store.rows import CpRow, DriverRow, Enrolment, RequestRow, SupplyRow


def open_store(folder: Path) -> CentralStore:
    return CentralStore(f"sqlite:///{folder / 'central.sqlite3'}")


def a_supply(**changes: object) -> SupplyRow:
    values: dict[str, object] = {
        "session_id": "s", "request_id": "r", "driver_id": "5", "cp_id": "A",
        "location": "here", "origin": "app",
        "price": Decimal("0.5400"), "state": SupplyState.SUPPLYING, "created_at": "2026-05-01T10:00:00.000Z",
    }  # fmt: skip
    return SupplyRow(**(values | changes))  # type: ignore[arg-type]


def test_what_is_committed_is_loaded_again_exactly(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    cp = CpRow(
        "A", "C/ Argüelles", None, 20.5, Enrolment.ENROLLED, Decimal("0.54"), secret="ab", key_latest="cd"
    )
    store.put_cp(cp)
    store.put_supply(a_supply())
    store.put_request(RequestRow("r", "5", "A", "app", "2026", "asking_cp", session_id="s"))
    store.put_offsets({("ev.requests", 3): 17})
    row = store.put_outbox("ev.commands", "A", b"\x00value")
    store.put_setting("tariff", "0.54")
    store.commit()
    store.close()
    again = open_store(tmp_path)
    loaded = again.load()
    assert loaded.cps == [cp] and loaded.open_supplies == [a_supply()] and loaded.outbox == [row]
    assert loaded.offsets == {("ev.requests", 3): 17} and loaded.settings == {"tariff": "0.54"}
    assert again.request("r") is not None and again.request("x") is None
    assert again.put_outbox("t", "k", b"").seq == row.seq + 1, "the order goes on"
    again.close()


def test_nothing_of_a_batch_is_there_without_its_commit(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.put_supply(a_supply())
    store.put_offsets({("ev.requests", 0): 5})
    store.close()
    again = open_store(tmp_path)
    assert again.load().offsets == {} and again.supply("s") is None
    again.close()


def test_a_failed_commit_keeps_everything_for_the_next(tmp_path: Path) -> None:
    """B4: locked, with a sentence."""
    store = open_store(tmp_path)
    lock = sqlite3.connect(tmp_path / "central.sqlite3", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    supply = a_supply()
    store.put_supply(supply)
    with pytest.raises(StoreError, match="locked by another program"):
        store.commit()
    assert store.dirty
    lock.execute("ROLLBACK")
    lock.close()
    store.commit()
    supply.energy_wh, supply.seq, supply.amount = 1000, 2, Decimal("0.54")
    store.put_reading(supply)
    store.commit()
    store.close()
    again = open_store(tmp_path)
    assert again.supply("s") == supply
    again.close()


def test_B4_a_database_that_was_exchanged_while_its_disk_failed_is_not_written(tmp_path: Path) -> None:
    store, path = open_store(tmp_path), tmp_path / "central.sqlite3"
    store.load()
    store.put_setting("a", "1")
    store.commit()
    older = tmp_path / "older.sqlite3"
    with sqlite3.connect(path) as source, sqlite3.connect(older) as target:
        source.backup(target)
    store.put_setting("a", "2")
    store.commit()
    newer = tmp_path / "newer.sqlite3"
    with sqlite3.connect(path) as source, sqlite3.connect(newer) as target:
        source.backup(target)
    store.put_setting("a", "3")
    fail_once(store, path)
    for file in tmp_path.glob("central.sqlite3*"):
        file.unlink()
    with pytest.raises(StoreError, match="cannot be opened"):
        store.commit()
    assert not path.exists(), "an empty one would look like a loss of everything"
    older.rename(path)
    with pytest.raises(StoreError, match="is not as this program left it"):
        store.commit()
    path.unlink()
    newer.rename(path)
    store.commit()
    assert store.load().settings == {"a": "3"}
    store.close()


def fail_once(store: CentralStore, path: Path) -> None:
    """Let the disk fail at a commit: the file is a folder for a moment."""
    hidden = path.with_name("hidden")
    store.close()
    path.rename(hidden)
    path.mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        store.commit()
    path.rmdir()
    hidden.rename(path)


def test_a_confirmed_record_leaves_the_outbox(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    first, second = store.put_outbox("t", "k", b"1"), store.put_outbox("t", "k", b"2")
    store.commit()
    store.drop_outbox([first.seq])
    unsent = store.put_outbox("t", "k", b"3")
    store.drop_outbox([unsent.seq])
    store.commit()
    assert store.load().outbox == [second]
    store.close()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_bytes(b"no database at all" * 100), "is damaged or is no database"),
        (lambda path: path.mkdir(), "cannot be opened"),
    ],
)
def test_a_file_that_is_no_database_gets_a_sentence(tmp_path: Path, make: object, sentence: str) -> None:
    """B4."""
    make(tmp_path / "central.sqlite3")  # type: ignore[operator]
    with pytest.raises(StoreError, match=sentence):
        open_store(tmp_path)


ENOSPC = OSError(errno.ENOSPC, "No space left on device", "/a/locked/readonly/connection")


def sqlite_error(text: str, name: str) -> peewee.PeeweeException:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    return peewee.OperationalError(error, text)


@pytest.mark.parametrize(
    ("error", "sentence", "reopen"),
    [
        (sqlite_error("database is locked", "SQLITE_BUSY"), "is locked by another program", False),
        (sqlite_error("database is locked", "SQLITE_BUSY_SNAPSHOT"), "is locked by another program", False),
        (sqlite_error("locking protocol", "SQLITE_PROTOCOL"), "is locked by another program", False),
        (sqlite_error("database or disk is full", "SQLITE_FULL"), "is full: free some space", False),
        (sqlite_error("attempt to write a readonly database", "SQLITE_READONLY"), "cannot be written", True),
        (sqlite_error("readonly", "SQLITE_READONLY_DIRECTORY"), "cannot be written", True),
        (sqlite_error("unable to open database file", "SQLITE_CANTOPEN"), "cannot be opened", True),
        (
            sqlite_error("disk I/O error", "SQLITE_IOERR_WRITE"),
            "fails (disk I/O error)",
            True,
        ),
        (
            sqlite_error("disk I/O error", "SQLITE_IOERR_FSYNC"),
            "fails (disk I/O error)",
            True,
        ),
        (sqlite_error("database disk image is malformed", "SQLITE_CORRUPT"), "is damaged", True),
        (sqlite_error("file is not a database", "SQLITE_NOTADB"), "is damaged", True),
        (sqlite_error("no such table: supply", "SQLITE_ERROR"), "failed: no such table", True),
        (ENOSPC, "is full: free some space", False),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "is full: free some space", False),
        (PermissionError(errno.EACCES, "Permission denied", "/full"), "cannot be written", True),
        (OSError(errno.EROFS, "Read-only file system"), "cannot be written", True),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "cannot be opened", True),
        (peewee.OperationalError("canceling statement due to lock timeout"), "is locked", False),
        (peewee.OperationalError("could not extend file: No space left on device"), "is full", False),
        (peewee.OperationalError("the database system is shutting down"), "cannot be reached", True),
        (peewee.InternalError("cannot execute INSERT in a read-only transaction"), "cannot be written", True),
    ],
)
def test_B4_what_the_database_says_is_a_sentence_with_a_remedy(
    tmp_path: Path, error: Exception, sentence: str, reopen: bool
) -> None:
    explained = explain(error, str(tmp_path / "x.sqlite"))
    assert sentence in str(explained) and explained.reopen is reopen
    assert str(explained).endswith(".")


@pytest.mark.parametrize("name", ["SQLITE_IOERR_SHMSIZE", "SQLITE_CANTOPEN"])
def test_B4_a_file_that_cannot_be_made_on_a_full_disk_is_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """SQLite calls it an I/O error, whatever the reason."""
    usage = shutil.disk_usage(tmp_path)._replace(free=4096)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert "is full: free some space" in str(explain(sqlite_error("disk I/O error", name), f"{tmp_path}/x"))


def test_B4_a_full_disk_is_not_hidden_by_the_rollback_that_SQLite_did_by_itself(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    (pages,) = store._database.execute_sql("PRAGMA page_count").fetchone()
    store._database.execute_sql(f"PRAGMA max_page_count = {pages}")
    for number in range(300):
        store.put_setting(f"name {number}", "x" * 100)
    with pytest.raises(StoreError, match="is full: free some space"):
        store.commit()
    store._database.execute_sql("PRAGMA max_page_count = 100000")
    store.commit()
    assert len(store.load().settings) == 300
    store.close()


def test_B4_a_disk_that_fails_in_the_middle_of_an_answer_gets_a_sentence(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(500):
        store.put_driver(DriverRow(str(number), True))
    store.commit()
    steps = iter(range(10_000))
    store._database.connection().set_progress_handler(lambda: next(steps) > 99, 10)
    with pytest.raises(StoreError, match="failed: interrupted"):
        store.load()
    store._database.connection().set_progress_handler(None, 0)
    assert len(store.load().drivers) == 500
    store.close()


def test_an_unknown_url_and_a_newer_database_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="sqlite:///FILE"):
        CentralStore("mysql://here")
    open_store(tmp_path).close()
    with sqlite3.connect(tmp_path / "central.sqlite3") as raw:
        raw.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2099-01-01')")
    raw.close()
    with pytest.raises(StoreError, match="newer version"):
        open_store(tmp_path)


def test_an_unreachable_server_gets_a_sentence() -> None:
    """B4."""
    with pytest.raises(StoreError, match="cannot be reached"):
        CentralStore("postgresql://ev@127.0.0.1:1/ev")


def test_D7_a_second_program_on_the_same_file_writes_nothing_once_the_first_has_written(
    tmp_path: Path,
) -> None:
    first, second = open_store(tmp_path), open_store(tmp_path)
    first.load()
    second.load()
    for store in (first, second):
        store.put_outbox("ev.notices", "5", b"a promise of " + str(id(store)).encode())
    first.commit()
    with pytest.raises(StoreError, match="another program writes to it"):
        second.commit()
    with pytest.raises(StoreError, match="another program writes to it"):
        second.commit()
    first.put_setting("a", "1")
    first.commit()
    (kept,) = first.load().outbox
    assert kept.value == b"a promise of " + str(id(first)).encode()
    first.close()
    second.close()


def test_a_database_is_held_as_long_as_its_program_lives_under_whatever_name(tmp_path: Path) -> None:
    path, other_name = tmp_path / "c.sqlite3", tmp_path / "link.sqlite3"
    url = f"sqlite:///{path}"
    CentralStore(url).close()
    assert not look_at_database(url).held
    assert not list(tmp_path.glob("*.lock")), "a look leaves nothing behind"
    lock = hold_database(url)
    assert lock is not None and look_at_database(url).held
    other_name.symlink_to(path)
    for same in (url, f"sqlite:///{other_name}"):
        with pytest.raises(StoreError, match=r"Another CENTRAL has the database .*: end that one"):
            hold_database(same)
    lock.release()
    assert not look_at_database(url).held
    again = hold_database(url)
    assert again is not None
    again.release()
    with pytest.raises(StoreError, match="cannot be opened"):
        hold_database(f"sqlite:///{tmp_path}/nowhere/c.sqlite3")
