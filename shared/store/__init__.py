"""Databases of CENTRAL, the engine and the driver: rows, what commits them, and migrations."""
