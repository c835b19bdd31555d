"""What several executables use; the layers are in pyproject.toml (import-linter)."""
