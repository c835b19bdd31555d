"""The memoria (docs/memoria): it agrees with the code, every requirement has its proof, the PDF is whole."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import memoria
import memoria_graphs
import memoria_requirements
import memoria_sequences
from memoria_typesetting import CannotTypeset, Chapter
from shared.qt.translation import install_translation

ROOT = memoria.ROOT
CHAPTERS = sorted(memoria.FOLDER.glob("*.md"))
REMEDY = "run 'python3 run.py memoria' and commit what it changes"
IDS = {
    "P": 55,  # the assignment
    "A": 6,  # applications
    "O": 20,  # options and console
    "E": 9,  # states
    "M": 17,  # mechanics
    "D": 7,  # deaths
    "B": 4,  # bad input
    "S": 6,  # setting up
}
STUDENTS = (("José Núñez «Pepe» #1", "12345678Z"), ("Ana María Ibáñez", "00000000T"))


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    install_translation("en")


# --- what comes from the code


def test_what_comes_from_the_code_is_up_to_date() -> None:
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in memoria.renewals().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    assert not stale, f"not as the code is: {', '.join(stale)}; {REMEDY}"


def test_every_diagram_has_its_source_and_is_shown() -> None:
    drawn = {path.name for path in (memoria.FOLDER / "diagramas").glob("*.svg")}
    text = "\n".join(path.read_text("utf-8") for path in CHAPTERS)
    assert drawn == {path.name for path, _ in memoria.memoria_diagrams.drawn()}
    assert drawn == set(re.findall(r"\(diagramas/([\w-]+\.svg)\)", text))


@pytest.mark.parametrize(
    ("line", "other"),
    [('evento = "PLUG"', 'evento = "UNPLUG"'), ('a = "FREE.abajo"', 'a = "RESERVED.abajo"')],
)
def test_a_state_diagram_that_the_code_contradicts_is_refused(tmp_path: Path, line: str, other: str) -> None:
    text = (memoria.FOLDER / "diagramas" / "estados-motor.toml").read_text("utf-8")
    assert line in text
    path = tmp_path / "estados-motor.toml"
    path.write_text(text.replace(line, other), "utf-8")
    with pytest.raises(memoria_graphs.WrongDiagram, match="not the table of the code"):
        memoria_graphs.draw(path)


@pytest.mark.parametrize(
    "line",
    [
        "D -> C: charge_wanted | ev.requests",
        "D -> C: charge_requested | ev.notices",
        "D -> C: LOGIN#5 | socket",
        "D -> C: SYN | control",
        "D -> X: ENQ | control",
        "what is this",
    ],
)
def test_a_sequence_with_a_message_that_the_contract_lacks_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "secuencia.txt"
    path.write_text(f"titulo: t\nactor D: EV_Driver\nactor C: EV_Central\n{line}\n", "utf-8")
    with pytest.raises(memoria_graphs.WrongDiagram, match=r"secuencia\.txt:4"):
        memoria_sequences.draw(path)


# --- chapters


def test_no_chapter_is_missing() -> None:
    listed = memoria.chapters()
    missing = set(CHAPTERS) - {memoria.INDEX} - set(listed)
    assert not missing, "the index does not name them"
    assert all(path.read_text("utf-8").startswith("# ") for path in listed)


def test_every_path_that_a_chapter_names_exists() -> None:
    tops = "apps|shared|tests|packaging|docs|resources"
    wrong = [
        f"{path.name}: {name}"
        for path in CHAPTERS
        for name in re.findall(rf"`((?:{tops})/[\w./-]+)`", path.read_text("utf-8"))
        if not (ROOT / name).exists()
    ]
    assert not wrong


def test_no_sign_of_markdown_is_taken_for_one_of_typst(tmp_path: Path) -> None:
    written = "`a`; `b`.c `d`(e) `f`[g] #h $i$ <j@k> 'l' \"m\" -- // n_o ~p *q* \\r"
    path = tmp_path / "uno.md"
    path.write_text(f"# Uno\n\n{written.replace('<', '&lt;')}\n", "utf-8")
    made = PdfReader(
        io.BytesIO(
            memoria.typeset(memoria.TEMPLATE.read_text("utf-8") + Chapter(path, tmp_path, [path]).typst())
        )
    )
    wanted = re.sub(r"`|\*|\\(?=\\)", "", written)
    assert plain(wanted) in plain(made.pages[0].extract_text())


def test_a_picture_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "uno.md"
    path.write_text("# Uno\n\n![Dos](dos.png)\n", "utf-8")
    with pytest.raises(CannotTypeset, match=r"uno\.md: there is no image dos\.png"):
        Chapter(path, tmp_path, [path]).typst()


# --- requirements


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_requirement_is_there_once_and_in_order() -> None:
    assert [group.id for group in memoria_requirements.groups()] == list(IDS)
    for group in memoria_requirements.groups():
        found = [one.id for one in group.requirements]
        assert found == [f"{group.id}{number}" for number in range(1, IDS[group.id] + 1)]


def test_every_requirement_that_is_done_has_a_place_and_a_proof() -> None:
    for group in memoria_requirements.groups():
        for one in group.requirements:
            assert one.text and (one.pending or (one.where and one.tests)), one.id


def test_every_module_and_every_test_of_a_requirement_exists() -> None:
    requirements = [one for group in memoria_requirements.groups() for one in group.requirements]
    wrong = [f"{one.id}: {path}" for one in requirements for path in one.where if not (ROOT / path).exists()]
    for one in requirements:
        for test in one.tests:
            path, _, name = test.partition("::")
            if not (ROOT / path).is_file() or name not in names_in(path):
                wrong.append(f"{one.id}: {test}")
    assert not wrong


# --- the PDF


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return PdfReader(io.BytesIO(memoria.pdf(STUDENTS)))


@pytest.fixture(scope="module")
def text(reader: PdfReader) -> str:
    return plain(" ".join(page.extract_text() for page in reader.pages))


def plain(text: str) -> str:
    """Without what differs between Markdown and the page: blanks, hyphens, places where a line may break."""
    return re.sub(r"[\s\u200b\u00ad-]+", "", text)


def test_the_pdf_has_every_chapter_and_every_picture(reader: PdfReader, text: str) -> None:
    assert 40 <= len(reader.pages) <= 150
    outline = [entry for entry in reader.outline if not isinstance(entry, list)]
    titles = [f"{number} {title}" for number, title in enumerate(memoria.chapters().values(), 1)]
    assert [str(entry.title) for entry in outline][-len(titles) :] == titles
    chapters = "\n".join(path.read_text("utf-8") for path in memoria.chapters())
    for heading in re.findall(r"^##+ (.+)$", chapters, re.MULTILINE):
        assert plain(re.sub(r"^\d+\. |[`*]", "", heading)) in text, heading
    captions = re.findall(r"^!\[(.+?)\]\((.+?)\)$", chapters, re.MULTILINE)
    assert len(captions) > 25
    for number, (caption, _) in enumerate(captions, 1):
        assert plain(f"Figura {number}. {caption}") in text, caption
    pictures = sum(name.endswith(".png") for _, name in captions)
    assert sum(len(page.images) for page in reader.pages) >= pictures


def test_a_section_that_the_guide_calls_12_is_12(reader: PdfReader) -> None:
    guide = (ROOT / "docs" / "deployment.es.md").read_text("utf-8")
    numbered = re.findall(r"^## (\d+)\. (.+)$", guide, re.MULTILINE)
    assert len(numbered) > 10
    titles = [str(entry.title) for entry in _flat(reader.outline)]
    for number, title in numbered:
        assert f"{number} {title}" in titles


def _flat(entries: list[Any]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield entry


def test_P50_the_cover_names_the_students_or_leaves_marked_blanks(reader: PdfReader) -> None:
    cover = reader.pages[0].extract_text()
    for words in ("EVCharging Network", "SISTEMAS DISTRIBUIDOS", "2025/26", *STUDENTS[0], *STUDENTS[1]):
        assert words in cover
    assert memoria.source(()).count("#portada(((), (),))") == 1
    assert memoria.student("Nombre Apellido1 Apellido2, 12345678Z") == (
        "Nombre Apellido1 Apellido2",
        "12345678Z",
    )


def test_a_student_without_a_dni_is_one_sentence_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        memoria.main(["--student", "Nombre sin nada más"])
    assert "«Nombre sin nada más» no es «Nombre Apellidos, DNI»" in capsys.readouterr().err


def test_every_id_of_the_requirements_is_in_the_pdf(text: str) -> None:
    for group in memoria_requirements.groups():
        for one in group.requirements:
            assert plain(f"{one.id} {one.text[:12]}".replace("`", "")) in text, one.id
