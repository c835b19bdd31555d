"""The services file (M15)."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from apps.ev_driver.services_file import MAX_BYTES, ServicesError, load_services, parse_services

SAMPLES = Path(__file__).parents[2] / "resources" / "services"


def test_M15_one_id_per_line_blank_lines_and_semicolons_are_skipped() -> None:
    assert parse_services(b"; tour\n\nMAD2\n  \n;SEV3\nALC1\n", "t") == ("MAD2", "ALC1")


@pytest.mark.parametrize(
    "data",
    [
        b"MAD2\r\nALC1\r\n",
        b"MAD2\rALC1",
        b"  MAD2 \n\tALC1\t",
        codecs.BOM_UTF8 + b"MAD2\nALC1",
        b"  ; spaces before\nMAD2\nALC1\n\n",
    ],
)
def test_M15_files_of_any_editor_are_understood(data: bytes) -> None:
    assert parse_services(data, "t") == ("MAD2", "ALC1")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"MAD2\n\nno id\n", "line 3"),
        (b"; c\r\nMAD2\r\nMAD#2", "line 3"),
        ("MAD2\nMÁLAGA".encode(), "line 2"),
        (b"A" * 33, "line 1"),
        (b"MAD2\nSEV\xff", "line 2"),
        ("MAD2\nMÁLAGA".encode("latin-1"), "line 2"),
        ("MAD2".encode("utf-16"), "line 1"),
        ("MAD2\r\n".encode("utf-16-le"), "line 1"),
        (b"", "line 1"),
        (b"; nothing\n\n", "line 1"),
        (b"MAD2\n\x00\x1b[31m\n", "line 2"),
    ],
)
def test_M15_a_bad_file_says_its_line(data: bytes, line: str) -> None:
    with pytest.raises(ServicesError) as caught:
        parse_services(data, "tour.txt")
    assert "tour.txt" in str(caught.value)
    assert line in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_file_that_is_not_UTF_8_says_how_to_save_it() -> None:
    with pytest.raises(ServicesError, match="save the file as UTF-8"):
        parse_services(b"\xff\xfeM\x00", "t")


def test_B4_what_is_no_file_or_far_too_large_is_refused_with_a_sentence(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"MAD2\n" * (MAX_BYTES // 5 + 1))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (large, pipe, tmp_path, tmp_path / "missing.txt", Path("\0"), Path("x" * 5000)):
        with pytest.raises(ServicesError):
            load_services(path)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name)
def test_the_samples_are_good(path: Path) -> None:
    assert load_services(path)


def test_M15_the_tour_has_ten_services() -> None:
    assert len(load_services(SAMPLES / "tour.txt")) == 10
