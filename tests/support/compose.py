"""Compose files as Docker reads them: variables, ``extends``, and several files in one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})")


class Missing(Exception):
    """A variable without which the file cannot be used; ``str(error)`` is what Docker says."""


def load(*paths: Path, variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The files ``paths``, each over those before it, with these variables set."""
    merged: dict[str, Any] = {}
    for path in paths:
        merged = merge(merged, _file(path, variables or {}))
    return merged


def env_file(path: Path) -> dict[str, str]:
    """The variables of a ``.env``."""
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def names(path: Path) -> set[str]:
    """The variables that the file ``path`` names."""
    return {found[1] for found in _VARIABLE.finditer(path.read_text("utf-8")) if found[1]}


def _file(path: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    content: dict[str, Any] = _filled(yaml.safe_load(path.read_text("utf-8")), variables)
    for name, service in content.get("services", {}).items():
        origin = service.pop("extends", None)
        if origin is not None:
            other = _file(path.parent / origin["file"], variables)["services"][origin["service"]]
            content["services"][name] = merge(other, service)
    return content


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _filled(inner, variables) for key, inner in value.items() if not str(key).startswith("x-")
        }
    if isinstance(value, list):
        return [_filled(inner, variables) for inner in value]
    return _VARIABLE.sub(lambda found: _value(found, variables), value) if isinstance(value, str) else value


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    name, how, words = found.groups()
    if name is None:
        return "$"
    value = variables.get(name, "")
    if not value and how == "?":
        raise Missing(f"required variable {name} is missing a value: {words}")
    return value or (words if how == "-" else "")


def merge(below: Any, above: Any) -> Any:
    """``above`` over ``below``: mappings by key, lists one after the other, but a command is replaced."""
    if isinstance(below, dict) and isinstance(above, dict):
        both = {key: merge(below[key], above[key]) for key in below.keys() & above.keys()}
        for key in {"command", "entrypoint", "test"} & both.keys():
            both[key] = above[key]
        return {**below, **above, **both}
    return [*below, *above] if isinstance(below, list) and isinstance(above, list) else above
