"""Output files that appear whole, together and only at the end. Standard library and kiosk.errors.

A place is tried before the long work starts: the part file is made there at once. Whatever goes
wrong afterwards, no part file stays and no earlier file is touched.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import InputError


@contextmanager
def output_files(wanted: Mapping[str, Path]) -> Iterator[dict[str, Path]]:
    """Part files to write to, by the option that asked for them; renamed when the block ends well.

    What the block deletes from the dictionary is not made. Raises InputError, naming the option,
    where a file cannot be made or two are one and the same. Devices and pipes (/dev/stdout) are
    handed out as they are, because they cannot be replaced.
    """
    targets = {option: Path(os.path.realpath(path)) for option, path in wanted.items()}
    _refuse_same(targets)
    made: dict[str, Path] = {}
    try:
        for option, target in targets.items():
            made[option] = _reserve(option, wanted[option], target)
        kept = dict(made)
        yield kept
        for option, part in kept.items():
            if part != targets[option]:
                with unwritable(option, wanted[option]):
                    part.replace(targets[option])
    finally:
        for option, part in made.items():
            if part != targets[option]:
                part.unlink(missing_ok=True)


@contextmanager
def unwritable(option: str, path: Path) -> Iterator[None]:
    """The system's refusal to write, as an InputError that names option and file."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{option} {path} cannot be written: {reason}.") from error


def _refuse_same(targets: Mapping[str, Path]) -> None:
    options: dict[Path, str] = {}
    for option, target in targets.items():
        if target in options and target.parent != Path("/dev"):
            raise InputError(f"{options[target]} and {option} name the same file, {target}.")
        options[target] = option


def _reserve(option: str, asked: Path, target: Path) -> Path:
    """An empty part file beside the target, of the same kind by its ending."""
    if target.is_dir():
        raise InputError(f"{option} {asked} cannot be written: it is a folder.")
    if target.exists() and not target.is_file():
        return target
    part = target.with_name(f".{target.stem}.{os.getpid()}.part{target.suffix}")
    with unwritable(option, asked):
        part.touch()
    return part
