"""`kiosk reanalyse` put together: an archive through the analysis again, and what that changed.

May import all below. The engine is concurrent.futures or a Dask cluster; the table does not know
which it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from kiosk import __version__
from kiosk.app.reanalysis_files import RUN, Earlier, Result, Results, archive
from kiosk.app.reanalysis_work import AskWorker, Job, Terms, Worker, file_sha256, work
from kiosk.app.recordings import Sets, installed, model_path
from kiosk.config import Config
from kiosk.errors import InputError, InstallationError
from kiosk.fleet.reanalysis import (
    Failed,
    Figure,
    Row,
    Summary,
    cells,
    columns,
    compare,
    key,
    ordered,
    summary,
)

if TYPE_CHECKING:
    from kiosk.adapters.dask_cluster import DaskCluster
    from kiosk.adapters.process_pool import ProcessPool

__all__ = ["Answer", "Asked", "Figure", "Row", "Told", "reanalyse", "table", "with_model"]

MOST_SENT: Final = 512_000_000
"""Of one recording to a worker, bytes; the scheduler holds one for each of its threads."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What `kiosk reanalyse` was asked. out: None is a folder in the archive named after the
    model. before: of earlier results. jobs: processes, 0 one a core. scheduler: of a Dask cluster,
    '' works here. send: recordings go to the cluster's workers, which do not see the folder."""

    folder: Path
    config: Config
    out: Path | None = None
    before: Path | None = None
    jobs: int = 0
    scheduler: str = ""
    send: bool = False
    mount: str = "auto"
    sets: Sets | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """rows: the largest change first. done_before: how many a run before this had done. links:
    how many were not followed."""

    out: Path
    model: str
    model_sha256: str
    rows: tuple[Row, ...]
    summary: Summary
    done_before: int
    links: int


class Told(Protocol):
    """Told whenever one more is done, of how many; kept: how many have a result."""

    def __call__(self, done: int, total: int, out: Path, kept: int) -> None: ...


def reanalyse(asked: Asked, told: Told) -> Answer:
    """Analyse what has no result yet, and compare all with what was before.

    Raises InputError, ModelError, and FleetError for a cluster that cannot be used. Whatever ends
    it, what is done stays done.
    """
    with installed():
        from kiosk.adapters.onnx_pose import OnnxPose
    path = model_path(asked.config)
    model = OnnxPose(path)
    found = archive(asked.folder)
    out = asked.out or asked.folder / f"{RUN}{model.sha256[:8]}"
    results = Results(out, asked.folder)
    earlier = Earlier(asked.folder, asked.before, results.folder)
    terms = Terms(
        __version__, str(path.resolve()), model.sha256, asked.config, asked.mount, asked.sets
    )
    run = _Run(asked, terms, results, found.paths, told)
    with ExitStack() as stack:
        for job, answer in _engine(asked, terms, stack).run(work, run.jobs()):
            run.take(job, answer)
    rows = ordered(run.rows(earlier))
    return Answer(out, model.name, model.sha256, rows, summary(rows), run.done_before, found.links)


def table(answer: Answer) -> str:
    """The rows as CSV."""
    from kiosk.exports.csv_text import lines

    return lines([columns(), *(cells(row) for row in answer.rows)])


