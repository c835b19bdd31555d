"""The walks of docs/architecture.md lead through files, classes and functions that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import run

ROOT = Path(run.__file__).parent
HOP = re.compile(r"`((?:apps|shared)/[\w/]+\.py):\s+([\w.]+)`")


def test_every_hop_of_the_walks_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    hops = HOP.findall(text)
    assert len(hops) > 35
    assert [hop for hop in hops if not exists(*hop)] == []


def exists(path: str, name: str) -> bool:
    body = ast.parse((ROOT / path).read_text("utf-8")).body
    for part in name.split("."):
        found = [node for node in body if getattr(node, "name", None) == part]
        if not found:
            return False
        body = getattr(found[0], "body", [])
    return True
