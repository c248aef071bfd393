"""What a release is made of: files by name and the manifest over them. Read by scripts/make-release
and by tests."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from kiosk.core.release import FORMAT, TARGET, Part, Release, write_release


def part(name: str, data: bytes) -> Part:
    return Part(name, len(data), sha256(data).hexdigest())


def release_of(
    version: str,
    wheel: Path,
    lock: Path,
    wheels: Iterable[Path],
    *,
    store: str,
    installed_bytes: int,
    now: datetime | None = None,
) -> tuple[Release, dict[str, Path]]:
    """The manifest, and the files by their names in a repository (without the manifest's own)."""
    wheels = sorted(wheels)
    files = {path.name: path for path in (wheel, lock, *wheels)}
    contents = tuple(_contents(wheel))
    models = tuple(
        Part(one.name.rpartition("/")[2], one.size, one.sha256)
        for one in contents
        if one.name.endswith(".onnx")
    )
    release = Release(
        format=FORMAT,
        version=version,
        made_utc=(now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        store=store,
        wheel=wheel.name,
        lock=lock.name,
        wheels=tuple(path.name for path in wheels),
        installed_bytes=installed_bytes,
        files=tuple(part(name, path.read_bytes()) for name, path in files.items()),
        contents=contents,
        models=models,
    )
    return release, {f"{version}/{name}": path for name, path in files.items()}


def with_manifest(release: Release, files: dict[str, Path], folder: Path) -> dict[str, Path]:
    """All files of a release as a repository has them."""
    manifest = folder / TARGET
    manifest.write_bytes(write_release(release))
    return {**files, TARGET: manifest, f"{release.version}/{TARGET}": manifest}


def _contents(wheel: Path) -> Iterable[Part]:
    """What pip copies as it is: all but the folder that it writes its own notes into."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if not name.endswith("/") and ".dist-info/" not in name:
                yield part(name, archive.read(name))
