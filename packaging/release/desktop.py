"""What desktops on Linux want to know: menu entries, AppStream data, icons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

import icons
from shared.runtime.version import RELEASED, VERSION

PREFIX: Final = "org.evcharging"

PROGRAMS: Final[Mapping[str, tuple[str, str]]] = {
    "EV_Central": (
        "Control panel of a charging network",
        "Panel de control de una red de recarga",
    ),
    "EV_CP_E": (
        "Engine of a charging point",
        "Motor de un punto de recarga",
    ),
    "EV_CP_M": (
        "Monitor of a charging point",
        "Monitor de un punto de recarga",
    ),
    "EV_Driver": (
        "The driver's app of a charging network",
        "La aplicación del conductor de una red de recarga",
    ),
    "EV_Demo": (
        "A whole charging network on this computer",
        "Una red de recarga completa en este equipo",
    ),
}
"""The programs with windows, and what they are, in English and Spanish."""

_ENTRY: Final = """\
[Desktop Entry]
Type=Application
Version=1.0
Name={name}
Comment={english}
Comment[es]={spanish}
Exec={program}
Icon={prefix}.{program}
Terminal=false
Categories=Education;ComputerScience;
Keywords=charging;electric;vehicle;
Keywords[es]=recarga;coche;eléctrico;
StartupWMClass={program}
"""

_METAINFO: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{prefix}.EVCharging</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>MIT</project_license>
  <name>EVCharging</name>
  <summary>A network of charging points as a real distributed system</summary>
  <summary xml:lang="es">Una red de puntos de recarga como sistema distribuido real</summary>
  <developer id="{prefix}">
    <name>EVCharging</name>
  </developer>
  <description>
    <p>A control panel, charging points made of an engine and a monitor, and drivers' apps, each a program
      of its own, on one computer or on many. Made to be taken apart: end any part of it and see what goes
      on.</p>
    <p xml:lang="es">Un panel de control, puntos de recarga formados por un motor y un monitor, y
      aplicaciones de conductores, cada cual un programa, en un equipo o en muchos. Hecha para desmontarla:
      al terminar cualquiera de sus partes se ve qué sigue.</p>
  </description>
  <icon type="stock">{prefix}.EV_Central</icon>
{launchables}
  <categories>
    <category>Education</category>
    <category>ComputerScience</category>
  </categories>
  <provides>
{binaries}
  </provides>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="{version}" date="{released}"/>
  </releases>
</component>
"""


def entry(program: str) -> str:
    """The ``.desktop`` file of one program."""
    english, spanish = PROGRAMS[program]
    name = program.replace("_", " ")
    return _ENTRY.format(name=name, program=program, english=english, spanish=spanish, prefix=PREFIX)


def metainfo() -> str:
    """The AppStream data of all of them together."""
    launchables = [
        f'  <launchable type="desktop-id">{PREFIX}.{program}.desktop</launchable>' for program in PROGRAMS
    ]
    binaries = [f"    <binary>{escape(program)}</binary>" for program in PROGRAMS]
    return _METAINFO.format(
        prefix=PREFIX, version=VERSION, released=RELEASED,
        launchables="\n".join(launchables), binaries="\n".join(binaries),
    )  # fmt: skip


def files() -> dict[str, bytes]:
    """All of it: ``{place below /usr/share: content}``."""
    made: dict[str, bytes] = {f"metainfo/{PREFIX}.EVCharging.metainfo.xml": metainfo().encode()}
    for program in PROGRAMS:
        made[f"applications/{PREFIX}.{program}.desktop"] = entry(program).encode()
        made[f"icons/hicolor/scalable/apps/{PREFIX}.{program}.svg"] = icons.svg(program).encode()
        for size in icons.PNG_SIZES:
            place = f"icons/hicolor/{size}x{size}/apps/{PREFIX}.{program}.png"
            made[place] = icons.png(program, size)
    return made
