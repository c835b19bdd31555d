"""Measurements: each module is one, run by 'run.py benchmarks'."""
