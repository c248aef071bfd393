"""What a release is made of, as its signed manifest says. kiosk.core only.

`release.json` is one strict JSON object: what it does not know it refuses, so that a manifest of
another format is told by its number and by nothing else.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from kiosk.core import strictjson
from kiosk.errors import UpdateError

FORMAT: Final = 1
TARGET: Final = "release.json"
"""The newest release's manifest in a repository, and its name in an installed release."""
MOST_BYTES: Final = 1_000_000
_VERSION: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6}){1,3})(?:\+[0-9a-z]{1,16})?")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a release. name: within the release, or within what the wheel installs."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """wheel, lock: names of two of the files; wheels: names of further packages that it brings,
    none where a package index has them. contents: of the wheel, all that it installs. models: those
    that may be loaded. store: the revision of the database that it writes. installed_bytes: what it
    takes on the disk."""

    format: int
    version: str
    made_utc: str
    store: str
    wheel: str
    lock: str
    wheels: tuple[str, ...]
    installed_bytes: int
    files: tuple[Part, ...]
    contents: tuple[Part, ...]
    models: tuple[Part, ...]

    def target(self, part: Part) -> str:
        """Where a repository has one of the files."""
        return f"{self.version}/{part.name}"

    @property
    def size(self) -> int:
        """Of all files, bytes."""
        return sum(part.size for part in self.files)


def read_release(data: bytes) -> Release:
    """Raises UpdateError for anything but a manifest of this format."""
    try:
        tree: Any = strictjson.loaded(data)
        told = tree.get("format") if isinstance(tree, dict) else None
        if told != FORMAT:
            raise UpdateError(
                f"The release's manifest is of format {told!r}; this kiosk reads {FORMAT}. Install "
                "the release between, or by scripts/install-pi."
            )
        release = strictjson.read(Release, tree)
    except ValueError as error:
        if isinstance(error, UpdateError):
            raise
        raise UpdateError(f"The release's manifest cannot be read: {error}") from error
    _check(release)
    return release


def write_release(release: Release) -> bytes:
    """The manifest's bytes. Raises UpdateError for what `read_release` would refuse."""
    _check(release)
    return json.dumps(strictjson.tree(release), indent=1).encode() + b"\n"


def newer(version: str, than: str) -> bool:
    """Whether a version like 1.2.3 comes after another; what follows a + (a developer's own build)
    does not count. Raises UpdateError where one is none."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    found = _VERSION.fullmatch(version)
    if not found:
        raise UpdateError(f"{version[:40]!r} is no version like 1.2.3.")
    numbers = [int(number) for number in found[1].split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


def _check(release: Release) -> None:
    _numbers(release.version)
    names = [part.name for part in release.files]
    if len(set(names)) != len(names):
        raise UpdateError("The release's manifest names a file twice.")
    for part in (*release.files, *release.models):
        if not _NAME.fullmatch(part.name):
            raise UpdateError(f"The release's manifest has a file called {part.name[:60]!r}.")
    for part in release.contents:
        # Folders and files may begin with an underline; an empty one would make the path absolute.
        if not all(one and _NAME.fullmatch(one.lstrip("_") or "x") for one in part.name.split("/")):
            raise UpdateError(f"The release's manifest has a file called {part.name[:60]!r}.")
    for part in (*release.files, *release.models, *release.contents):
        if part.size < 0 or not _SHA256.fullmatch(part.sha256):
            raise UpdateError(f"The release's manifest says nothing usable of {part.name}.")
    missing = {release.wheel, release.lock, *release.wheels} - set(names)
    if missing:
        raise UpdateError(f"The release's manifest lacks {', '.join(sorted(missing))}.")
    if not release.wheel.endswith(".whl") or not release.contents or not release.models:
        raise UpdateError("The release's manifest names no program or no model.")
