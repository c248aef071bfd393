"""`kiosk recordings`: what staff recorded, and how long it stays. May import typer, kiosk.app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, Yes, local, say, size, table, tell_json

if TYPE_CHECKING:
    from kiosk.app.recording_files import RecordingFile

Name = Annotated[str, typer.Argument(metavar="NAME", help="As it stands in the list.")]


def recordings() -> typer.Typer:
    """`list`, `show` and `delete`."""
    group = typer.Typer(
        help="Depth recordings that staff made: look, delete.", no_args_is_help=True
    )
    group.command("list")(list_)
    group.command("show")(show)
    group.command("delete")(delete)
    return group


def list_(context: typer.Context, as_json: Json = False) -> None:
    """List the recordings in the kiosk's own folder, the newest first.

    Exit status: 0 listed, also where there is none; 2 the folder cannot be read.
    """
    from kiosk.app.places import recordings_folder
    from kiosk.app.recording_files import recordings as found

    config, _ = chosen(context)
    there = found(config)
    if as_json:
        tell_json([_tree(one) for one in there])
    elif not there:
        say(f"There is none in {recordings_folder(config)}.")
    else:
        rows = [(one.name, local(one.made_utc), size(one.size_bytes), _left(one)) for one in there]
        typer.echo("\n".join(table(("name", "made", "size", "is deleted"), rows)))


def show(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Tell what is in a recording.

    Exit status: 0 told; 2 there is none of that name, or it is damaged.
    """
    from kiosk.app.recording_files import look_into

    config, _ = chosen(context)
    found = look_into(config, name)
    if as_json:
        tell_json({
            **_tree(found.file), "depth_frames": found.depth_frames,
            "accel_samples": found.accel_samples,
        })  # fmt: skip
        return
    gravity = "with" if found.accel_samples else "without"
    typer.echo(f"file     {found.file.path}")
    typer.echo(f"made     {local(found.file.made_utc)}, is deleted {_left(found.file)}")
    typer.echo(f"holds    {found.depth_frames} depth frames, {gravity} gravity")
    typer.echo(f"size     {size(found.file.size_bytes)}")
    typer.echo(f"measure  kiosk analyze {found.file.path}")


def delete(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="As in the list.")],
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Delete recordings.

    Exit status: 0 deleted; 1 you said no; 2 there is none of that name, or it cannot be deleted.
    """
    from kiosk.app.recording_files import delete_recording, recording

    config, _ = chosen(context)
    found = [recording(config, name) for name in names]
    if not yes and not typer.confirm(f"Delete {', '.join(one.name for one in found)}?"):
        raise typer.Exit(1)
    for one in found:
        delete_recording(one)
    if as_json:
        tell_json({"deleted": [one.name for one in found]})
    else:
        say(f"Deleted: {', '.join(one.name for one in found)}.")


def _left(one: RecordingFile) -> str:
    if one.days_left <= 0:
        return "next night"
    return f"in {one.days_left:.0f} days" if one.days_left >= 1.5 else "tomorrow"


def _tree(one: RecordingFile) -> dict[str, Any]:
    return {
        "name": one.name,
        "file": str(one.path),
        "made_utc": one.made_utc,
        "size_bytes": one.size_bytes,
        "days_left": one.days_left,
    }
