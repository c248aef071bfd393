"""How copying went last, as the kiosk remembers it between two calls. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CopyingTold:
    """tried_utc: the last time it was tried. done_utc: when everything was sent last, '' never.
    fault: why the last one did not send everything, '' it did. lost: whether that may pass by
    itself. sent: entries that it sent."""

    tried_utc: str = ""
    done_utc: str = ""
    fault: str = ""
    lost: bool = False
    sent: int = 0

    def after(self, now_utc: str, fault: str, sent: int, *, lost: bool) -> CopyingTold:
        """How it is after another try."""
        done = self.done_utc if fault else now_utc
        return CopyingTold(now_utc, done, fault, lost and bool(fault), sent)
