"""Events: written with the change, delivered at least once."""
