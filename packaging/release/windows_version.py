"""What the properties of an executable say on Windows (VERSIONINFO), in the form that PyInstaller reads."""

from __future__ import annotations

from shared.runtime.version import VERSION

_TEXT = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1,
    subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', 'EVCharging'),
      StringStruct('FileDescription', {program!r}),
      StringStruct('FileVersion', {version!r}),
      StringStruct('InternalName', {program!r}),
      StringStruct('LegalCopyright', 'MIT licence'),
      StringStruct('OriginalFilename', {file!r}),
      StringStruct('ProductName', 'EVCharging'),
      StringStruct('ProductVersion', {version!r})])]),
    VarFileInfo([VarStruct('Translation', [1033, 1200])])
  ]
)
"""


def version_info(program: str) -> str:
    """The text for ``program``, such as ``EV_Central``."""
    numbers = tuple(int(part) for part in VERSION.split("."))
    padded = (*numbers, 0, 0, 0, 0)[:4]
    return _TEXT.format(numbers=padded, program=program, version=VERSION, file=f"{program}.exe")
