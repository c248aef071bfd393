"""The commands in `kiosk --help`, by who uses them. May import typer.

Plain text of 80 columns: it reads the same over a slow line, in a manual page and aloud.
"""

from __future__ import annotations

from typing import Any, Final

import typer
import typer.core

KIOSK: Final = "The kiosk itself"
STAFF: Final = "Staff, every day"
OWNER: Final = "The owner"
INSTALLER: Final = "Whoever installs it"
DEVELOPERS: Final = "Developers"
PANELS: Final = (KIOSK, STAFF, OWNER, INSTALLER, DEVELOPERS)
OTHERS: Final = "Other commands"


class ByPanel(typer.core.TyperGroup):
    """A group whose commands stand under the panels that they were given."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Panels in the order of PANELS, commands in that of their making."""
        panels: dict[str, list[tuple[str, Any]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                panel = getattr(command, "rich_help_panel", None)
                panels.setdefault(panel if isinstance(panel, str) else OTHERS, []).append(
                    (name, command)
                )
        width = max((len(name) for rows in panels.values() for name, _ in rows), default=0)
        limit = formatter.width - 4 - width
        for panel in (*PANELS, OTHERS, *(one for one in panels if one not in (*PANELS, OTHERS))):
            if rows := panels.get(panel):
                with formatter.section(panel):
                    formatter.write_dl(
                        [(f"{name:{width}}", one.get_short_help_str(limit)) for name, one in rows]
                    )
