"""Makes the memoria: its generated parts and diagrams, then the PDF (``python3 run.py memoria``)."""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import typst

import memoria_blocks
import memoria_diagrams
from memoria_graphs import WrongDiagram
from memoria_typesetting import CannotTypeset, Chapter, string

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(__file__).resolve().parents[1]
INDEX = FOLDER / "README.md"
TEMPLATE = Path(__file__).parent / "plantilla.typ"
OUTPUT = ROOT / "dist" / "memoria.pdf"
BLANKS = 2
"""Empty places for students on the cover if none are named: groups are of two at most."""


def chapters() -> dict[Path, str]:
    """The chapters and their titles as the index has them. Raises :class:`CannotTypeset` for one it lacks."""
    found = {}
    for title, name in re.findall(r"^\d+\. \[(.+?)\]\((.+?)\)", INDEX.read_text("utf-8"), re.MULTILINE):
        path = (FOLDER / name).resolve()
        if path.is_file():
            found[path] = title
        else:
            raise CannotTypeset(f"{INDEX.name}: there is no chapter {name}")
    return found


def renewals() -> dict[Path, str]:
    """Each file of docs/memoria that is made from the code, or holds such parts, with what it must hold."""
    made = dict(memoria_diagrams.drawn())
    for path in sorted(FOLDER.glob("*.md")):
        made[path] = memoria_blocks.renewed(path.read_text("utf-8"))
    return made


def renew() -> list[Path]:
    """Write what differs from the code; gives the files that were changed."""
    changed = []
    for path, text in renewals().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            changed.append(path)
    return changed


def source(students: Sequence[tuple[str, str]]) -> str:
    """The whole document as Typst markup."""
    files = chapters()
    cover = [f"({string(name)}, {string(dni)})" for name, dni in students] or ["()"] * BLANKS
    return "\n".join(
        [
            TEMPLATE.read_text("utf-8"),
            f"#portada(({', '.join(cover)},))",
            "#counter(page).update(1)\n#{show heading: set heading(numbering: none)\nindices()}",
            "#pagebreak(weak: true)\n#counter(page).update(1)",
            *(Chapter(path, ROOT, list(files), title).typst() for path, title in files.items()),
        ]
    )


def pdf(students: Sequence[tuple[str, str]] = ()) -> bytes:
    """The document. Raises :class:`CannotTypeset`."""
    return typeset(source(students))


def typeset(markup: str) -> bytes:
    """The PDF of ``markup``. Raises :class:`CannotTypeset` with what Typst says."""
    try:
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(_fonts())])
        made = typst.compile(markup.encode(), root=str(ROOT), font_paths=fonts)  # type: ignore[type-var]  # its stubs
    except typst.TypstError as error:
        raise CannotTypeset(f"{error}: {getattr(error, 'hints', '')}") from error
    assert isinstance(made, bytes)
    return made


def _fonts() -> Path:
    spec = importlib.util.find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise CannotTypeset("the package font-source-sans-pro is not installed")
    return Path(spec.origin).parent / "files"


def student(text: str) -> tuple[str, str]:
    """Name and DNI of ``Nombre Apellidos, DNI``."""
    name, comma, dni = (part.strip() for part in text.rpartition(","))
    if not (name and comma and dni):
        raise argparse.ArgumentTypeError(f"«{text}» no es «Nombre Apellidos, DNI»; se escribe con una coma")
    return name, dni


def main(argv: Sequence[str]) -> int:
    """Write the PDF; the exit code."""
    parser = argparse.ArgumentParser("run.py memoria", description="Hace la memoria de la práctica en PDF.")
    parser.add_argument(
        "--student",
        action="append",
        default=[],
        type=student,
        metavar="'NOMBRE APELLIDOS, DNI'",
        help="estudiante de la portada; se repite para cada uno (sin ninguno quedan huecos para rellenar)",
    )
    parser.add_argument(
        "--output", type=Path, default=OUTPUT, metavar="PDF", help="por defecto: dist/memoria.pdf"
    )
    arguments = parser.parse_args(argv)
    try:
        for path in renew():
            print(f"renovado: {path.relative_to(ROOT)}", file=sys.stderr)
        data = pdf(arguments.student)
        arguments.output.parent.mkdir(parents=True, exist_ok=True)
        arguments.output.write_bytes(data)
    except (CannotTypeset, WrongDiagram, LookupError, OSError) as error:
        print(f"run.py memoria: {error}", file=sys.stderr)
        return 1
    print(arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
