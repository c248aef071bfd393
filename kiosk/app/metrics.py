"""`kiosk metrics`: how the kiosk is, for node_exporter. May import all below."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from kiosk import __version__
from kiosk.app.asking import House
from kiosk.app.kept import archive_of
from kiosk.app.recordings import installed
from kiosk.app.status import Status, look
from kiosk.app.syncing import remembered
from kiosk.core.records import StoreFacts
from kiosk.core.running import Running
from kiosk.errors import InputError, KioskError, StoreError
from kiosk.fleet.exposition import Labels, Metric, exposition, metric
from kiosk.fleet.told import CopyingTold

PREFIX = "knee_kiosk_"
WHERE = ("starting", "idle", "visit", "staff_page", "out_of_service")


def gathered(house: House) -> tuple[Metric, ...]:
    """All of it. Never raises for what cannot be asked: that has no value."""
    found, facts = look(house), _facts(house)
    told = remembered() if house.config.fleet.on else None
    return (*_of_kiosk(found), *_of_machine(found), *_of_copying(facts, told))


def text(house: House) -> str:
    """The same as node_exporter reads it."""
    return exposition(gathered(house))


def write(house: House, path: Path) -> None:
    """Into a file that a collector reads: whole, and readable by it. Raises StoreError, InputError
    for a name that node_exporter would not look at."""
    if path.suffix != ".prom":
        raise InputError(f"{path} does not end in .prom; node_exporter reads no other.")
    with installed():
        from kiosk.adapters.whole_file import write_whole
    try:
        write_whole(path, text(house).encode(), 0o644)
    except OSError as error:
        raise StoreError(
            f"{path} was not written ({error.strerror or error}). The folder must be there, and "
            "the kiosk's user may have to be given it: chown."
        ) from error


def _of_kiosk(found: Status) -> Iterator[Metric]:
    running, printer = found.running, found.printer
    yield _gauge("up", "Whether a kiosk runs and answers.", running is not None)
    info: Labels = (("version", running.version if running else __version__),)
    if running is not None:
        info = (*info, ("model", running.model), ("model_sha256", running.model_sha256[:12]))
    yield Metric(f"{PREFIX}info", "gauge", "What runs.", ((info, 1.0),))
    yield _gauge("needs_staff", "Things that staff has to see to.", len(found.needs))
    values = tuple(sorted(((("need", code),), 1.0) for code in {one.code for one in found.needs}))
    yield Metric(f"{PREFIX}need", "gauge", "A thing that staff has to see to.", values)
    if running is not None:
        yield from _of_running(running)
    absent = printer is not None and printer.reason == "absent"
    if printer is not None and not absent and printer.reason != "unknown":
        yield _gauge("printer_ready", "Whether a slip can be printed now.", printer.ready)
        yield _gauge("printer_paper_low", "Whether the paper ends soon.", printer.low)
        out = printer.reason == "paper_out"
        yield _gauge("printer_paper_out", "Whether there is no paper.", out)
    yield _gauge("visits_today", "Measured visits since midnight here.", found.today)
    yield _gauge("visits_week", "Measured visits in the last 7 days.", found.week)


def _of_running(running: Running) -> Iterator[Metric]:
    camera = running.camera
    yield _gauge("uptime_seconds", "Since the kiosk started.", running.up_s)
    states = tuple(((("state", one),), float(one == running.where)) for one in WHERE)
    yield Metric(f"{PREFIX}state", "gauge", "What it does; 1 for what it does now.", states)
    yield _counter("visits_begun_total", "Visits that began.", running.visits)
    yield _gauge("camera_works", "Whether the camera works.", camera.works)
    yield _gauge("camera_frames_per_second", "Frames that come now.", camera.fps)
    yield _counter("camera_frames_total", "Frames that were looked at.", camera.seen)
    yield _counter("camera_lost_frames_total", "Frames lost on the way.", camera.dropped)
    yield _counter("camera_faults_total", "How often the camera failed.", camera.faults)
    yield _gauge("camera_helpless", "Whether staff has to mend the camera.", camera.helpless)
    late = "Share of the screen's pictures that were late."
    yield _gauge("screen_late_ratio", late, running.late_share)


def _of_machine(found: Status) -> Iterator[Metric]:
    around = found.around
    yield _gauge("temperature_celsius", "Of the processor.", around.temperature_c)
    yield _gauge("throttled", "Whether the computer slows itself down.", bool(around.throttled))
    yield _gauge("disk_free_bytes", "Where the kiosk keeps its own.", around.disk_free_bytes)
    yield _gauge("disk_size_bytes", "Where the kiosk keeps its own.", found.disk_total_bytes)
    yield _gauge("clock_synchronised", "Whether the clock is right.", around.clock_ok)


def _of_copying(facts: StoreFacts | None, told: CopyingTold | None) -> Iterator[Metric]:
    if facts is not None:
        yield _gauge("kept_visits", "Visits that are kept.", facts.visits)
        yield _gauge("kept_stays", "Stays that are kept.", facts.stays)
        yield _gauge("store_bytes", "The database's file.", facts.size_bytes)
    if told is not None:
        waiting = None if facts is None else facts.waiting
        yield _gauge("outbox_waiting", "Entries that wait to be copied.", waiting)
        yield _gauge("sync_failed", "Whether the last copying failed.", bool(told.fault))
        when = "When it was tried last, in seconds since 1970."
        yield _gauge("sync_tried_timestamp_seconds", when, _seconds(told.tried_utc))
        when = "When all was copied last, in seconds since 1970."
        yield _gauge("sync_done_timestamp_seconds", when, _seconds(told.done_utc))


def _facts(house: House) -> StoreFacts | None:
    with closing(archive_of(house.config)) as archive:
        try:
            return archive.facts()
        except KioskError:
            return None


def _gauge(name: str, help_: str, value: float | None) -> Metric:
    return metric(PREFIX + name, "gauge", help_, value)


def _counter(name: str, help_: str, value: float) -> Metric:
    return metric(PREFIX + name, "counter", help_, value)


def _seconds(utc: str) -> float | None:
    return datetime.fromisoformat(utc).timestamp() if utc else None
