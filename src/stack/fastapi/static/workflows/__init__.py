"""State machines as transition tables."""
