"""Routes, one module per tag."""
