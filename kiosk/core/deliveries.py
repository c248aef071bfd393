"""What was sent to the owner and what is still to be sent, as a value. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.alerting import Incident

MOST_MONTHS: Final = 12
"""A kiosk that could not send for longer gives up what is older."""
MOST_SENT: Final = 100


@dataclass(frozen=True, slots=True)
class Sent:
    """month: YYYY-MM. at_utc: when, '' for a month of which there was nothing to tell."""

    month: str
    channel: str
    at_utc: str


@dataclass(frozen=True, slots=True)
class Deliveries:
    """since: the first month that is sent at all, '' until it is known."""

    since: str = ""
    sent: tuple[Sent, ...] = ()
    incidents: tuple[Incident, ...] = ()

    def pending(self, last: str, channels: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Months, the oldest first, and channels they have not gone through. last: YYYY-MM of the
        last whole month."""
        done = {(one.month, one.channel) for one in self.sent}
        months = [month for month in _back(last, MOST_MONTHS) if month >= (self.since or last)]
        return tuple(
            (month, channel)
            for month in reversed(months)
            for channel in channels
            if (month, channel) not in done
        )

    def with_sent(self, month: str, channel: str, at_utc: str) -> Deliveries:
        """It is there, or there was nothing to send."""
        sent = (*self.sent, Sent(month, channel, at_utc))[-MOST_SENT:]
        return replace(self, sent=sent, since=self.since or month)


def _back(month: str, count: int) -> list[str]:
    """So many months from this one back."""
    number = 12 * int(month[:4]) + int(month[5:]) - 1
    return [f"{one // 12:04}-{one % 12 + 1:02}" for one in range(number, number - count, -1)]
