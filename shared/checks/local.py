"""What a program needs of its own computer: a port, a folder, a database, a file."""

from __future__ import annotations

from pathlib import Path

from shared.net.errors import PortTaken
from shared.net.sockets import listen
from shared.runtime.checks import Chain, Check
from shared.runtime.paths import is_running, make_data_dir
from shared.runtime.text import translate
from shared.store.look import Look, look_at_database, look_at_file


def data_chain(folder: Path, name: str, file_name: str | None) -> Chain:
    """The data folder of the program ``name``, and the database ``file_name`` in it if it has one there.

    The folder is made, as the program would do it.
    """
    chain = [Check(translate("Checks", "Data folder"), lambda: _folder(folder, name))]
    if file_name is not None:
        chain.append(
            Check(translate("Checks", "Database"), lambda: _database(look_at_file(folder / file_name)))
        )
    return chain


def database_chain(url: str) -> Chain:
    """The database of ``--database``."""
    return [Check(translate("Checks", "Database"), lambda: _database(look_at_database(url)))]


def port_chain(host: str, port: int, folder: Path, option: str) -> Chain:
    """The port to listen on, as ``option`` gives it; none for 0, where the system chooses one."""
    if port == 0:
        return []
    what = translate("Checks", "Port {port} of this computer").format(port=port)
    return [Check(what, lambda: _port(host, port, folder, option))]


def _folder(folder: Path, name: str) -> str:
    make_data_dir(folder)
    if is_running(folder):
        return translate("Checks", "{name} runs now, with the data folder {folder}").format(
            name=name, folder=folder
        )
    return translate("Checks", "The data folder {folder} can be written").format(folder=folder)


def _database(look: Look) -> str:
    text = translate("Checks", "The database {where} can be written")
    if look.held:
        text = translate("Checks", "The database {where} can be written; a CENTRAL has it now")
    elif not look.there:
        text = translate("Checks", "There is no database {where} yet; the program makes it")
    return text.format(where=look.where)


def _port(host: str, port: int, folder: Path, option: str) -> str:
    try:
        for listening in listen(host, port):
            listening.close()
    except PortTaken:
        if is_running(folder):
            return translate(
                "Checks", "This program already runs and has port {port}; a second one needs another {option}"
            ).format(port=port, option=option)
        raise
    return translate("Checks", "Port {port} is free").format(port=port)