class _Run:
    """What is done and what is to do."""

    def __init__(
        self, asked: Asked, terms: Terms, results: Results, paths: Mapping[str, Path], told: Told
    ) -> None:
        self._asked, self._terms, self._results = asked, terms, results
        self._paths, self._told = paths, told
        self._settings = _settings(asked)
        self._digests: dict[str, str] = {}
        self._failed: dict[str, str] = {}
        self._ended = self._kept = self.done_before = 0

    def jobs(self) -> Iterator[Job]:
        """One after another, as the engine has a worker free for it."""
        self._tell()
        for name, path in self._paths.items():
            try:
                digest = self._digests[name] = file_sha256(path)
                kept = self._results.get(name)
                if kept is not None and kept.key == self._key(digest):
                    self.done_before += 1
                    self._end(kept=True)
                    continue
                data = self._data(path) if self._asked.send else None
            except OSError as error:
                self._fail(name, f"{name}: {error.strerror or error}")
            except InputError as error:
                self._fail(name, str(error))
            else:
                yield Job(name, str(path.resolve()), digest, self._terms, data)

    def take(self, job: Job, answer: Mapping[str, Any] | Failed) -> None:
        """A worker's answer."""
        if isinstance(answer, Failed):
            self._fail(job.name, answer.why)
            return
        self._results.put(job.name, Result(self._key(job.sha256), job.sha256, answer))
        self._end(kept=True)

    def rows(self, earlier: Earlier) -> Iterator[Row]:
        """From what lies in the folder, whoever put it there and when."""
        for name in self._paths:
            digest = self._digests.get(name, "")
            kept = None if name in self._failed else self._results.get(name)
            if kept is None:
                yield Row(name, digest, why=self._failed.get(name, "its result is gone"))
            else:
                before = earlier.document(name, digest)
                yield compare(name, digest, before, kept.document)

    def _key(self, digest: str) -> str:
        return key(digest, self._terms.model_sha256, self._settings, __version__)

    def _data(self, path: Path) -> bytes:
        size = path.stat().st_size
        if size > MOST_SENT:
            raise InputError(
                f"{path.name} has {size / 1e6:.0f} MB, and no more than {MOST_SENT / 1e6:.0f} are "
                "sent: put it where the workers see it, and leave --send out."
            )
        return path.read_bytes()

    def _fail(self, name: str, why: str) -> None:
        self._failed[name] = why
        self._end(kept=False)

    def _end(self, *, kept: bool) -> None:
        self._ended += 1
        self._kept += kept
        self._tell()

    def _tell(self) -> None:
        self._told(self._ended, len(self._paths), self._results.folder, self._kept)


def _settings(asked: Asked) -> str:
    """Of the settings, those that an analysis depends on."""
    config = asked.config
    bearing = (config.mount.orientation, config.zone, asked.mount, asked.sets)
    return sha256(repr(bearing).encode()).hexdigest()


def _engine(asked: Asked, terms: Terms, stack: ExitStack) -> ProcessPool | DaskCluster:
    if not asked.scheduler:
        with installed():
            from kiosk.adapters.process_pool import ProcessPool
        return ProcessPool(asked.jobs or len(os.sched_getaffinity(0)))
    try:
        from kiosk.adapters.dask_cluster import DaskCluster
    except ImportError as error:
        raise InstallationError(
            f"--scheduler needs Dask's 'distributed', which does not load here ({error}): "
            "pip install knee-kiosk[fleet]."
        ) from error
    cluster = stack.enter_context(closing(DaskCluster(asked.scheduler)))
    _refuse_others(cluster.ask(AskWorker(terms.model)), terms)
    return cluster


def _refuse_others(workers: Mapping[str, Worker | BaseException], terms: Terms) -> None:
    """Raises InstallationError where a worker is another kiosk or has another model."""
    wrong = []
    for address, worker in sorted(workers.items()):
        if isinstance(worker, BaseException):
            wrong.append(f"{address} has no kiosk that loads ({worker})")
        elif worker.version != terms.version:
            wrong.append(f"{address} has kiosk {worker.version}")
        elif worker.model_sha256 != terms.model_sha256:
            wrong.append(f"{address} has the model {worker.model_sha256[:8] or 'none'}")
    if wrong:
        told = "; ".join(wrong[:5]) + ("; and more" if len(wrong) > 5 else "")
        raise InstallationError(
            f"Every worker needs kiosk {terms.version} with the model {terms.model_sha256[:8]} "
            f"({terms.model}): {told}."
        )


def with_model(config: Config, model: Path | None) -> Config:
    """The configuration with another model."""
    return (
        config if model is None else replace(config, model=replace(config.model, path=str(model)))
    )
