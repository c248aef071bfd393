"""One recording of a re-analysis, in a worker that may be on another machine. May import all below.

A worker must be the same program with the same model, or its results are somebody else's: it looks
before every recording, and what it finds otherwise is an answer like any other.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from kiosk import __version__
from kiosk.app.recordings import Request, Sets, analyze_recording, installed, model_path
from kiosk.config import Config
from kiosk.errors import KioskError
from kiosk.fleet.reanalysis import Failed


@dataclass(frozen=True, slots=True)
class Terms:
    """What all recordings are analysed with. model: the file's place where it was asked for;
    a worker that has none there uses its own. mount, sets: as of kiosk.app.Request."""

    version: str
    model: str
    model_sha256: str
    config: Config
    mount: str = "auto"
    sets: Sets | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One recording. name: in the archive, without its ending. data: its bytes, where they are
    sent; None: the worker reads the path. sha256: of the bytes, in either case."""

    name: str
    path: str
    sha256: str
    terms: Terms
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker says of itself. model_sha256: '' where it has no model."""

    version: str
    model_sha256: str


def work(job: Job) -> Mapping[str, Any] | Failed:
    """The recording's document, or why there is none."""
    with installed():
        from kiosk.adapters.process_pool import use_one_core
    use_one_core()
    try:
        config = _same_program(job.terms)
        if job.data is None:
            return _analyzed(job, Path(job.path), config)
        with tempfile.TemporaryDirectory(prefix="kiosk-recording-") as folder:
            path = Path(folder) / "sent.db3"
            path.write_bytes(job.data)
            return _analyzed(job, path, config)
    except KioskError as error:
        return Failed(str(error))
    except OSError as error:
        return Failed(f"{job.name}: {error.strerror or error}")


@dataclass(frozen=True, slots=True)
class AskWorker:
    """A question for every worker, before there is work."""

    model: str

    def __call__(self) -> Worker:
        try:
            return Worker(__version__, file_sha256(_model_here(self.model)))
        except OSError:
            return Worker(__version__, "")


def file_sha256(path: Path) -> str:
    """Of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _model_here(model: str) -> Path:
    path = Path(model)
    return path if path.is_file() else model_path(Config())


def _same_program(terms: Terms) -> Config:
    """The configuration with the model as it lies here. Raises KioskError where this is another
    kiosk or another model."""
    if terms.version != __version__:
        raise KioskError(f"A worker runs kiosk {__version__}; {terms.version} is asked for.")
    model = _model_here(terms.model)
    found = file_sha256(model)
    if found != terms.model_sha256:
        raise KioskError(
            f"A worker has the model {found[:8]}; {terms.model_sha256[:8]} is asked for. Put the "
            f"file where it is here, {terms.model}, with its manifest.json."
        )
    return replace(terms.config, model=replace(terms.config.model, path=str(model)))


def _analyzed(job: Job, path: Path, config: Config) -> Mapping[str, Any] | Failed:
    terms = job.terms
    if path.is_symlink() or not path.is_file():
        return Failed(
            f"{job.name}: a worker does not see it. The folder must lie under the same path for "
            "every worker, or say --send."
        )
    found = sha256(job.data).hexdigest() if job.data is not None else file_sha256(path)
    if found != job.sha256:
        return Failed(f"{job.name}: it has changed since the analysis began")
    request = Request(path, terms.mount, terms.sets, config)
    try:
        return analyze_recording(request, _in_silence).document
    except KioskError as error:
        # The same words wherever the file lay.
        return Failed(str(error).replace(str(path), job.name))


def _in_silence(done: int, total: int | None) -> None:
    """Nobody looks at a single recording's progress."""
