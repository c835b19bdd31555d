"""Charging points, supplies, money and energy: plain Python, no input or output."""
