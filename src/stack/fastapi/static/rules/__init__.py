"""Decision tables as pure functions."""
