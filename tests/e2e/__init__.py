"""Tests of the executables as processes."""
