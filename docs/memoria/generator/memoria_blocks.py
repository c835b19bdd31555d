"""The parts of the chapters that come from the code: tables of arguments, messages, states and data.

A chapter has ``<!-- generado: NAME -->`` and ``<!-- fin -->``; what stands between is :func:`block` of NAME,
Spanish Markdown. What the code has and no Spanish text explains is a :class:`LookupError`.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import memoria_requirements
import memoria_wire
from memoria_texts import CENTRAL_TABLES, EVENTS, RECORDS, SOCKETS, TOPICS
from shared.domain import cp, engine, reasons, supply, words
from shared.messages import topics
from shared.protocol import states
from shared.qt.program import _add_window_options
from shared.qt.translation import install_translation
from shared.runtime.arguments import AppParser
from shared.store.rows import TABLES

APPS = {
    "EV_Central": ("apps.ev_central", "commands"),
    "EV_CP_E": ("apps.ev_cp_e", "console_commands"),
    "EV_CP_M": ("apps.ev_cp_m", "console_commands"),
    "EV_Driver": ("apps.ev_driver", "console_commands"),
    "EV_Demo": ("apps.ev_demo", ""),
}
_BLOCK = re.compile(r"(<!-- generado: (.+?) -->\n).*?(<!-- fin -->)", re.DOTALL)


def renewed(chapter: str) -> str:
    """The text of a chapter with its generated parts made anew."""
    install_translation("es")

    def part(match: re.Match[str]) -> str:
        return f"{match[1]}\n{block(match[2])}\n\n{match[3]}"

    return _BLOCK.sub(part, chapter)


def block(name: str) -> str:
    """The Markdown of one generated part. Raises :class:`LookupError` for one that nobody knows."""
    kind, _, rest = name.partition(" ")
    return _MAKERS[kind](*rest.split())


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


# --- the programs


def _parser(app: str) -> AppParser:
    module = importlib.import_module(f"{APPS[app][0]}.__main__")
    make = module.PROGRAM.make_parser if hasattr(module, "PROGRAM") else module._parser
    made: AppParser = make()
    return made


def _is_own(action: argparse.Action, common: set[str]) -> bool:
    return not action.option_strings or action.option_strings[-1] not in common


def _names(parser: argparse.ArgumentParser) -> set[str]:
    return {action.option_strings[-1] for action in parser._actions if action.option_strings}


def _common() -> list[argparse.Action]:
    """The options that every program has, in the order of its help."""
    parsers = {app: _parser(app) for app in APPS}
    shared = set.intersection(*map(_names, parsers.values()))
    first = parsers["EV_CP_E"]
    _add_window_options(first)
    later = {"--geometry", "--theme", "--console", "--hidden"}
    return [one for one in first._actions if one.option_strings and one.option_strings[-1] in shared | later]


def _row_of(action: argparse.Action) -> tuple[str, str]:
    metavar = action.metavar or ("{" + ",".join(map(str, action.choices)) + "}" if action.choices else "")
    name = action.option_strings[-1] if action.option_strings else ""
    shown = " ".join(part for part in (name, str(metavar) if action.nargs != 0 else "") if part)
    text = (action.help or "").replace("%%", "%")
    if "%(default)s" in text:
        text = text.replace("%(default)s", str(action.default))
    elif action.option_strings and action.default not in (None, False, "", argparse.SUPPRESS, [], ()):
        text = f"{text} (por defecto: {action.default})"
    if not action.option_strings and action.nargs == "?":
        text += " (opcional)"
    return f"`{shown}`", _one_line(text)


def _one_line(text: str) -> str:
    # Only what looks like a place on somebody's disk would differ between computers.
    return " ".join(text.replace(os.path.expanduser("~"), "~").split())


def _arguments(app: str) -> str:
    common = {action.option_strings[-1] for action in _common()}
    own = [action for action in _parser(app)._actions if _is_own(action, common)]
    return table(("Argumento", "Significado"), map(_row_of, own))


def _common_options() -> str:
    return table(("Opción", "Significado"), map(_row_of, _common()))


def _console(app: str) -> str:
    module = importlib.import_module(f"{APPS[app][0]}.console")
    commands = getattr(module, APPS[app][1])()
    rows = [
        (f"`{' '.join((name, *command.parameters))}`", _one_line(command.help))
        for name, command in commands.items()
    ]
    return table(("Comando", "Efecto"), rows)


# --- messages


def _topics() -> str:
    rows = []
    for topic, group in memoria_wire.BY_TOPIC.items():
        key, writer, reader = TOPICS[topic]
        rows.append(
            (f"`{topic}`", key, writer, reader, ", ".join(f"`{memoria_wire.tag(one)}`" for one in group))
        )
    return table(("Topic", "Clave", "Escribe", "Lee", "Registros"), rows)


def _records(topic: str) -> str:
    rows = []
    for record in memoria_wire.BY_TOPIC[topic]:
        fields = "; ".join(
            f"`{field.name}` ({field.kind}{', opcional' if field.optional else ''})"
            for field in memoria_wire.fields(record)
        )
        rows.append((f"`{memoria_wire.tag(record)}`", RECORDS[memoria_wire.tag(record)], fields))
    return table(("Registro", "Significado", "Campos, además de `type`, `id` y `at`"), rows)


def _signed() -> str:
    return ", ".join(f"`{topic}`" for topic in sorted((topics.COMMANDS, topics.CP_EVENTS)))


def _socket(link: str) -> str:
    rows, known = SOCKETS[link]
    wanted = set(known())
    codes = {code for row in rows for cell in row[:2] for code in re.findall(r"`([A-Z]+)", cell)}
    if codes != wanted:
        raise LookupError(f"the table of the link '{link}' and the code differ in {sorted(codes ^ wanted)}")
    return table(("Petición", "Respuestas", "Significado"), rows)


def _words(which: str) -> str:
    def rows(kinds: Iterable[Any], text: Callable[[str], str]) -> list[tuple[str, str]]:
        return [(f"`{one.value}`", text(one.value)) for one in kinds]

    from shared.protocol.dialogue import RefusalReason

    made: Mapping[str, Callable[[], list[tuple[str, str]]]] = {
        "denegacion": lambda: rows(reasons.Denial, words.denial_text),
        "fin": lambda: rows(reasons.EndReason, words.end_text),
        "anulacion": lambda: rows(reasons.CancelReason, words.cancel_text),
        "negativa": lambda: rows(reasons.Refusal, words.refusal_text),
        "rechazo": lambda: rows(RefusalReason, words.refusal_text),
    }
    return table(("Palabra", "Texto en las ventanas"), made[which]())


# --- states


def _cp_states() -> str:
    """The truth table, with a dash for each fact that does not matter."""
    names = ("monitor_alive", "engine_ok", "stopped", "supplying")
    results = {
        facts: cp.cp_state(**dict(zip(names, facts, strict=True)))
        for facts in itertools.product((True, False), repeat=4)
    }
    rows = []
    for state in cp.CpState:
        for pattern in itertools.product((None, True, False), repeat=4):
            covered = [
                facts
                for facts in results
                if all(want is None or want == have for want, have in zip(pattern, facts, strict=True))
            ]
            if {results[facts] for facts in covered} == {state} and len(covered) == sum(
                result is state for result in results.values()
            ):
                cells = ["—" if want is None else "sí" if want else "no" for want in pattern]
                rows.append((*cells, f"`{state.value}`", words.cp_state_text(state.value)))
                break
        else:
            raise LookupError(f"{state} does not follow from one row of facts any more")
    head = ("Monitor vivo", "Motor OK", "Orden de parada", "Suministra", "Estado", "Texto en el panel")
    return table(head, rows)


def _engine_states() -> str:
    rows = []
    for healthy, stopped, activity in itertools.product((False, True), (True, False), engine.Activity):
        word = engine.engine_state(healthy=healthy, stopped=stopped, activity=activity)
        cells = ("—",) * 2 if not healthy else ("sí", "—") if stopped else ("no", f"`{activity.name}`")
        row = ("sí" if healthy else "no", *cells, f"`{word.value}`", words.engine_state_text(word.value))
        if row not in rows:
            rows.append(row)
    return table(("Sano", "Parado", "Actividad", "Palabra", "Texto en su ventana"), rows)


def _supply_table() -> str:
    rows = [
        (f"`{a.name}`", f"`{event.name}`", f"`{b.name}`", EVENTS[event.name])
        for (a, event), b in supply._TABLE.items()
    ]
    return table(("Estado", "Suceso", "Estado siguiente", "Cuándo"), rows)


def _connection(side: str) -> str:
    moves = {"servidor": states.SERVER, "cliente": states.CLIENT}[side]
    inputs = [one for one in states.Input if one.name not in ("EOT", "OVERSIZED")]
    rows = []
    for state in dict.fromkeys(state for state, _ in moves):
        cells = []
        for what in inputs:
            action, after = moves.get((state, what), (None, state))
            moved = f" → {after.name}" if after is not state else ""
            cells.append("cierre" if action is None else f"{_ACTIONS[action.name]}{moved}")
        rows.append((f"`{state.name}`", *cells))
    return table(("Estado", *(f"`{one.name}`" for one in inputs)), rows)


_ACTIONS = {
    "IGNORE": "se ignora",
    "COMPLAIN": "NACK",
    "NOTE": "se anota",
    "OPEN": "ACK",
    "TAKE": "ACK y entrega",
    "ADVANCE": "avanza",
    "REPEAT": "repite",
    "REFUSED": "rechazado",
}


# --- data


def _central_tables() -> str:
    rows = []
    for each in TABLES:
        columns = ", ".join(f"**`{name}`**" if name in each.key else f"`{name}`" for name in each.columns)
        rows.append((f"`{each.__name__}`", CENTRAL_TABLES[each.__name__], columns))
    return table(("Tabla", "Contenido", "Columnas (la clave, en negrita)"), rows)


_MAKERS: Mapping[str, Callable[..., str]] = {
    "argumentos": _arguments,
    "comunes": _common_options,
    "consola": _console,
    "temas": _topics,
    "registros": _records,
    "firmados": _signed,
    "socket": _socket,
    "palabras": _words,
    "estados-cp": _cp_states,
    "estados-motor": _engine_states,
    "suministro": _supply_table,
    "conexion": _connection,
    "datos-central": _central_tables,
    "requisitos": memoria_requirements.of_group,
}
