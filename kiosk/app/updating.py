"""`kiosk update`: from what a repository offers to a release on trial. May import all below.

Nothing of what runs is touched before the new release lies beside it, whole, checked and on the
disk; everything before that may be cut off anywhere and is begun anew. What goes wrong is told and
noted, and what runs goes on.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from kiosk import __version__
from kiosk.app import doctor_program
from kiosk.app.asking import House, act_as_owner
from kiosk.app.places import CONTROL, SERVICE_RUNTIME
from kiosk.app.recordings import installed
from kiosk.config import Config
from kiosk.core import strictjson
from kiosk.core.control import Request
from kiosk.core.release import Release, newer
from kiosk.errors import InputError, KioskError, UpdateError

if TYPE_CHECKING:
    from kiosk.adapters.release_tree import Standing, Tree
    from kiosk.adapters.release_tuf import Repository

BACKUP_UNIT: Final = "kiosk-backup.service"
UPDATE_UNIT: Final = "kiosk-update.service"
ROLLBACK_UNIT: Final = "kiosk-update-rollback.service"
TOLD: Final = "told.json"
ROOM: Final = 1.2
"""More than a release says that it needs."""
BACKUP_S: Final = 1900.0
"""More than its unit gives it."""
IDLE_S: Final = 1800.0
ASK_EVERY_S: Final = 10.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Places:
    """Where releases are (docs/updates.md). units: whether the system's services are asked."""

    root: Path = Path("/opt/knee-kiosk")
    state: Path = Path("/var/lib/knee-kiosk-update")
    trust: Path = Path("/etc/knee-kiosk/update-root.json")
    control: Path = SERVICE_RUNTIME / CONTROL
    mounts: Path = Path("/proc/self/mountinfo")
    judge: tuple[str, ...] = ("/usr/local/lib/knee-kiosk/update-judge",)
    units: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """What the repository has; fits: whether it is newer than what runs."""

    release: Release
    manifest: bytes
    fits: bool


@dataclass(frozen=True, slots=True)
class Updates:
    """standing: of the releases here. told, told_utc: how the last update went. source: '' where
    updates are off."""

    standing: Standing
    source: str
    told: str
    told_utc: str


def tree_of(places: Places) -> Tree:
    with installed():
        from kiosk.adapters.release_tree import Tree
    return Tree(places.root, places.judge)


def status(config: Config, places: Places) -> Updates:
    """Asks no network."""
    told: Any = {}
    with suppress(OSError, ValueError):
        told = strictjson.loaded((places.root / TOLD).read_bytes())
    if not isinstance(told, dict):
        told = {}
    return Updates(
        tree_of(places).standing(),
        config.update.url,
        str(told.get("text", "")),
        str(told.get("utc", "")),
    )


def check(config: Config, places: Places) -> Offer:
    """What there is. Changes nothing. Raises UpdateError."""
    try:
        with _repository(config, places, keep=False) as repository:
            return _offer(repository, places)
    except OSError as error:
        raise UpdateError(f"{error.filename or places.state}: {error.strerror}.") from error


def apply(config: Config, config_path: Path | None, places: Places, say: Say) -> bool:
    """Fetch, check, install and switch; whether there was something newer. Raises UpdateError; then
    what runs goes on, and why is noted."""
    act_as_owner(places.root)
    tree = tree_of(places)
    try:
        with tree.alone():
            version = _apply(config, config_path, places, tree, say)
    except OSError as error:
        raise _noted(places, UpdateError(_disk(error))) from error
    except KioskError as error:
        raise _noted(places, error) from error
    text = f"{version} is installed and on trial." if version else "Nothing newer is offered."
    _note(places, text)
    return bool(version)


def start_unit(what: Literal["apply", "rollback"]) -> None:
    """Let the system do it, as staff may; what came of it is in `status`. Raises KioskError."""
    with installed():
        from kiosk.adapters.systemd import command
    if what == "apply":
        command("start", UPDATE_UNIT, wait=False)
    else:
        command("start", ROLLBACK_UNIT)


def roll_back(places: Places) -> None:
    """To the release before, at once. Raises KioskError."""
    if os.access(places.root, os.W_OK):
        act_as_owner(places.root)
        tree_of(places).go_back("by staff")
    else:
        start_unit("rollback")


def own_check(house: House, mistakes: str) -> Iterator[str]:
    """What keeps this release from running here; settings, interpreter, packages and model."""
    for check in (doctor_program.settings, doctor_program.python, doctor_program.loads):
        for one in check(house, mistakes):
            if one.verdict == "fail":
                yield f"{one.name}: {one.text} {one.todo}"


