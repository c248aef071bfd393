"""The configuration's file for `kiosk config`: what holds, and changes that are checked whole
before they are in place. May import all below.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any, Final

from kiosk.app.recordings import installed
from kiosk.config import Config, load, meant, parse
from kiosk.errors import ConfigError

KEPT: Final = 9
"""Previous versions: FILE.1 is the latest."""
EDITORS: Final = ("sensible-editor", "nano", "vim", "vi")
MODE: Final = 0o640

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One key. default: what holds where it is not set. where: of the file's table."""

    name: str
    value: Value
    default: Value

    @property
    def is_default(self) -> bool:
        return self.value == self.default


@dataclass(frozen=True, slots=True)
class Changed:
    """path: of the file. before: of its previous version, None where there was none."""

    path: Path
    before: Path | None
    printing: bool
    """Whether the print service has to be started anew, too."""


def settings(config: Config) -> Iterator[Setting]:
    """Every key, table by table."""
    usual = Config()
    for name, table, one in _keys():
        now, default = getattr(config, table), getattr(usual, table)
        yield Setting(name, getattr(now, one.name), getattr(default, one.name))


def setting(config: Config, name: str) -> Setting:
    """By 'table.key'. Raises ConfigError, with what was probably meant."""
    known = {one.name: one for one in settings(config)}
    if name not in known:
        raise ConfigError(f"There is no setting {name[:80]!r}: {_meant(name, list(known))}")
    return known[name]


def check(path: Path) -> Config:
    """Raises ConfigError with every mistake."""
    return load(path)


def set_value(path: Path, name: str, text: str | None) -> Changed:
    """Put one value into the file; None: its default. Raises ConfigError where the value or what
    comes of it is wrong, and then nothing has changed."""
    with installed():
        from kiosk.adapters.toml_text import with_value, without_value
    known = setting(Config(), name)
    table, _, key = name.partition(".")
    before = _read(path)
    if text is None:
        after = without_value(before, table, key)
    else:
        after = with_value(before, table, key, _value(known, text))
    return install(path, after)


def install(path: Path, text: str) -> Changed:
    """Check a whole text and put it in the file's place; the previous version is kept. Raises
    ConfigError."""
    with installed():
        from kiosk.adapters.whole_file import write_whole
    path = Path(os.path.realpath(path))
    after = parse(text, path.name)
    before = _read(path)
    printing = before == "" or _printer(before) != after.printer
    kept = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        facts = path.stat() if path.exists() else None
        mode = MODE if facts is None else facts.st_mode & 0o777
        if facts is not None and text != before:
            kept = _keep(path, lambda to: write_whole(to, before.encode(), mode))
        write_whole(path, text.encode(), mode)
        if facts is not None:
            with suppress(OSError):
                os.chown(path, facts.st_uid, facts.st_gid)
    except OSError as error:
        raise ConfigError(
            f"The configuration {path} cannot be written: {error.strerror or error}. Nothing has "
            "changed. Do it as the user whose file it is (sudo)."
        ) from error
    return Changed(path, kept, printing)


def edited(text: str, name: str) -> str:
    """What a person made of a text, in an editor of theirs. Raises ConfigError where there is
    none or it fails."""
    with tempfile.TemporaryDirectory(prefix="kiosk-config-") as folder:
        copy = Path(folder) / name
        copy.write_text(text, encoding="utf-8")
        program = _editor()
        try:
            status = subprocess.call([*program, str(copy)])  # noqa: S603 - the user's own choice
        except OSError as error:
            raise ConfigError(
                f"The editor {program[0]} does not start: {error.strerror}. Set EDITOR to one."
            ) from error
        if status != 0:
            raise ConfigError(f"The editor {program[0]} ended with {status}; nothing has changed.")
        try:
            return copy.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise ConfigError("What you saved is no UTF-8 text; nothing has changed.") from error


def _editor() -> list[str]:
    from shlex import split
    from shutil import which

    for name in ("VISUAL", "EDITOR"):
        if told := os.environ.get(name, "").strip():
            return split(told)
    found = next((one for one in EDITORS if which(one)), None)
    if found is None:
        raise ConfigError("There is no editor here. Set EDITOR, or use: kiosk config set.")
    return [found]


def _keys() -> Iterator[tuple[str, str, Field[Any]]]:
    for table in fields(Config):
        for one in fields(type(table.default)):  # type: ignore[arg-type]
            yield f"{table.name}.{one.name}", table.name, one


def _meant(name: str, known: list[str]) -> str:
    """Also where only the key was given, or the table is another."""
    same = [one for one in known if one.partition(".")[2] == name.rpartition(".")[2]]
    if same:
        return f"did you mean {' or '.join(repr(one) for one in same)}?"
    hint = meant(name, known)
    return hint if hint.startswith("did you mean") else "kiosk config show lists all."


def _value(known: Setting, text: str) -> Value:
    """A text from the command line as the setting's kind. Raises ConfigError."""
    if isinstance(known.default, bool):
        words = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
        if text.lower() not in words:
            raise ConfigError(f"{known.name} is true or false, not {text[:60]!r}.")
        return words[text.lower()]
    if isinstance(known.default, str):
        return text
    try:
        number = float(text) if isinstance(known.default, float) else int(text)
    except ValueError as error:
        kind = "a number" if isinstance(known.default, float) else "a whole number"
        raise ConfigError(f"{known.name} is {kind}, not {text[:60]!r}.") from error
    return number


def _printer(text: str) -> object:
    try:
        return parse(text).printer
    except ConfigError:
        return None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a UTF-8 text file"
        raise ConfigError(f"The configuration {path} cannot be read: {reason}.") from error


def _keep(path: Path, write: Callable[[Path], None]) -> Path:
    """Move the previous versions on by one, and write the first. Raises OSError."""
    for number in range(KEPT - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    first = path.with_name(f"{path.name}.1")
    write(first)
    return first
