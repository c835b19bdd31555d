"""Data folders of instances that never collide, and the lock that holds one (acceptance section 1)."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime import paths
from shared.runtime.paths import AlreadyRunning, DataDirError, data_dir, instance_lock, is_running

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shared.runtime.paths import instance_lock
lock = instance_lock(Path(sys.argv[1]), "EV_Driver 5")
print("held", flush=True)
sys.stdin.read()
"""


def test_each_app_and_id_has_its_own_folder_in_one_data_dir(tmp_path: Path) -> None:
    one = data_dir("EV_CP_E", "7100", tmp_path)
    other = data_dir("EV_CP_M", "7100", tmp_path)
    demo = data_dir("EV_Demo", "", tmp_path)
    assert [one, other, demo] == [tmp_path / "EV_CP_E-7100", tmp_path / "EV_CP_M-7100", tmp_path / "EV_Demo"]
    assert all(folder.is_dir() for folder in (one, other, demo))


def test_the_same_app_and_id_comes_back_to_its_folder(tmp_path: Path) -> None:
    (data_dir("EV_Driver", "5", tmp_path) / "journal").write_text("x")
    assert (data_dir("EV_Driver", "5", tmp_path) / "journal").read_text() == "x"


def test_without_data_dir_it_is_the_users_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def user_data_path(name: str, appauthor: object) -> Path:
        asked.append((name, appauthor))
        return tmp_path / "user"

    monkeypatch.setattr(platformdirs, "user_data_path", user_data_path)
    assert data_dir("EV_Driver", "5", None) == tmp_path / "user" / "EV_Driver-5"
    assert asked == [("EVCharging", False)]


def test_a_relative_data_dir_holds_when_the_working_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert data_dir("EV_Driver", "5", Path("data")) == tmp_path / "data" / "EV_Driver-5"


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_only_its_user_may_look_into_the_folder(tmp_path: Path) -> None:
    assert stat.S_IMODE(data_dir("EV_CP_M", "MAD01", tmp_path).stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "instance", ["../../x", "a/b", "..", "C:\\x", "ñandú", "\ud800", "x" * 64, "€" * 64, "a\0b"]
)
def test_no_id_leaves_the_data_dir(tmp_path: Path, instance: str) -> None:
    folder = data_dir("EV_Driver", instance, tmp_path)
    assert folder.parent == tmp_path
    assert folder.is_dir()
    assert len(folder.name) < 200
    assert folder.name.isascii()


@given(st.text(min_size=1, max_size=64), st.text(min_size=1, max_size=64))
def test_different_ids_have_different_folder_names(one: str, other: str) -> None:
    assert (paths._file_name(one) == paths._file_name(other)) == (one == other)


def test_long_ids_that_differ_at_their_end_have_different_folder_names() -> None:
    assert paths._file_name("€" * 63 + "a") != paths._file_name("€" * 63 + "b")


def test_B4_a_data_dir_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        DataDirError, match=r"^The data folder .* cannot be written \(.*\); choose another --data-dir\.$"
    ):
        data_dir("EV_Driver", "5", tmp_path / "file")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_B4_a_data_dir_without_permission_is_a_sentence(tmp_path: Path) -> None:
    data_dir("EV_Driver", "5", tmp_path).chmod(0o500)
    with pytest.raises(DataDirError, match="Permission denied"):
        data_dir("EV_Driver", "5", tmp_path)


def test_B4_a_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(DataDirError, match="No space left on device"):
        data_dir("EV_Driver", "5", tmp_path)


def test_nothing_is_left_in_a_new_folder(tmp_path: Path) -> None:
    assert list(data_dir("EV_Driver", "5", tmp_path).iterdir()) == []


def test_one_process_at_a_time_holds_a_folder(tmp_path: Path) -> None:
    with instance_lock(tmp_path, "EV_Driver 5"):
        with pytest.raises(AlreadyRunning) as caught:
            instance_lock(tmp_path, "EV_Driver 5")
        assert str(caught.value) == (
            f"EV_Driver 5 is already running with the data folder {tmp_path};"
            " end it, or give this one another id or another --data-dir."
        )
    instance_lock(tmp_path, "EV_Driver 5").release()


def test_who_only_looks_is_not_taken_for_a_process_that_has_the_folder(tmp_path: Path) -> None:
    instance_lock(tmp_path, "EV_Central").release()
    with ThreadPoolExecutor(8) as lookers:
        assert not any(lookers.map(lambda _: is_running(tmp_path), range(400)))
    with instance_lock(tmp_path, "EV_Central"):
        assert is_running(tmp_path)


def test_releasing_twice_frees_nothing_of_others(tmp_path: Path) -> None:
    lock = instance_lock(tmp_path, "EV_Driver 5")
    lock.release()
    with instance_lock(tmp_path, "EV_Driver 5"):
        lock.release()
        with pytest.raises(AlreadyRunning):
            instance_lock(tmp_path, "EV_Driver 5")


def test_D6_a_killed_process_frees_its_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=-1, stdout=-1, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunning):
            instance_lock(tmp_path, "EV_Driver 5")
        holder.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        holder.wait(10)
    instance_lock(tmp_path, "EV_Driver 5").release()


def test_B4_a_folder_that_cannot_be_locked_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataDirError, match=r"cannot be locked \(.*\); choose a --data-dir on a local disk"):
        instance_lock(tmp_path / "missing", "EV_Driver 5")