def _apply(config: Config, config_path: Path | None, places: Places, tree: Tree, say: Say) -> str:
    standing = tree.standing()
    if standing.trial:
        raise UpdateError(
            f"{standing.trial} is on trial: wait until its 15 minutes are over (kiosk update "
            "status)."
        )
    tree.check_lasting(places.mounts, places.state)
    with _repository(config, places, keep=True) as repository:
        offer = _offer(repository, places)
        release = offer.release
        if not offer.fits:
            return ""
        if past := standing.taken_back(release.version):
            raise UpdateError(
                f"{release.version} was taken back here ({past.why}). A later release is taken by "
                f"itself; to try this one again: sudo rm {places.root}/past.json"
            )
        if not tree.is_complete(release.version):
            tree.check_room(int((release.size + release.installed_bytes) * ROOM))
            _install(repository, offer, places, tree, config_path, say)
    _wait_for_rest(places, say)
    _back_up(places, say)  # so that it has the visits that were waited for
    say(f"Switching to {release.version}.")
    tree.begin(release.version)
    return release.version


def _install(
    repository: Repository,
    offer: Offer,
    places: Places,
    tree: Tree,
    config_path: Path | None,
    say: Say,
) -> None:
    release, downloads = offer.release, places.state / "downloads"
    try:
        downloads.mkdir(parents=True, exist_ok=True)
        wanted = {part.name for part in release.files}
        for old in downloads.iterdir():
            if old.name not in wanted:
                old.unlink()
        for part in release.files:
            say(f"Fetching {part.name}, {part.size / 1e6:.1f} MB.")
            repository.fetch(release, part, downloads)
        say(f"Installing {release.version}.")
        tree.build(release, offer.manifest, downloads, _interpreter())
        tree.check(release, config_path)
        tree.finish(release)
    except (KioskError, OSError):
        # Half a release has no mark, and runs nowhere; what it takes of the disk is given back.
        with suppress(KioskError, OSError):
            tree.remove(release.version)
        raise
    finally:
        if tree.is_complete(release.version):
            shutil.rmtree(downloads, ignore_errors=True)


@contextmanager
def _repository(config: Config, places: Places, *, keep: bool) -> Iterator[Repository]:
    if not config.update.url:
        raise UpdateError("Updates are off. Set [update] url to where releases are published.")
    trust = Path(config.update.root) if config.update.root else places.trust
    try:
        root = trust.read_bytes()
    except OSError as error:
        raise UpdateError(
            f"{trust}, which says whose signatures are believed, cannot be read: "
            f"{error.strerror}. It comes from whoever makes the releases (docs/updates.md)."
        ) from error
    with installed():
        from kiosk.adapters.release_tuf import repository
    with installed(), repository(config.update.url, root, places.state, keep=keep) as found:
        yield found


def _offer(repository: Repository, places: Places) -> Offer:
    release, manifest = repository.release()
    _check_clock(release)
    runs = tree_of(places).standing().current or __version__
    return Offer(release, manifest, newer(release.version, runs))


def _check_clock(release: Release) -> None:
    """A clock that is behind would take for valid what has expired. Raises UpdateError."""
    now = datetime.now(UTC)
    try:
        made = datetime.fromisoformat(release.made_utc)
    except ValueError as error:
        raise UpdateError(f"The release says that it was made at {release.made_utc!r}.") from error
    if made.tzinfo is None or now < made:
        raise UpdateError(
            f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, which is before the release was "
            f"made ({release.made_utc}). Set the clock: sudo timedatectl set-time …"
        )


def _interpreter() -> Path:
    """That this program's environment was made with."""
    return Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"


def _back_up(places: Places, say: Say) -> None:
    """Visits, key and settings, as the version before wrote them. Raises KioskError."""
    if not places.units:
        return
    with installed():
        from kiosk.adapters.systemd import command
    say("Making a backup.")
    command("start", BACKUP_UNIT, patience_s=BACKUP_S)


def _wait_for_rest(places: Places, say: Say) -> None:
    """Until no visit is under way. Raises UpdateError where there is always one."""
    with installed():
        from kiosk.adapters.control_socket import ask
    end_s = time.monotonic() + IDLE_S
    told = False
    while True:
        try:
            running = ask((places.control,), Request("status"), ASK_EVERY_S).running
        except (KioskError, OSError):
            return  # none runs, or it hears nothing: there is nothing to be disturbed
        if running is None or running.where not in ("visit", "staff_page"):
            return
        if time.monotonic() > end_s:
            raise UpdateError("The kiosk was in use for half an hour. Try again later.")
        if not told:
            say("Waiting until nobody uses the kiosk.")
            told = True
        time.sleep(ASK_EVERY_S)


def _disk(error: OSError) -> str:
    return (
        f"The release cannot be written: {error.strerror or error}. Nothing was switched; what "
        "runs goes on."
    )


def _noted(places: Places, error: KioskError) -> KioskError:
    _note(places, str(error))
    return error if isinstance(error, InputError) else UpdateError(str(error))


def _note(places: Places, text: str) -> None:
    """For `kiosk update status`; a full disk is no reason to fail over it."""
    with installed():
        from kiosk.adapters.whole_file import write_whole
    told = {"text": text, "utc": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    with suppress(OSError):
        write_whole(places.root / TOLD, json.dumps(told).encode(), 0o644)
