"""Read models: rows that events keep up to date."""
