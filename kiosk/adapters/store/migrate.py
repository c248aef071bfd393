"""Brings a file of an earlier format to today's. Alembic only, and loaded only where one is.

All revisions run in the caller's transaction: a power cut leaves the file as it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOLDER: Final = Path(__file__).with_name("migrations")


def newest() -> str:
    """The last revision in the folder."""
    found = ScriptDirectory(str(FOLDER)).get_current_head()
    return found or ""


def upgrade(connection: Connection, revision: str | None) -> None:
    """From this revision (None before all) to the newest. `knows` tells whether it can."""
    scripts = ScriptDirectory(str(FOLDER))
    context = MigrationContext.configure(connection)
    steps = list(scripts.iterate_revisions("head", revision or "base"))
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
            context.stamp(scripts, step.revision)


def knows(revision: str) -> bool:
    """Whether this revision is one of the folder's."""
    return revision in {one.revision for one in ScriptDirectory(str(FOLDER)).walk_revisions()}
