"""The version of the product, for ``--version``."""

VERSION = "1.0.0"

RELEASED = "2026-11-26"
"""Its day: what the release's files are dated with, so that the same sources give the same files."""
