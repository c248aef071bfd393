"""What the owner asks of all kiosks, and makes for them. May import all below."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.app.fleet_address import address, has_driver
from kiosk.config import Config
from kiosk.fleet.figures import CodesShown, FleetReport, KioskState, fleet_report, needing

__all__ = [
    "CodesShown", "FleetReport", "KioskState", "Made", "expire", "needing", "prepare", "report",
    "states",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """text: for people. before, now: version of the tables. roles: that were found."""

    text: str
    before: int
    now: int
    roles: tuple[str, ...]


def states(config: Config) -> tuple[KioskState, ...]:
    """Every kiosk. Raises ConfigError, FleetError."""
    where = address(config)
    with has_driver():
        from kiosk.adapters.replica import reading
    return reading.states(where)


def report(config: Config, since: str, until: str) -> FleetReport:
    """What may be shown of a period. Raises ConfigError, FleetError."""
    where = address(config)
    with has_driver():
        from kiosk.adapters.replica import reading
    return fleet_report(reading.counted(where, since, until, config.repeatability.mdc95_mm))


def prepare(config: Config) -> Made:
    """Make the tables, or bring them up to date. Raises ConfigError, FleetError."""
    where = address(config)
    with has_driver():
        from kiosk.adapters.replica import preparing, schema
    done = preparing.prepare(where)
    if done.before == done.now:
        text = f"The tables in {where.where} are up to date (version {done.now})."
    elif done.before:
        text = f"The tables in {where.where} went from version {done.before} to {done.now}."
    else:
        text = f"The tables are made in {where.where}, schema {schema.NAME}."
    missing = [role for role in schema.GRANTS if role not in done.granted]
    if done.granted:
        text += f" Granted to {' and '.join(done.granted)}."
    if missing:
        text += (
            f" There is no role {' and no role '.join(missing)}: only the tables' owner has access "
            "instead (docs/fleet.md)."
        )
    return Made(text, done.before, done.now, done.granted)


def expire(config: Config) -> tuple[int, int]:
    """Erase what is over, of every kiosk: visits, stays. Raises ConfigError, FleetError."""
    where = address(config)
    with has_driver():
        from kiosk.adapters.replica import preparing
    return preparing.expire(where)
