"""When the owner is told that the kiosk is down or out of paper, and that it is well again. Pure.

Whoever looks does so every few minutes, and may itself have been off meanwhile. What is bad must
have been so for a while before it is told; it is told once, again every day as long as it lasts,
and once more when it is over. Every channel (mail, webhook) counts by itself, so that one that
fails is tried again and the other hears nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

Kind = Literal["down", "paper_out"]
KINDS: Final[tuple[Kind, ...]] = ("down", "paper_out")
Phase = Literal["begun", "lasts", "over"]
REMIND_S: Final = 86400.0
FORGET_S: Final = 7 * 86400.0
"""That something is over is not told any more after so long."""
MOST: Final = 20
"""Incidents that are kept; the oldest are given up."""


@dataclass(frozen=True, slots=True)
class Moment:
    """at_s: wall clock, seconds since 1970; sure: whether it is known to be right. boot: which
    start of the computer; up_s: since then, by a clock that nobody sets."""

    at_s: float
    sure: bool
    boot: str
    up_s: float


@dataclass(frozen=True, slots=True)
class Told:
    """When it was told last through a channel."""

    channel: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Incident:
    """since: when it was seen first. over_s: when it was seen to be over, None while it lasts."""

    kind: Kind
    since: Moment
    told: tuple[Told, ...] = ()
    over_s: float | None = None

    @property
    def event(self) -> str:
        """Its name, the same as long as it lasts."""
        return f"{self.kind}-{self.since.at_s:.0f}"


@dataclass(frozen=True, slots=True)
class Due:
    """Something to tell through a channel. event: its name, another one for each phase and day."""

    incident: Incident
    phase: Phase
    channel: str
    lasted_s: float
    event: str


def watch(
    incidents: Sequence[Incident], bad: Mapping[Kind, bool | None], now: Moment
) -> tuple[Incident, ...]:
    """After a look. bad: None where it cannot be said; then nothing begins and nothing ends."""
    kept = []
    for one in incidents:
        if one.over_s is None and bad.get(one.kind) is False:
            if not one.told:
                continue  # nobody heard of it
            one = replace(one, over_s=now.at_s)  # noqa: PLW2901
        if one.over_s is None or 0.0 <= now.at_s - one.over_s < FORGET_S:
            kept.append(one)
    under_way = {one.kind for one in kept if one.over_s is None}
    kept += [Incident(kind, now) for kind in KINDS if bad.get(kind) and kind not in under_way]
    return tuple(kept[-MOST:])


def due(
    incidents: Sequence[Incident],
    bad: Mapping[Kind, bool | None],
    now: Moment,
    channels: Sequence[str],
    after_s: float,
) -> tuple[Due, ...]:
    """What has to be told now, in the order in which it happened. after_s: so long something must
    have been bad."""
    return tuple(
        one
        for incident in incidents
        for channel in channels
        for one in _due(incident, bad.get(incident.kind), now, channel, after_s)
    )


def told(incidents: Sequence[Incident], one: Due, at_s: float) -> tuple[Incident, ...]:
    """It was told; an incident whose end was told everywhere is forgotten."""
    kept = []
    for incident in incidents:
        if incident == one.incident or incident.event == one.incident.event:
            others = tuple(t for t in incident.told if t.channel != one.channel)
            if one.phase == "over":
                if not others:
                    continue
                incident = replace(incident, told=others)  # noqa: PLW2901
            else:
                told = (*others, Told(one.channel, at_s))
                incident = replace(incident, told=told)  # noqa: PLW2901
        kept.append(incident)
    return tuple(kept)


def lasted(incident: Incident, now: Moment) -> float:
    """Seconds; by the wall clock where it can be believed both times, else since the same start of
    the computer, else not known to have lasted at all."""
    since = incident.since
    if since.sure and now.sure:
        return max(now.at_s - since.at_s, 0.0)
    return max(now.up_s - since.up_s, 0.0) if since.boot == now.boot else 0.0


def _due(
    incident: Incident, bad: bool | None, now: Moment, channel: str, after_s: float
) -> Iterator[Due]:
    before = next((one for one in incident.told if one.channel == channel), None)
    long_s = lasted(incident, now)
    if incident.over_s is not None:
        if before is not None:
            whole_s = max(incident.over_s - incident.since.at_s, 0.0)
            yield Due(incident, "over", channel, whole_s, f"{incident.event}-over")
    elif not bad:
        return
    elif before is None:
        if long_s >= after_s:
            yield Due(incident, "begun", channel, long_s, incident.event)
    elif now.sure and now.at_s - before.at_s >= REMIND_S:
        day = int(long_s // REMIND_S)
        yield Due(incident, "lasts", channel, long_s, f"{incident.event}-day-{day}")
