"""What the service does: one module per command and per query."""
