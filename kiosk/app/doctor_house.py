"""`kiosk doctor`: what the kiosk keeps, its printer, and whether it runs. May import all below."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kiosk.app.asking import House
from kiosk.app.codes import show_key
from kiosk.app.fleet_address import address
from kiosk.app.kept import archive_of
from kiosk.app.places import (
    backups_folder,
    control_sockets,
    key_path,
    recordings_folder,
    run_lock,
    state_folder,
    store_path,
)
from kiosk.app.printer_commands import known_state, printer_state
from kiosk.app.recordings import installed
from kiosk.app.syncing import remembered
from kiosk.core.checkup import Finding, fail, ok, warn
from kiosk.core.control import Request
from kiosk.core.mountcheck import MOVED_M
from kiosk.core.needs import PRINTER
from kiosk.errors import InstallationError, KioskError
from kiosk.fleet.figures import LATE_H

_CHANGE: Final = 0o3
"""Write and search, of one of a mode's three digits."""


def folders(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001 - as all checks
    """Where it has to write."""
    config = house.config
    wanted = {
        state_folder(),
        store_path(config).parent,
        key_path(config).parent,
        backups_folder(config),
        *({recordings_folder(config)} if config.recordings.keep else ()),
    }
    user = _other_user()
    closed = sorted(str(one) for one in wanted if not _writable(one, user))
    by = f" by {user.pw_name}, whose it is" if user else ""
    if closed:
        todo = "Give them to the kiosk's user (chown), or run doctor as that user."
        yield fail("folders", f"may not be written to{by}: {', '.join(closed)}", todo)
    else:
        yield ok("folders", f"{state_folder()} may be written to{by}")


def key(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """The key that signs the codes on slips."""
    try:
        there = key_path(house.config).exists()
    except PermissionError:
        user = _other_user()
        if user is None:
            raise
        yield ok("key", f"only {user.pw_name} may look at it, as it should be")
        return
    if not there:
        yield warn("key", "there is none yet", "kiosk run makes it; or: kiosk key make.")
        return
    try:
        yield ok("key", f"id {show_key(house.config).key_id}")
    except InstallationError as error:
        yield fail("key", str(error), "Put a copy of it back (it is in every backup).")


def visits(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """The database."""
    path = store_path(house.config)
    if not path.exists():
        yield ok("visits", f"none yet; they will be in {path}")
        return
    with closing(archive_of(house.config)) as archive:
        try:
            facts = archive.facts()
        except KioskError as error:
            yield fail("visits", str(error), "Restore a backup, or set the file aside.")
            return
    told = f"{facts.visits} in {facts.path} ({facts.size_bytes / 1e6:.1f} MB)"
    with installed():
        from kiosk.adapters.store.aside import found
    aside = [one.name for one in found(path, "damaged", "later")]
    yield ok("visits", f"{told}; set aside: {', '.join(aside)}" if aside else told)


def fleet(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """Copying to the database of many kiosks, where that is on. It is not reached from here: how it
    went last is remembered."""
    if not house.config.fleet.on:
        return
    try:
        address(house.config)
        with closing(archive_of(house.config)) as archive:
            waiting = archive.facts().waiting
    except KioskError as error:
        yield fail("fleet", str(error), "See docs/fleet.md, then try: kiosk sync.")
        return
    told = remembered()
    if not told.tried_utc:
        todo = "Try it: kiosk sync. Then have a timer do it."
        yield warn("fleet", f"nothing was copied yet; {waiting} entries wait", todo)
        return
    since = f"last copied {told.done_utc or 'never'}, {waiting} entries wait"
    if told.fault and not told.lost:
        yield fail("fleet", f"{since}. {told.fault}", "Try it: kiosk sync.")
    elif told.fault:
        yield warn("fleet", f"{since}. {told.fault}", "See to the network, or try it: kiosk sync.")
    elif _age_h(told.tried_utc) > LATE_H:
        yield warn("fleet", since, "See that the timer runs that calls kiosk sync.")
    else:
        yield ok("fleet", since)


def printer(house: House, mistakes: str) -> Iterator[Finding]:
    """Asked through the print worker, or itself where none has it."""
    if mistakes:
        return
    if not house.config.printer.uri:
        yield ok("printer", "none is set up: the code is shown on the screen")
        return
    try:
        state = known_state(house.config) or printer_state(house.config)
    except KioskError as error:
        yield fail("printer", str(error), "See: kiosk printer status, kiosk printer list.")
        return
    status = state.status
    text = f"{state.printer}: {'ready' if status.ready else status.text or status.reason}"
    if not status.ready:
        yield fail("printer", text, PRINTER.get(status.reason or "", PRINTER["unknown"]))
    elif status.low:
        yield warn("printer", f"{text}; paper: {state.paper_told}", "Have a new roll at hand.")
    else:
        yield ok("printer", f"{text}; paper: {state.paper_told}")


def mount(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """Whether the camera still stands as it was accepted, and the box was last measured right: by
    the last self-check. Nothing is said where neither was done."""
    from kiosk.app.accepted import accepted
    from kiosk.app.box_check import history

    checks, kept = history(), accepted()
    last = checks[-1] if checks else None
    if last is not None and last.judged == "failed":
        yield fail("box", f"off by {last.worst_mm:+z.0f} mm at the last check", "kiosk self-check")
    elif last is not None:
        yield ok("box", f"off by {last.worst_mm:+z.0f} mm at the last check")
    if kept is None:
        return
    text = f"accepted at {kept.height_m:.2f} m, tilted by {kept.tilt_deg:.1f} degrees"
    later = last is not None and last.utc > kept.utc
    if last is not None and later and abs(last.camera_mm / 1000.0 - kept.height_m) > MOVED_M:
        now = f"{text}; at the last check {last.camera_mm / 1000.0:.2f} m"
        yield warn("mount", f"the camera has been moved: {now}", "kiosk calibrate")
    else:
        yield ok("mount", text)


def running(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """Whether it runs and hears."""
    with installed():
        from kiosk.adapters.run_lock import running_pid
    try:
        found = house.ask(Request("status")).running
    except KioskError as error:
        pid = running_pid(run_lock())
        if pid is None:
            yield warn("running", "the kiosk does not run", "kiosk service start")
        else:
            yield fail("running", f"process {pid}: {error}", "kiosk service restart")
        return
    if found is not None:
        where = found.where.replace("_", " ")
        yield ok("running", f"process {found.pid}, {where}, hears at {control_sockets()[0]}")


def _age_h(utc: str) -> float:
    """Hours since then."""
    return (datetime.now(UTC) - datetime.fromisoformat(utc)).total_seconds() / 3600


def _writable(folder: Path, user: pwd.struct_passwd | None) -> bool:
    """There, or can be made: by this user, or by this process. Staff who look need not write
    there, and root may anywhere."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if user is None:
        return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    facts = there.stat()
    if facts.st_uid == user.pw_uid:
        allowed = facts.st_mode >> 6
    elif facts.st_gid in os.getgrouplist(user.pw_name, user.pw_gid):
        allowed = facts.st_mode >> 3
    else:
        allowed = facts.st_mode
    closed = os.statvfs(there).f_flag & os.ST_RDONLY
    return stat.S_ISDIR(facts.st_mode) and allowed & _CHANGE == _CHANGE and not closed


def _other_user() -> pwd.struct_passwd | None:
    """Whose the state folder is, where that is not who asks."""
    with suppress(OSError, KeyError):
        owner = state_folder().stat().st_uid
        if owner not in (os.geteuid(), 0):
            return pwd.getpwuid(owner)
    return None
