"""The version of the product, for ``--version``."""

VERSION = "1.0.0"
