"""The executables, and what they are delivered in."""
