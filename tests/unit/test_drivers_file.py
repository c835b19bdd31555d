"""A CSV file of drivers is taken whole or not at all, and one sentence says which line is wrong (M5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.ev_central.drivers_file import BadDriversFile, read_drivers

MANY = "".join(f"{number},true\n" for number in range(100, 20_000))


@pytest.mark.parametrize(
    "text",
    [
        "driver_id,enabled\n5,true\n7,false\n",
        "\ufeffdriver_id;enabled\r\n5;VERDADERO\r\n7;FALSO\r\n",
        'driver_id,enabled\r"5","TRUE"\r\r 7 , False \r',
        "driver_id;enabled\n5;Verdadero\n;\n7;falso",
    ],
)
def test_M5_what_Excel_saves_in_English_and_in_Spanish_is_the_same_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "drivers.csv"
    path.write_bytes(text.encode())
    assert read_drivers(path) == (("5", True), ("7", False))


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ('driver_id,enabled\n5,"true\n' + MANY, 2, "quotation mark"),
        ('driver_id,enabled\n"5,true\n' + MANY, 2, "quotation mark"),
        (f'driver_id,enabled\n5,true\n"{"x" * 200_000}",true\n', 3, "quotation mark"),
        ("driver_id,enabled\n5,true\n6,true\n\n5,false\n", 5, "line 2"),
        ("driver_id,enabled\n5,true\n5,true\n", 3, "line 2"),
        ("driver_id,enabled\ncafe\u0301,true\ncaf\u00e9,false\n", 3, "line 2"),
        ("driver_id,enabled\n5,true\n6;true\n", 3, "two values"),
        (f"driver_id,enabled\n5,{'x' * 9_000}\n", 2, "true or false"),
        (f"driver_id,enabled\n{'x' * 9_000},true\n", 2, "not the id of a driver"),
        ('"driver_id,enabled\n5,true\n', 1, "quotation mark"),
        ("", 1, "header"),
    ],
)
def test_M5_a_file_that_contradicts_itself_is_one_sentence_with_its_line(
    tmp_path: Path, text: str, line: int, fault: str
) -> None:
    path = tmp_path / "drivers.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(BadDriversFile) as told:
        read_drivers(path)
    sentence = str(told.value)
    assert f"line {line}: " in sentence and fault in sentence
    assert len(sentence) < len(str(path)) + 200 and sentence.isprintable()
