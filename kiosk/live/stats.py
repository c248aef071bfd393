"""How the screen's loop keeps its promises: late frames, longest blocks, latency. stdlib only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

KEPT: Final = 100
LATE: Final = 1.5
"""A picture is late when it comes more than this many frame times after the one before."""


@dataclass(slots=True)
class LoopStats:
    """Counted while the loop runs; bounded however long that is.

    longest_ms: the longest that one turn of the loop was busy. lag_ms: mean time from a frame's
    arrival in the sensing process to this one. visit_s: from consent's screen to the printed slip.
    result_s: from the last squat's end, as the analysis finds it, to the result on the screen.
    answer_s: from a raised hand's first frame to its answer. The last hundred of each, on the
    kiosk's clock.
    """

    frame_s: float
    frames: int = 0
    late: int = 0
    longest_ms: float = 0.0
    over_50_ms: int = 0
    busy_ms: float = 0.0
    sights: int = 0
    lost_sights: int = 0
    lag_ms: float = 0.0
    worst_lag_ms: float = 0.0
    first_picture_s: float | None = None
    visits: int = 0
    visit_s: list[float] = field(default_factory=list)
    result_s: list[float] = field(default_factory=list)
    answer_s: list[float] = field(default_factory=list)
    _last_s: float | None = field(default=None, repr=False)

    def turned(self, began_s: float, ended_s: float) -> None:
        """One turn of the loop, real monotonic seconds."""
        busy = 1000.0 * (ended_s - began_s)
        self.frames += 1
        self.busy_ms += (busy - self.busy_ms) / self.frames
        self.longest_ms = max(self.longest_ms, busy)
        self.over_50_ms += busy > 50.0
        if self._last_s is not None:
            self.late += ended_s - self._last_s > LATE * self.frame_s
        self._last_s = ended_s

    def saw(self, lag_s: float, lost: int) -> None:
        """One sight was shown."""
        self.sights += 1
        self.lost_sights += lost
        self.lag_ms += (1000.0 * lag_s - self.lag_ms) / self.sights
        self.worst_lag_ms = max(self.worst_lag_ms, 1000.0 * lag_s)

    def took(self, what: list[float], seconds: float) -> None:
        """One of the durations."""
        what.append(round(seconds, 3))
        del what[:-KEPT]

    def document(self) -> dict[str, float | int | list[float] | None]:
        """For `--stats`."""
        return {
            "frames": self.frames,
            "late": self.late,
            "late_share": self.late / max(self.frames, 1),
            "mean_busy_ms": round(self.busy_ms, 2),
            "longest_busy_ms": round(self.longest_ms, 1),
            "turns_over_50_ms": self.over_50_ms,
            "sights": self.sights,
            "lost_sights": self.lost_sights,
            "mean_lag_ms": round(self.lag_ms, 1),
            "worst_lag_ms": round(self.worst_lag_ms, 1),
            "first_picture_s": self.first_picture_s,
            "visits": self.visits,
            "visit_s": self.visit_s,
            "result_s": self.result_s,
            "answer_s": self.answer_s,
        }
