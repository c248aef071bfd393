"""A condition that is believed only when it lasts, so that nothing flickers. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lasting:
    """on: what is believed. turned_s: since when the opposite was seen, None while it is not."""

    on: bool = False
    turned_s: float | None = None


def lasting(state: Lasting, seen: bool, now_s: float, on_s: float, off_s: float) -> Lasting:
    """The next state: seen for on_s without a break it is on, unseen for off_s it is off."""
    if seen == state.on:
        return Lasting(state.on) if state.turned_s is not None else state
    since = now_s if state.turned_s is None else state.turned_s
    if now_s - since >= (off_s if state.on else on_s) - 1e-6:
        return Lasting(seen)
    return Lasting(state.on, since)
