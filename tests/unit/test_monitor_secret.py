"""The monitor's secret on disk and the TLS file (M2, B4; wire contract 2)."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from apps.ev_cp_m.secret_file import SECRET_NAME, SECRETS_KEPT, SecretFile, SecretUnreadable
from shared.net.tls import BadTlsFile, trust
from shared.runtime.settings import CannotWrite

SECRET = bytes(range(32))


def test_m2_before_the_first_enrolment_there_is_no_secret(tmp_path: Path) -> None:
    assert SecretFile(tmp_path).load() == ()


def test_m2_what_is_saved_is_loaded_and_only_its_user_reads_it(tmp_path: Path) -> None:
    SecretFile(tmp_path).save((SECRET,))
    assert SecretFile(tmp_path).load() == (SECRET,)
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / SECRET_NAME).stat().st_mode) == 0o600


def test_wire_7_the_secrets_of_earlier_enrolments_are_kept_in_their_order(tmp_path: Path) -> None:
    SecretFile(tmp_path).save((SECRET[::-1], SECRET))
    assert SecretFile(tmp_path).load() == (SECRET[::-1], SECRET)


def test_wire_7_the_file_of_an_older_version_is_read(tmp_path: Path) -> None:
    (tmp_path / SECRET_NAME).write_text(SECRET.hex() + "\n")
    assert SecretFile(tmp_path).load() == (SECRET,)


def test_b4_a_damaged_line_costs_its_own_secret_only(tmp_path: Path) -> None:
    (tmp_path / SECRET_NAME).write_text(f"{SECRET.hex()[:40]}\n{SECRET.hex()}\n")
    assert SecretFile(tmp_path).load() == (SECRET,)


def test_m2_room_taken_before_the_enrolment_is_used_for_the_secret(tmp_path: Path) -> None:
    file = SecretFile(tmp_path)
    file.prepare()
    file.prepare()
    (room,) = tmp_path.iterdir()
    assert file.load() == () and room.stat().st_size == 65 * SECRETS_KEPT
    inode = room.stat().st_ino
    file.save((SECRET,))
    (found,) = tmp_path.iterdir()
    assert file.load() == (SECRET,) and found.name == SECRET_NAME
    if os.name == "posix":
        assert (found.stat().st_ino, stat.S_IMODE(found.stat().st_mode)) == (inode, 0o600)


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64, b"g" * 64, b"ab" * 33])
def test_b4_a_damaged_secret_is_a_sentence_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SECRET_NAME).write_bytes(content)
    with pytest.raises(SecretUnreadable, match="accept this charging point again"):
        SecretFile(tmp_path).load()


def test_b4_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="cannot be written"):
        SecretFile(tmp_path / "gone").save((SECRET,))


def test_b4_a_tls_file_without_certificate_is_a_sentence(tmp_path: Path) -> None:
    bad = tmp_path / "central.pem"
    bad.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(BadTlsFile, match=r"central\.pem"):
        trust(bad)
    with pytest.raises(BadTlsFile, match="cannot be read"):
        trust(tmp_path / "none.pem")
