"""EV_Demo: a whole network on this computer, broker included (A5)."""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from apps.ev_demo.checks import checks
from apps.ev_demo.views import Outcome
from shared.messaging.options import parse_kafka_option
from shared.qt.app import Running
from shared.qt.display import NoDisplay, check_display
from shared.qt.program import Program, Start, run_program
from shared.qt.translation import install_translation
from shared.runtime.arguments import AppParser
from shared.runtime.console import say
from shared.runtime.text import language_from, translate

NAME: Final = "EV_Demo"
OUTPUT: Final = "demo-output"


def main(argv: Sequence[str] | None = None) -> int:
    """Run EV_Demo with ``argv`` (without the program's name) and return its exit code.

    1 if the story did not go as written.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    headless = _plays_unseen(words)
    if headless:
        # Every app of the story has its window all the same, drawn where nobody sees it, for the pictures.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        words = [word for word in words if word != "--headless"]
    outcome = Outcome()
    program = _program(headless, outcome)
    with tempfile.TemporaryDirectory(prefix="evcharging-demo-", ignore_cleanup_errors=True) as folder:
        if not _has(words, "--data-dir"):
            words += ["--data-dir", folder]
        code = run_program(program, words)
    if outcome.failure is not None:
        say(f"{NAME}: {outcome.failure}")
        return 1
    return code


def _has(words: Sequence[str], option: str) -> bool:
    return any(word == option or word.startswith(f"{option}=") for word in words)


def _plays_unseen(words: Sequence[str]) -> bool:
    """Whether there is to be no window on a screen: as asked, or because there is no screen."""
    if "--headless" in words or {"-h", "--help", "--version", "--check"}.intersection(words):
        return "--headless" in words
    install_translation(language_from(words, os.environ))
    try:
        check_display(os.environ)
    except NoDisplay as error:
        sentence = translate(
            "Demo", "{reason} Now the demo plays its story unseen; pictures and summary go to {folder}."
        )
        say(f"{NAME}: {sentence.format(reason=error, folder=_output(words))}")
        return True
    return False


def _output(words: Sequence[str]) -> str:
    """The folder in the arguments ``words``, before their parser has seen them."""
    found = OUTPUT
    for word, following in itertools.pairwise([*words, OUTPUT]):
        if word.split("=")[0] == "--output":
            found = word.partition("=")[2] or following
    return found


def _parser() -> AppParser:
    parser = AppParser(
        NAME,
        translate(
            "Demo",
            "A whole charging network on this computer: Kafka, CENTRAL, six charging points, three drivers.",
        ),
        kafka_option=parse_kafka_option,
    )
    parser.add_argument(
        "--output",
        metavar="DIR",
        type=Path,
        help=translate(
            "Demo",
            "play the fixed story and write pictures and summary.json there ({folder} with --headless)",
        ).format(folder=OUTPUT),
    )
    return parser


def _program(headless: bool, outcome: Outcome) -> Program:
    """Never without arguments, so the connection dialog has nothing to ask."""
    return Program(
        name=NAME,
        make_parser=_parser,
        instance=lambda _given: "",
        build=partial(_build, headless, outcome),
        fields=lambda: (),
        to_arguments=lambda _values: [],
        checks=partial(checks, screen=lambda: check_display(os.environ)),
    )


def _build(headless: bool, outcome: Outcome, start: Start) -> Running:
    # Not before the system's libraries for windows are known to be there.
    from apps.ev_demo.wiring import Wiring

    output: Path | None = start.arguments.output
    if output is None and headless:
        output = Path(OUTPUT)
    return Wiring(start, output, outcome).running()


if __name__ == "__main__":
    sys.exit(main())
