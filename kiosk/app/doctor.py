"""Every check of `kiosk doctor`, in order. May import all below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from kiosk.app import doctor_appliance, doctor_house, doctor_machine, doctor_program
from kiosk.app.asking import House
from kiosk.core.checkup import Finding, fail

CHECKS: Final[tuple[Callable[[House, str], Iterator[Finding]], ...]] = (
    doctor_program.settings,
    doctor_program.python,
    doctor_program.versions,
    doctor_program.loads,
    doctor_house.folders,
    doctor_house.key,
    doctor_house.visits,
    doctor_house.fleet,
    doctor_machine.camera,
    doctor_house.mount,
    doctor_house.printer,
    doctor_machine.display,
    doctor_machine.fonts,
    doctor_machine.sound,
    doctor_machine.clock,
    doctor_machine.health,
    doctor_appliance.appliance,
    doctor_house.running,
)
"""Each is given the kiosk and what is wrong with its configuration, '' nothing."""


def examine(house: House, mistakes: str) -> Iterator[Finding]:
    """One after the other, as they are found; never raises for what is wrong with the kiosk."""
    for check in CHECKS:
        try:
            yield from check(house, mistakes)
        except OSError as error:
            name = check.__name__
            yield fail(name, f"could not be looked at: {error}", "Look at it as the kiosk's user.")
