"""Changed recordings and models through the real sensing process: the kiosk's side never ends, and
tells of each what came of it.

    python -m tests.support.bad_inputs SEED RECORDINGS MODELS

RECORDINGS go through the camera's SDK, MODELS through the network's runtime, many to a process; a
process that one of them ends or holds up is replaced, as in the kiosk. Ends with 1 where a file
raised what is no error of ours, or was told nothing of and ended no process.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from kiosk.adapters.sensing_process import Limits, SensingProcess
from kiosk.core.ladder import Ladder, Rules
from kiosk.core.senses import CameraFault, SourceEnded
from tests.support.bad_inputs_child import read_all
from tests.support.mutating import mutated
from tests.support.short_recordings import recording

BATCH = 50
PATIENCE_S = 900.0
LIMITS = Limits(starting_s=60.0, silent_s=60.0, dead_s=20.0)
AT_ONCE = Rules(died_s=(0.0,))
MODEL = Path(__file__).parents[2] / "models" / "pose.onnx"
Make = Callable[[Path, bytes, Random], None]


def through(folder: Path) -> Counter[str]:
    """What came of every file in it, by what was told; 'ended a process' where nothing was."""
    told: dict[str, str] = {}
    files = sorted(one.stem for one in folder.iterdir() if one.suffix in (".db3", ".onnx"))
    until_s = time.monotonic() + PATIENCE_S
    process = SensingProcess(read_all, (folder,), limits=LIMITS, ladder=Ladder(AT_ONCE))
    over = False
    try:
        while not over and time.monotonic() < until_s:
            for sense in process.poll():
                over |= isinstance(sense, SourceEnded)
                if isinstance(sense, CameraFault) and sense.text.partition(" ")[0] in files:
                    name, _, what = sense.text.partition(" ")
                    told[name] = what
            time.sleep(0.01)
    finally:
        process.close()
    assert over, f"not all was read: {sorted(set(files) - set(told))[:5]}"
    return Counter(told.get(name, "ended a process") for name in files)


def bytes_changed(path: Path, data: bytes, chance: Random) -> None:
    """Bits, pieces and the end."""
    path.write_bytes(mutated(data, (data,), chance))


def rows_changed(path: Path, data: bytes, chance: Random) -> None:
    """A whole database whose rows are not as the SDK wrote them."""
    path.write_bytes(data)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for _ in range(1 + (chance.random() < 0.3)):
            table = chance.choice(("messages", "messages", "messages", "topics"))
            columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
            rows = [row[0] for row in file.execute(f"SELECT rowid FROM {table}")]
            if not rows:
                continue
            row, column = chance.choice(rows), chance.choice(columns)
            what = chance.random()
            if what < 0.1:
                file.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
                continue
            (old,) = file.execute(
                f"SELECT {column} FROM {table} WHERE rowid = ?", (row,)
            ).fetchone()
            new = _other(old, chance)
            try:
                file.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, row))
            except sqlite3.Error:
                continue


def _other(old: object, chance: Random) -> object:
    if isinstance(old, bytes) and chance.random() < 0.9:
        return mutated(old, (old,), chance)
    if isinstance(old, str) and chance.random() < 0.9:
        return mutated(old.encode(), (b"/device_0/sensor_0",), chance).decode("utf-8", "replace")
    return chance.choice((0, -1, 1, 2**31, 2**62, -(2**62), None, "", b"", "x" * 5000, 0.5))


def model_changed(path: Path, data: bytes, chance: Random) -> None:
    """With a manifest that names it, so that it is loaded and not refused unread."""
    changed = mutated(data, (data,), chance)
    path.write_bytes(changed)
    manifest = path.parent / "manifest.json"
    known = json.loads(manifest.read_text()) if manifest.exists() else {}
    known[path.name] = {"sha256": hashlib.sha256(changed).hexdigest()}
    manifest.write_text(json.dumps(known))


def tried(kind: str, seed: int, count: int) -> Counter[str]:
    """So many changed files of a kind ('recordings' or 'models')."""
    data = recording(0, 12).read_bytes() if kind == "recordings" else MODEL.read_bytes()
    suffix = ".db3" if kind == "recordings" else ".onnx"
    found: Counter[str] = Counter()
    for first in range(0, count, BATCH):
        folder = Path(tempfile.mkdtemp(prefix="kiosk-bad-"))
        for number in range(first, min(first + BATCH, count)):
            chance = Random(f"{seed}/{kind}/{number}")
            make: Make = model_changed
            if kind == "recordings":
                make = rows_changed if chance.random() < 0.6 else bytes_changed
            make(folder / f"{number:06}{suffix}", data, chance)
        found += through(folder)
        if not any(what.startswith("fault") for what in found):
            shutil.rmtree(folder)
        _tell(f"{kind}: {found.total()} of {count}: {dict(found.most_common(6))}")
    return found


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(seed: int, recordings: int, models: int) -> int:
    bad = 0
    for kind, count in (("recordings", recordings), ("models", models)):
        found = tried(kind, seed, count)
        for what, many in found.most_common():
            _tell(f"{kind:12}{many:8}  {what}")
            bad += what.startswith("fault")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:4])))
