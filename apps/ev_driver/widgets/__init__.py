"""The cards of the driver's window and what they paint."""
