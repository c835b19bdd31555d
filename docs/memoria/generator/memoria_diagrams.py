"""Draws docs/memoria/diagramas: one SVG beside each source file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import memoria_graphs
import memoria_sequences

FOLDER = Path(__file__).resolve().parents[1] / "diagramas"


def drawn(folder: Path = FOLDER) -> Iterator[tuple[Path, str]]:
    """Each SVG file of ``folder`` with what it must hold. Raises :class:`memoria_graphs.WrongDiagram`."""
    for source in sorted(folder.iterdir()):
        if source.suffix == ".toml":
            yield source.with_suffix(".svg"), memoria_graphs.draw(source)
        elif source.suffix == ".txt":
            yield source.with_suffix(".svg"), memoria_sequences.draw(source)
