"""Settings and secrets on disk: whole or not at all, for their user only."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.runtime.settings import CannotWrite, load_settings, save_settings, write_private


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(values=st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=5))
def test_settings_are_read_back(tmp_path: Path, values: dict[str, str]) -> None:
    values = {key: value for key, value in values.items() if (key + value).isprintable()}
    save_settings(tmp_path / "settings.json", values)
    assert load_settings(tmp_path / "settings.json") == values


def test_no_settings_are_empty_settings(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.json") == {}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage", [b"", b"{", b'{"a": 1}', b"[]", b"\xff\xfe", b'{"a": "\xff"}', b"\0" * 100]
)
def test_damaged_settings_are_put_aside_and_said_in_the_log(
    tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(damage)
    assert load_settings(path) == {}
    assert (tmp_path / "settings.json.damaged").read_bytes() == damage
    assert "damaged" in caplog.text
    save_settings(path, {"broker": "kafka:9092"})
    assert load_settings(path) == {"broker": "kafka:9092"}


def test_settings_that_cannot_be_read_stop_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert load_settings(tmp_path) == {}
    assert "cannot read the settings" in caplog.text


def test_a_private_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_private(path, b"old")
    write_private(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_only_its_user_reads_a_private_file_whatever_was_there(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_B4_what_cannot_be_written_is_a_sentence_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    write_private(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        CannotWrite, match=r"secret cannot be written \(No space left on device\); free some space"
    ):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_B4_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="No such file"):
        save_settings(tmp_path / "missing" / "settings.json", {})
