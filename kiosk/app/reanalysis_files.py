"""The files of a re-analysis: recordings of an archive, earlier results, and those made now.

Nothing outside the archive is looked at: links are not followed. A result is a file of its own that
appears whole, so that whatever ends a run costs no more than what was under way. Recordings are a
person's: results lie in a folder that nobody else may look into. May import all below.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kiosk.app.recordings import installed
from kiosk.errors import InputError
from kiosk.fleet.reanalysis import SCHEMA

RECORDING: Final = ".db3"
RUN: Final = "reanalysis-"
DOCUMENT: Final = "kiosk-assessment/1"
LARGEST: Final = 32_000_000
"""Of a result's file, bytes: a minute of squats takes 20 kB."""


@dataclass(frozen=True, slots=True)
class Found:
    """Recordings of a folder by name, in order: their paths below it, without the ending.
    links: how many recordings or folders were left out because they are links."""

    paths: Mapping[str, Path]
    links: int


@dataclass(frozen=True, slots=True)
class Result:
    """What out/NAME.json holds."""

    key: str
    recording_sha256: str
    document: Mapping[str, Any]


def archive(folder: Path) -> Found:
    """All recordings in a folder and below. Raises InputError where it cannot be read or holds
    none."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; expected one with .db3 recordings.")

    def refuse(error: OSError) -> None:
        raise InputError(f"{error.filename} cannot be read: {error.strerror}.") from error

    paths: dict[str, Path] = {}
    links = 0
    for here, folders, files in os.walk(folder, onerror=refuse, followlinks=False):
        for name in list(folders):
            linked = (Path(here) / name).is_symlink()
            links += linked
            if linked or name.startswith((".", RUN)):
                folders.remove(name)
        for name in files:
            path = Path(here) / name
            if path.suffix != RECORDING or name.startswith("."):
                continue
            if path.is_symlink():
                links += 1
            elif stat.S_ISREG(path.lstat().st_mode):
                paths[_name(path.relative_to(folder))] = path
    if not paths:
        told = f" ({links} links are not followed)" if links else ""
        raise InputError(f"There is no {RECORDING} recording in {folder}{told}.")
    return Found(dict(sorted(paths.items())), links)


def _name(path: Path) -> str:
    """Without the ending; bytes that are no UTF-8 as they would be typed."""
    raw = path.with_suffix("").as_posix().encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "backslashreplace")


class Results:
    """A folder of results, out/NAME.json. Raises InputError where it cannot be made, is the
    archive itself or can be looked into by others."""

    def __init__(self, folder: Path, archive_folder: Path) -> None:
        self.folder = Path(os.path.realpath(folder))
        if self.folder == Path(os.path.realpath(archive_folder)):
            raise InputError(f"--out {folder} is the archive itself; name a folder of its own.")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            mode = stat.S_IMODE(self.folder.stat().st_mode)
        except OSError as error:
            raise InputError(f"--out {folder} cannot be made: {error.strerror}.") from error
        if mode & 0o077:
            raise InputError(
                f"--out {folder} can be looked into by others (mode {mode:o}), and the results "
                f"are personal data: chmod 700 it, or name a folder that is not there yet."
            )

    def get(self, name: str) -> Result | None:
        """What is kept under a name; None where there is none that can be read."""
        return read_result(self._path(name))

    def put(self, name: str, result: Result) -> None:
        """Whole or not at all. Raises InputError."""
        with installed():
            from kiosk.adapters.whole_file import write_whole
        tree = {
            "schema": SCHEMA, "key": result.key, "recording_sha256": result.recording_sha256,
            "assessment": result.document,
        }  # fmt: skip
        path = self._path(name)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not Path(os.path.realpath(path.parent)).is_relative_to(self.folder):
                raise InputError(f"{path.parent} is a link out of {self.folder}; take it away.")
            write_whole(path, (json.dumps(tree, indent=1, allow_nan=False) + "\n").encode())
        except OSError as error:
            raise InputError(
                f"{path} cannot be written: {error.strerror}. What is done is kept: make room, "
                "then give the same command again."
            ) from error

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"


class Earlier:
    """Earlier results: of the folder that was named, else a document beside the recording, else
    the latest run's that left its folder in the archive."""

    def __init__(self, folder: Path, named: Path | None, out: Path) -> None:
        self._folder, self._named = folder, named
        if named is not None and not named.is_dir():
            raise InputError(f"--before {named} is no folder; expected one of earlier results.")
        self._runs = [
            one
            for one in folder.glob(f"{RUN}*")
            if one.is_dir() and not one.is_symlink() and Path(os.path.realpath(one)) != out
        ]

    def document(self, name: str, recording_sha256: str) -> Mapping[str, Any] | None:
        """Of this very recording as far as can be told; None without one."""
        for path in self._places(name):
            plain = _document(path)
            if plain is not None:
                return plain
            kept = read_result(path)
            if kept is not None and kept.recording_sha256 == recording_sha256:
                return kept.document
        return None

    def _places(self, name: str) -> Iterator[Path]:
        if self._named is not None:
            yield self._named / f"{name}.json"
            return
        yield self._folder / f"{name}.json"
        made = [(path, _written(path)) for run in self._runs for path in [run / f"{name}.json"]]
        there = [(when, path) for path, when in made if when is not None]
        yield from (path for _, path in sorted(there, reverse=True))


def read_result(path: Path) -> Result | None:
    """None for what is not there or no result of ours."""
    tree = _json(path)
    if not isinstance(tree, dict) or tree.get("schema") != SCHEMA:
        return None
    key, digest, document = (tree.get(k) for k in ("key", "recording_sha256", "assessment"))
    if not (isinstance(key, str) and isinstance(digest, str) and isinstance(document, dict)):
        return None
    return Result(key, digest, document) if _is_document(document) else None


def _document(path: Path) -> Mapping[str, Any] | None:
    tree = _json(path)
    return tree if _is_document(tree) else None


def _is_document(tree: object) -> bool:
    return isinstance(tree, dict) and tree.get("schema") == DOCUMENT


def _json(path: Path) -> Any:
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            return None
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def _written(path: Path) -> float | None:
    try:
        return path.lstat().st_mtime
    except OSError:
        return None
