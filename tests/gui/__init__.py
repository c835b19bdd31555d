"""Tests of windows, widgets and models, on Qt's offscreen platform."""
