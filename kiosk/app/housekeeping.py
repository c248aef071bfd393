"""What staff's slow requests do: the running kiosk does them in its archive's thread, a command
itself where no kiosk runs. May import all below.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kiosk.app.backup_files import CONFIG, KEY, thin_out
from kiosk.app.kept import archive_of
from kiosk.app.places import backups_folder, key_path, maintenance_path, state_folder
from kiosk.app.recording_files import purge_recordings
from kiosk.app.recordings import installed
from kiosk.config import Config
from kiosk.core import strictjson
from kiosk.core.control import Reply, Request
from kiosk.core.running import Maintenance, taken_out
from kiosk.errors import InputError, KioskError, PrinterError, StoreError

if TYPE_CHECKING:
    from kiosk.ports import Store


class SlipFiles(Protocol):
    """Slips, where the printer makes files of them: kiosk.live.desk.Desk while the kiosk runs."""

    def erase_slips(self, visit: str) -> None:
        """Those of a visit, by its UUID."""
        ...

    def tidy_slips(self) -> None:
        """Those that have been kept for their time."""
        ...


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """config_path: of the file that `config` was read from, None for none. clock_ok: whether the
    wall clock can be believed."""

    config: Config
    config_path: Path | None
    clock_ok: Callable[[], bool]
    slips: SlipFiles

    def carry_out(self, request: Request, store: Store) -> Reply:
        """Raises StoreError, RecordingError or InputError where it could not be done."""
        try:
            match request.do:
                case "maintenance":
                    return remember(request)
                case "erase":
                    return self._erase(request.ticket, store)
                case "purge":
                    return self._purge(store)
                case "backup":
                    return self._back_up(Path(request.path), store)
                case "restore":
                    return self._restore(Path(request.path), store, with_key=request.on)
                case "acknowledge":
                    store.acknowledge(request.sequence, request.stream)
                    return Reply(done="acknowledged")
            raise InputError(f"'{request.do}' is nothing that takes long.")
        except OSError as error:
            if isinstance(error, KioskError):
                raise
            where = error.filename or f"a file in {state_folder()}"
            raise StoreError(
                f"It was not done: {where}: {error.strerror or error}. Check "
                "that the kiosk's user may write there and the disk has room."
            ) from error

    def _erase(self, ticket: str, store: Store) -> Reply:
        visit = self._visit_of(ticket)
        erased = store.erase_ticket(ticket)
        try:
            if visit:
                self.slips.erase_slips(visit)
        except PrinterError as error:
            raise StoreError(f"{ticket} is erased, but not its slip in a file: {error}") from error
        if erased:
            return Reply(text=f"{ticket} is erased.", done="erased")
        return Reply(text=f"There is no visit {ticket} here.", done="nothing")

    def _visit_of(self, ticket: str) -> str:
        """The UUID of a ticket's visit, '' where there is none: nothing else leads to its slip."""
        with closing(archive_of(self.config)) as archive, suppress(StoreError):
            # A database that cannot be read is told of by the erasing itself.
            found = archive.visit(ticket)
            if found is not None and found.ticket == "".join(ticket.split()).upper():
                return found.visit
        return ""

    def _purge(self, store: Store) -> Reply:
        sure = self.clock_ok()
        try:
            purged = store.purge(_now(), sure)
        finally:  # what stands beside goes also where the visits cannot
            if sure:
                self.slips.tidy_slips()
            recordings = purge_recordings(self.config, datetime.now(UTC), sure=sure)
        if not sure:
            text = (
                "Nothing was erased: the clock is not synchronised, and what is old is not known."
            )
        else:
            text = (
                f"Erased because their time was over: {purged.visits} visits, {purged.stays} "
                f"stays, {recordings} recordings."
            )
        return Reply(text=text, count=purged.visits)

    def _back_up(self, path: Path, store: Store) -> Reply:
        """The visits, and beside them the key and the settings: without the key no slip that was
        printed before can be read."""
        thin = not path.name
        if thin:
            path = backups_folder(self.config)
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        facts = store.backup(str(path))
        made = Path(facts.path)
        kept = [made.name]
        for source, ending in ((key_path(self.config), KEY), (self.config_path, CONFIG)):
            if source is not None and source.exists():
                _copy(source, made.with_suffix(ending))
                kept.append(made.with_suffix(ending).name)
        text = f"{facts.visits} visits are in {made} ({', '.join(kept)})."
        thin = thin and self.config.store.thin_backups and self.clock_ok()
        try:
            gone = thin_out(path, made) if thin else 0
        except OSError as error:
            # The new one is made all the same.
            text += f" Old backups cannot be deleted: {error.strerror or error}."
            gone = 0
        if gone:
            text += f" {gone} old backup{'s were' if gone > 1 else ' was'} deleted."
        return Reply(text=text, count=facts.visits, path=str(made))

    def _restore(self, path: Path, store: Store, *, with_key: bool) -> Reply:
        key, ours = path.with_suffix(KEY), key_path(self.config)
        aside = store.restore(str(path))
        told = [f"The visits of {path} are back."]
        if aside:
            told.append(f"Those that were here are in {aside}.")
        if key.exists() and not _same(key, ours):
            if with_key or not ours.exists():
                told.append(_put_key(key, ours))
            else:
                told.append(
                    "The backup has another key than this kiosk: slips from before are read only "
                    "with that one (kiosk restore --with-key)."
                )
        return Reply(text=" ".join(told), path=aside)


def remember(request: Request) -> Reply:
    """Keep on the disk that the kiosk is out of service, or is not. Raises OSError."""
    with installed():
        from kiosk.adapters.whole_file import to_disk, write_whole
    path = maintenance_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    if request.on:
        kept = taken_out(request.reason, _now())
        write_whole(path, (json.dumps(strictjson.tree(kept)) + "\n").encode())
        return Reply(text="Out of service.", done="on")
    path.unlink(missing_ok=True)
    to_disk(path.parent)
    return Reply(text="In service.", done="off")


def remembered() -> Maintenance | None:
    """Whether it was taken out of service. A file that cannot be read is as good as a reason."""
    try:
        text = maintenance_path().read_text(encoding="utf-8")
        return strictjson.read(Maintenance, strictjson.loaded(text))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        return Maintenance(f"its reason cannot be read ({type(error).__name__})", _now())


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _copy(source: Path, target: Path) -> None:
    from kiosk.adapters.whole_file import write_whole

    write_whole(target, source.read_bytes())


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()


def _put_key(key: Path, ours: Path) -> str:
    """The backup's key in the place of this kiosk's, which is kept. Raises OSError, and
    InstallationError where it is none."""
    with installed():
        from kiosk.adapters.key_file import read
        from kiosk.adapters.whole_file import write_whole
    read(key)
    aside = ""
    if ours.exists():
        kept = ours.with_name(f"{ours.name}.{datetime.now(UTC).strftime('%Y%m%dT%H%M%SZ')}")
        write_whole(kept, ours.read_bytes())
        aside = f" This kiosk's own is in {kept}."
    ours.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(ours, key.read_bytes())
    return f"Its key is in place from the next start on.{aside}"
