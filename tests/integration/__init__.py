"""Tests of one part with its real broker, socket or database."""
