"""The time."""

from __future__ import annotations

import datetime as dt


class Clock:
    """Tells the time, in UTC."""

    def now(self) -> dt.datetime:
        """This moment."""
        return dt.datetime.now(dt.UTC)
