"""What every program needs to start, run and stop: clock, texts, arguments, folders, log, console, signals.

The lowest layer: the standard library, platformdirs and msgspec only; no Qt, no Kafka.
"""
