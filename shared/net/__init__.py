"""Socket loops that drive shared.protocol."""
