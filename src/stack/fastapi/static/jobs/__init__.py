"""What is done later: written with the change that asks for it, done at least once."""
