"""Signed releases from a repository of The Update Framework (TUF). Imports tuf.

Who signed, which metadata is newer than what was seen, and what has expired is decided by tuf's own
client. All metadata that it has seen is kept in one file that is there whole or not at all: tuf's
own cache could come back damaged after a power cut, and a client that has forgotten what it saw
takes an old release for a new one.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from kiosk.adapters.whole_file import write_whole
from kiosk.core import strictjson
from kiosk.core.release import MOST_BYTES, TARGET, Part, Release, read_release
from kiosk.errors import UpdateError

if TYPE_CHECKING:
    from tuf.ngclient.fetcher import FetcherInterface
    from tuf.ngclient.updater import Updater

SEEN: Final = "seen.json"
CHUNK: Final = 1 << 20


@contextmanager
def repository(url: str, root: bytes, folder: Path, *, keep: bool) -> Iterator[Repository]:
    """Its metadata, fetched and checked. url: https://… or file:///…, a folder with `metadata` and
    `targets` in it. root: the metadata of whom to believe. folder: where what was seen is kept, and
    keep whether it is to be now. Raises UpdateError, OSError."""
    from tuf.ngclient.updater import Updater

    url, seen = url.rstrip("/"), folder / SEEN
    cache = Path(tempfile.mkdtemp(prefix="kiosk-metadata-"))
    try:
        _unpack(seen, cache)
        with _told(url):
            updater = Updater(
                str(cache),
                f"{url}/metadata/",
                str(cache),
                f"{url}/targets/",
                fetcher=_fetcher(url),
                bootstrap=root,
            )
            try:
                updater.refresh()
            finally:
                # Also of what was refused in the end: the versions seen on the way were signed.
                if keep:
                    write_whole(seen, _pack(cache), 0o644)
        yield Repository(url, updater, cache)
    finally:
        shutil.rmtree(cache, ignore_errors=True)


class Repository:
    """What is signed there, once its metadata was believed."""

    def __init__(self, url: str, updater: Updater, cache: Path) -> None:
        self._url, self._updater, self._cache = url, updater, cache

    def release(self) -> tuple[Release, bytes]:
        """The newest release, and its manifest as it was signed. Raises UpdateError."""
        target = self._cache / "manifest"
        self._fetch(TARGET, target, MOST_BYTES)
        data = target.read_bytes()
        return read_release(data), data

    def fetch(self, release: Release, part: Part, folder: Path) -> Path:
        """One of its files, checked against metadata and manifest. Raises UpdateError, OSError."""
        target = folder / part.name
        self._fetch(release.target(part), target, part.size, part.sha256)
        return target

    def _fetch(self, name: str, target: Path, most: int, sha256: str = "") -> None:
        with _told(self._url):
            info = self._updater.get_targetinfo(name)
            if info is None:
                raise UpdateError(f"{self._url} has no {name} among what is signed.")
            if info.length > most or (sha256 and info.hashes.get("sha256") != sha256):
                raise UpdateError(
                    f"{name} of {self._url} is not what the release's manifest says. Make and "
                    "publish the release anew."
                )
            if self._updater.find_cached_target(info, str(target)) is None:
                self._updater.download_target(info, str(target))


@contextmanager
def _told(url: str) -> Iterator[None]:
    """tuf's errors as ours; errors of the disk go on as they are."""
    from tuf.api import exceptions

    try:
        yield
    except exceptions.ExpiredMetadataError as error:
        raise UpdateError(
            f"What {url} says has expired ({error}). Either it was not signed anew in time "
            "(scripts/make-release refresh), somebody holds new releases back, or this machine's "
            "clock is wrong. Nothing was changed."
        ) from error
    except exceptions.BadVersionNumberError as error:
        raise UpdateError(
            f"{url} offers older metadata than was seen there before ({error}): it was restored "
            "from a copy, or somebody plays back an old state. Nothing was changed."
        ) from error
    except exceptions.DownloadError as error:
        raise UpdateError(
            f"{url} cannot be fetched: {_cause(error)}. Nothing was changed; try again later."
        ) from error
    except exceptions.RepositoryError as error:
        raise UpdateError(
            f"{url} does not offer what was signed for this kiosk: {error}. Nothing was changed."
        ) from error


def _cause(error: BaseException) -> str:
    parts = [str(error)]
    while error.__cause__ is not None:
        error = error.__cause__
        parts.append(str(error))
    return ": ".join(dict.fromkeys(part for part in parts if part))


def _fetcher(url: str) -> FetcherInterface:
    """For a folder, and tuf's own for https."""
    from tuf.api.exceptions import DownloadHTTPError
    from tuf.ngclient.fetcher import FetcherInterface
    from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher

    class Folder(FetcherInterface):
        """A repository on a stick or in a folder."""

        def _fetch(self, url: str) -> Iterator[bytes]:
            path = Path(unquote(urlsplit(url).path))
            if not path.is_file():
                raise DownloadHTTPError(f"{path} is not there", 404)
            return _chunks(path)

    class Line(Urllib3Fetcher):
        """A line that may be cut in the middle of a file."""

        def _fetch(self, url: str) -> Iterator[bytes]:
            return _to_the_end(super()._fetch(url))

    return Folder() if url.startswith("file:") else Line()


def _to_the_end(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Raises DownloadError for whatever the transport raises on the way: tuf makes one of what it
    raises at the beginning alone."""
    from tuf.api.exceptions import DownloadError

    try:
        yield from chunks
    except DownloadError:
        raise
    except Exception as error:
        raise DownloadError(str(error)) from error


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _pack(cache: Path) -> bytes:
    """The metadata in tuf's cache; root.json is a link there that tuf makes anew."""
    found = {}
    for folder, _, names in os.walk(cache):
        for name in names:
            path = Path(folder) / name
            if name.endswith(".json") and not path.is_symlink():
                found[str(path.relative_to(cache))] = path.read_text(encoding="utf-8")
    return json.dumps(found).encode()


def _unpack(seen: Path, cache: Path) -> None:
    try:
        data = seen.read_bytes()
    except FileNotFoundError:
        return
    try:
        found = strictjson.loaded(data)
        for name, text in found.items():
            path = cache / name
            if not path.resolve().is_relative_to(cache.resolve()):
                raise ValueError(f"{name} leads elsewhere")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except (ValueError, AttributeError, TypeError) as error:
        raise UpdateError(
            f"{seen}, which says what was seen of releases, is damaged: {error}. Where nobody has "
            f"touched it, the disk is failing. To begin anew: sudo rm {seen}"
        ) from error
