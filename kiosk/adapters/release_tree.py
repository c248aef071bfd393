"""Releases on this machine: what runs, and how another comes to lie beside it. stdlib alone.

Which of them runs is changed by systemd/update-judge alone, which belongs to no release; here one
is made ready, whole and on the disk, before anything is switched. Layout: docs/updates.md.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from kiosk.adapters.whole_file import to_disk, write_whole
from kiosk.core import strictjson
from kiosk.core.release import TARGET, Part, Release
from kiosk.errors import UpdateError

COMPLETE: Final = "complete"
PATIENCE_S: Final = 3600.0
"""To install everything anew on a slow card."""
CHECK_S: Final = 300.0
INSTALLED: Final = "The release cannot be installed"
SWITCHED: Final = "The release cannot be switched"


@dataclass(frozen=True, slots=True)
class Past:
    """What became of a release: 'confirmed', 'taken_back' or 'mended', why and when."""

    version: str
    result: str
    why: str
    utc: str


@dataclass(frozen=True, slots=True)
class Standing:
    """current, previous: versions, '' where there is none. trial: the version on trial, ''."""

    current: str
    previous: str
    trial: str
    past: tuple[Past, ...]

    def taken_back(self, version: str) -> Past | None:
        """Where this release was taken back the last time that it ran here."""
        found = [one for one in self.past if one.version == version]
        return found[-1] if found and found[-1].result == "taken_back" else None


class Tree:
    """root: the folder of releases; judge: the command that switches between them, as words."""

    def __init__(self, root: Path, judge: Sequence[str]) -> None:
        self.root, self._judge = root, tuple(judge)

    def standing(self) -> Standing:
        """What runs, what ran, what is on trial."""
        trial, past = _json(self.root / "trial.json"), _json(self.root / "past.json")
        found = [
            Past(*(str(one.get(name, "")) for name in ("version", "result", "why", "utc")))
            for one in (past if isinstance(past, list) else [])
            if isinstance(one, dict)
        ]
        return Standing(
            self._pointed("current"),
            self._pointed("previous"),
            str(trial.get("version", "?")) if isinstance(trial, dict) else "",
            tuple(found),
        )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other update meanwhile. Raises UpdateError, OSError."""
        handle = os.open(self.root / ".update.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise UpdateError("An update is under way already.") from error
            yield
        finally:
            os.close(handle)

    def check_lasting(self, mounts: Path, state: Path) -> None:
        """mounts: /proc/self/mountinfo. state: where is kept which metadata was seen. Raises
        UpdateError where what is written to the releases or there is gone after the next start."""
        table = mounts.read_text(encoding="utf-8")
        for folder in (self.root, state):
            if _kind_of(folder.resolve(), table) == "overlay":
                raise UpdateError(
                    f"What is written to {folder} is forgotten at the next start: the root is "
                    "read-only. Switch that off for the update, or give it a partition of its own."
                )

    def check_room(self, needed: int) -> None:
        """Raises UpdateError where a release would fill the disk."""
        free = shutil.disk_usage(self.root).free
        if free < needed:
            raise UpdateError(
                f"The disk of {self.root} has {free / 1e6:.0f} MB free; the release needs "
                f"{needed / 1e6:.0f} MB. Make room: old backups and recordings are the largest."
            )

    def build(self, release: Release, manifest: bytes, downloads: Path, python: Path) -> Path:
        """Install it beside the others, checked file by file; its folder. Not `complete` yet.
        Raises UpdateError, OSError."""
        folder = self.root / "releases" / release.version
        self.remove(release.version)
        folder.mkdir(parents=True)
        write_whole(folder / TARGET, manifest, 0o644)
        venv = folder / "venv"
        own_pip = find_spec("pip") is not None
        _run([str(python), "-m", "venv", *(["--without-pip"] if own_pip else []), str(venv)])
        inside = str(venv / "bin" / "python")
        pip = (
            [sys.executable, "-m", "pip", "--python", inside] if own_pip else [inside, "-m", "pip"]
        )
        pip += ["--quiet", "--no-input", "--disable-pip-version-check", "--no-cache-dir"]
        local = ["--no-index", "--find-links", str(downloads)]
        _run(
            [*pip, "install", "--require-hashes", "--only-binary", ":all:"]
            + [*(local if release.wheels else []), "-r", str(downloads / release.lock)]
        )
        _run([*pip, "install", "--no-deps", *local[:1], str(downloads / release.wheel)])
        _check_contents(venv, release.contents)
        return folder

    def check(self, release: Release, config: Path | None) -> None:
        """Whether it starts here, loads what it needs and takes these settings: it is asked itself.
        Raises UpdateError."""
        kiosk = str(self.root / "releases" / release.version / "venv" / "bin" / "kiosk")
        told = _run([kiosk, "--version"], CHECK_S).strip()
        if told != f"kiosk {release.version}":
            raise UpdateError(f"The release says that it is {told!r}, not {release.version}.")
        given = ["--config", str(config)] if config is not None else []
        _run([kiosk, *given, "release-check"], CHECK_S)

    def finish(self, release: Release) -> None:
        """All of it is on the disk, and then says so. Raises OSError, UpdateError."""
        folder = self.root / "releases" / release.version
        # One call for the whole file system, which also tells of a failing disk: twenty thousand
        # single ones would take a card minutes.
        _run(["sync", "--file-system", str(folder)])
        to_disk(folder.parent)
        to_disk(self.root)
        write_whole(folder / COMPLETE, b"{}\n", 0o644)

    def remove(self, version: str) -> None:
        """Take away a release that does not run: first its mark, so that no half of it counts."""
        folder = self.root / "releases" / version
        if not os.path.lexists(folder):
            return
        if version in (self._pointed("current"), self._pointed("previous")):
            raise UpdateError(f"{version} runs, or is what can be gone back to.")
        (folder / COMPLETE).unlink(missing_ok=True)
        to_disk(folder)
        shutil.rmtree(folder)

    def is_complete(self, version: str) -> bool:
        return (self.root / "releases" / version / COMPLETE).is_file()

    def begin(self, version: str) -> None:
        """Switch to it, on trial. Raises UpdateError."""
        _run([*self._judge, "--root", str(self.root), "begin", version], failed=SWITCHED)

    def go_back(self, why: str) -> None:
        """Switch to the release before. Raises UpdateError."""
        _run([*self._judge, "--root", str(self.root), "back", why], failed=SWITCHED)

    def _pointed(self, name: str) -> str:
        try:
            return (self.root / name).readlink().name
        except OSError:
            return ""


def _check_contents(venv: Path, contents: tuple[Part, ...]) -> None:
    """What the wheel brought is what was signed. Raises UpdateError, OSError."""
    (site,) = venv.glob("lib/python3.*/site-packages")
    for part in contents:
        try:
            with (site / part.name).open("rb") as file:
                same = file_digest(file, "sha256").hexdigest() == part.sha256
        except FileNotFoundError:
            same = False
        if not same:
            raise UpdateError(f"{part.name} is not as it was signed after it was installed.")


def _run(words: list[str], patience_s: float = PATIENCE_S, failed: str = INSTALLED) -> str:
    """What it printed. Raises UpdateError with what `failed` then and its last complaint."""
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            words, capture_output=True, text=True, timeout=patience_s, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UpdateError(f"{Path(words[0]).name} did not come to an end: {error}.") from error
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()][-3:]
        why = " ".join(said) or f"exit status {done.returncode}"
        raise UpdateError(f"{failed}: {why[:500]}")
    return done.stdout


def _json(path: Path) -> Any:
    """None where there is none; {} where it is damaged."""
    try:
        return strictjson.loaded(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}


def _kind_of(path: Path, mounts: str) -> str:
    """The file system that a path is in, by the longest mount point above it (proc(5))."""
    best, kind = "", ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        point = before.split(" ")[4].replace("\\040", " ")
        if path.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, after.split(" ")[0]
    return kind
