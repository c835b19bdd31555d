"""Base of the errors that a user reads."""


class UserError(Exception):
    """Something that the user can put right. ``str(error)`` is one sentence that says what and what to do."""


class StartError(UserError):
    """The program cannot start. Its entry point prints the sentence and ends with exit code 1 (B4)."""
