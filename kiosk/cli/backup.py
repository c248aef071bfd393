"""`kiosk backup` and `kiosk restore`. May import typer and kiosk.app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, Yes, say, tell_json
from kiosk.core.control import Request


def backup(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE.db", help="A new file, or a folder; else the folder of backups."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a backup: visits, key and settings.

    Beside FILE.db stand FILE.db.json (what is in it, and its checksum), FILE.key (signs the codes
    on slips: show it to nobody) and FILE.toml. In the folder of backups ([store] backups) visits
    are erased with those in the kiosk; a copy elsewhere you erase yourself.

    Exit status: 0 made; 2 not made, and why.
    """
    from kiosk.app.asking import House, absolute

    target = "" if file is None else str(absolute(file))
    reply, _ = House(*chosen(context)).do(Request("backup", path=target))
    if as_json:
        tell_json({"file": reply.path, "visits": reply.count, "text": reply.text})
    else:
        say(reply.text)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.db", help="A backup, with its .json.")],
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Take its key, too; this kiosk's own is kept beside.")
    ] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Put a backup in the place of the visits that are here.

    Those are set aside, not deleted. What was erased since the backup was made stays erased.

    Exit status: 0 done; 1 you said no; 2 not done, and why.
    """
    from kiosk.app.asking import House, absolute

    if not yes and not typer.confirm(f"Put {file} in the place of the visits that are here?"):
        raise typer.Exit(1)
    request = Request("restore", path=str(absolute(file)), on=with_key)
    reply, _ = House(*chosen(context)).do(request)
    if as_json:
        tell_json({"aside": reply.path, "text": reply.text})
    else:
        say(reply.text)
