"""Tests of the socket frames and dialogues."""
