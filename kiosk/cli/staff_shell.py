"""`kiosk staff-shell`, which sshd gives to staff. May import typer and kiosk.app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def staff_shell(
    program: Annotated[Path, typer.Option("--program", help="The command that is run.")] = Path(
        "/usr/local/bin/kiosk"
    ),
    folder: Annotated[Path, typer.Option("--folder", help="Where staff's files go.")] = Path(
        "/var/lib/knee-kiosk-staff"
    ),
) -> None:
    """The kiosk's commands for whoever logs in by SSH, and nothing else.

    Exit status: that of the command; 2 it is not among staff's.
    """
    from kiosk.app.staff_shell import staff_shell as run

    raise typer.Exit(run(program, folder))
