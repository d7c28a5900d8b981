"""Parts of moments, in UTC."""

from __future__ import annotations

import datetime as dt


def day_of(moment: dt.datetime) -> dt.date:
    """The day."""
    return moment.astimezone(dt.UTC).date()


def month_of(moment: dt.datetime) -> str:
    """The month, as `2026-04`."""
    return f"{moment.astimezone(dt.UTC):%Y-%m}"


def year_of(moment: dt.datetime) -> int:
    """The year."""
    return moment.astimezone(dt.UTC).year
