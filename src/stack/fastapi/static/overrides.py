"""What is put in place of generated parts. Written once, then yours."""

from ..gen.overrides import Overrides


def overrides() -> Overrides:
    """Own implementations of operations and integrations, hooks and event subscribers."""
    return Overrides()
