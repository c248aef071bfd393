"""How the kiosk is, from all that can be asked: the running kiosk, its printer, its store, this
machine. May import all below.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kiosk.app.asking import House
from kiosk.app.kept import archive_of
from kiosk.app.places import run_lock, state_folder
from kiosk.app.printer_commands import State, known_state
from kiosk.app.recordings import installed
from kiosk.core.control import Request
from kiosk.core.needs import Need, Surroundings, needs
from kiosk.core.running import PrinterNow, Running
from kiosk.errors import ConfigError, InputError, KioskError, NotRunningError


@dataclass(frozen=True, slots=True)
class Status:
    """running: None where no kiosk runs or it does not answer; told: why. pid: of a kiosk that
    runs. printer: as the kiosk has it, or else as its print worker does, None unknown. paper: how
    much was used and is left. today, week: visits today and in the last 7 days,
    None unknown. throttled_before: since the machine started. settings: the configuration's file.
    """

    running: Running | None
    told: str
    pid: int | None
    printer: PrinterNow | None
    paper: str
    today: int | None
    week: int | None
    around: Surroundings
    throttled_before: tuple[str, ...]
    disk_total_bytes: int | None
    settings: str
    needs: tuple[Need, ...]

    @property
    def exit_status(self) -> int:
        """0 all is well, 1 something needs staff, 3 it does not run."""
        if self.pid is None and self.running is None:
            return 3
        return 1 if self.needs else 0


def look(house: House, now: datetime | None = None) -> Status:
    """Ask all of it, a few seconds at most. Never raises for what cannot be asked."""
    running, told, pid = _running(house)
    today, week, fault = _visits(house, now or datetime.now(UTC))
    around, before, total = _around(fault)
    state = known_state(house.config)
    found = needs(running, around, house.config.camera.fps)
    if pid is not None and running is None:
        found = (Need("deaf", told), *found)
    return Status(
        running=running,
        told=told,
        pid=pid,
        printer=_printer(running, state),
        paper="" if state is None else state.paper_told,
        today=today,
        week=week,
        around=around,
        throttled_before=before,
        disk_total_bytes=total,
        settings="" if house.config_path is None else str(house.config_path),
        needs=found,
    )


def _running(house: House) -> tuple[Running | None, str, int | None]:
    with installed():
        from kiosk.adapters.run_lock import running_pid
    pid = running_pid(run_lock())
    try:
        running = house.ask(Request("status")).running
    except NotRunningError as error:
        if pid is None:
            return None, str(error), None
        return None, "It runs and does not hear commands: kiosk service restart.", pid
    except (ConfigError, InputError) as error:
        return None, str(error), pid or 0
    return running, "", pid if running is None else running.pid


def _printer(running: Running | None, state: State | None) -> PrinterNow | None:
    if running is not None:
        return running.printer
    if state is None:
        return None
    status = state.status
    return PrinterNow(status.ready, status.reason, status.text, status.low, status.tells)


def _visits(house: House, now: datetime) -> tuple[int | None, int | None, str]:
    here = now.astimezone()
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    until = (now + timedelta(days=1)).isoformat()
    archive = archive_of(house.config)
    try:
        counts = [
            archive.totals(since.astimezone(UTC).isoformat(), until).visits
            for since in (midnight, midnight - timedelta(days=6))
        ]
    except KioskError as error:
        return None, None, str(error)
    finally:
        archive.close()
    return counts[0], counts[1], ""


def _around(fault: str) -> tuple[Surroundings, tuple[str, ...], int | None]:
    with installed():
        from kiosk.adapters import machine
        from kiosk.adapters.host_clock import HostClock
    slow = machine.throttling()
    disk = machine.disk(state_folder())
    around = Surroundings(
        temperature_c=machine.temperature_c(),
        throttled=() if slow is None else slow.now,
        disk_free_bytes=None if disk is None else disk.free_bytes,
        clock_ok=HostClock().synchronised(),
        store_fault=fault,
    )
    before = () if slow is None else slow.before
    return around, before, None if disk is None else disk.total_bytes
