"""Commands that are loaded when they are asked for. May import typer and kiosk.cli.panels.

A command line of thirty commands is a tenth of a second of modules and signatures, of which one
call needs one. So the table of commands holds names, and this is the only place that loads them.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
import typer.main

from kiosk.cli.panels import ByPanel


@dataclass(frozen=True, slots=True)
class Entry:
    """A command, or a group of them. where: 'module:function' within kiosk.cli; the function is the
    command or, for a group, makes it. panel: '' where no help tells of it."""

    name: str
    panel: str
    where: str
    group: bool = False


class Entries(MutableMapping[str, Any]):
    """Commands by name, each made when it is first looked at; names alone load nothing."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = {one.name: one for one in entries}
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = _command(self._entries[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries or name in self._made

    def __iter__(self) -> Iterator[str]:
        return iter({**self._entries, **self._made})

    def __len__(self) -> int:
        return len({**self._entries, **self._made})

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        self._made.pop(name, None)
        del self._entries[name]


def lazily(entries: Sequence[Entry]) -> type[ByPanel]:
    """The class of a group that has these commands."""

    class Lazy(ByPanel):
        def __init__(self, *, commands: Any = None, **told: Any) -> None:  # noqa: ARG002
            super().__init__(**told)
            self.commands = Entries(entries)

        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
            return list(self.commands)

    return Lazy


def _command(entry: Entry) -> Any:
    module, _, function = entry.where.partition(":")
    found = getattr(import_module(f"kiosk.cli.{module}"), function)
    alone = typer.Typer(rich_markup_mode=None, add_completion=False)
    if entry.group:
        alone.add_typer(found(), name=entry.name, rich_help_panel=entry.panel)
    else:
        panel = {"rich_help_panel": entry.panel} if entry.panel else {"hidden": True}
        alone.command(entry.name, **panel)(found)
    return typer.main.get_group(alone).commands[entry.name]
