"""What is hidden in logs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Mask = Callable[[object], object]


def redact(value: object) -> object:
    """Nothing of it is shown."""
    return None if value is None else "***"


def partial(value: object) -> object:
    """The first letter is shown, and the host of an address."""
    if value is None:
        return None
    text = str(value)
    local, at, host = text.partition("@")
    return f"{local[:1]}***{at}{host}"


def hidden(values: Mapping[str, object], masks: Mapping[str, Mask]) -> dict[str, object]:
    """Values by their names, also inside of others, as they may be shown."""
    return {name: _shown(name, value, masks) for name, value in values.items()}


def _shown(name: str, value: object, masks: Mapping[str, Mask]) -> object:
    if name in masks:
        return masks[name](value)
    if isinstance(value, Mapping):
        return hidden(value, masks)
    if isinstance(value, list):
        return [_shown("", item, masks) for item in value]
    return value
