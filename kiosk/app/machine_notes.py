"""What staff should see to about the machine itself, as the running kiosk looks at it. May import
kiosk.core and kiosk.adapters.
"""

from __future__ import annotations

from kiosk.app.recordings import installed
from kiosk.core.needs import Surroundings, around_needs
from kiosk.core.running import StaffNote


def machine_notes() -> tuple[StaffNote, ...]:
    """Heat and power, from a few small files: no program is started, which would hold the screen
    up."""
    with installed():
        from kiosk.adapters import machine
    power = machine.by_kernel()
    seen = Surroundings(machine.temperature_c(), () if power is None else power.now)
    return tuple(StaffNote(need.code, need.text) for need in around_needs(seen))
