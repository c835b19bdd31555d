"""Tests of plain Python: no socket, no broker, no window."""
