"""Queries, one module each."""
