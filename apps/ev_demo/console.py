"""Console of the demo: ``status``, and the buttons of its window as commands."""

from __future__ import annotations

from collections.abc import Callable, Collection

from apps.ev_demo import intents as i
from shared.runtime.console import Command
from shared.runtime.text import translate


def console_commands(keys: Collection[str]) -> dict[str, Command[i.Intent]]:
    """The commands, in the user's language; ``keys`` are the names of the processes."""

    def named(
        make_one: Callable[[str], i.Intent], make_all: Callable[[], i.Intent] | None = None
    ) -> Callable[[str], i.Intent]:
        def parse(word: str) -> i.Intent:
            if make_all is not None and word == "all":
                return make_all()
            if word not in keys:
                raise ValueError(
                    translate("Demo", "There is no process '{name}'; there are: {names}.").format(
                        name=word, names=", ".join(keys)
                    )
                )
            return make_one(word)

        return parse

    return {
        "status": Command((), translate("Demo", "every process, as JSON"), i.ShowStatus),
        "open": Command(("NAME|all",), translate("Demo", "start a process"), named(i.OpenProcess, i.OpenAll)),
        "close": Command(
            ("NAME|all",), translate("Demo", "end a process in order"), named(i.CloseProcess, i.CloseAll)
        ),
        "kill": Command(("NAME",), translate("Demo", "end a process at once"), named(i.KillProcess)),
        "freeze": Command(
            ("NAME",),
            translate("Demo", "let a process stand still until it is opened"),
            named(i.FreezeProcess),
        ),
        "show": Command(("NAME",), translate("Demo", "show the window of a process"), named(i.ShowWindow)),
        "restart": Command(("NAME",), translate("Demo", "end and start a process"), named(i.RestartProcess)),
    }
