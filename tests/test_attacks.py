"""Changed inputs: a sample of what `scripts/prove fuzz` throws at parsers and at the sensing
process (docs/attacks.md), and what it found before.
"""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import pytest

from kiosk.adapters.cups_commands import read_server
from kiosk.adapters.sense_codec import LENGTH, Decoder
from kiosk.adapters.store import manifest
from kiosk.config import parse
from kiosk.core import strictjson
from kiosk.core.figures import figures
from kiosk.core.mountcheck import Mounted
from kiosk.errors import CameraError, ConfigError, InputError, PrinterError, StoreError
from tests.support.bad_inputs import tried
from tests.support.fuzz import fuzz
from tests.support.parsers import targets

SAMPLE = int(os.environ.get("KIOSK_EXAMPLES", "40"))
TARGETS = targets()
DEEP = "[" * 100_000


@pytest.mark.parametrize("name", TARGETS)
def test_only_our_own_errors_come_out_of_a_parser(name: str) -> None:
    target = TARGETS[name]
    target.read(target.seeds[0])  # is read: else only refusals would be tried
    assert fuzz(name, target, 11, SAMPLE).faults == []


def test_a_changed_recording_or_model_ends_no_kiosk() -> None:
    for kind, count in (("recordings", 4), ("models", 2)):
        found = tried(kind, 5, count)
        assert found.total() == count
        assert [what for what in found if what.startswith("fault")] == []


class Evil:
    """What a sensing process says that somebody took over."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch way-out",)


@pytest.mark.parametrize(
    "body",
    [
        pickle.dumps(Evil()),
        pickle.dumps(Path),
        b"ckiosk.core.strictjson\njson.loads\n(Vx\ntR.",
        b"ckiosk.adapters.sense_codec\nglobals\n(tR.",
        b"cbuiltins\neval\n(V1\ntR.",
        pickle.dumps({"no": "sense"}),
    ],
)
def test_the_sensing_process_cannot_have_the_kiosk_run_anything(
    body: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CameraError):
        Decoder().feed(LENGTH.pack(len(body)) + body)
    assert list(tmp_path.iterdir()) == []


def test_a_message_without_an_end_is_not_waited_for() -> None:
    with pytest.raises(CameraError):
        Decoder().feed(LENGTH.pack(2**32 - 1))


def test_nesting_without_end_is_refused_as_damage(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nested"):
        parse(f"a = {DEEP}")
    with pytest.raises(InputError):
        figures(DEEP)
    backup = tmp_path / "a.db"
    backup.write_bytes(b"")
    manifest.manifest_path(backup).write_text(DEEP)
    assert not manifest.is_backup(backup)
    with pytest.raises(StoreError):
        manifest.read(backup)


@pytest.mark.parametrize(("digits", "why"), [(400, "400 digits"), (5000, "far too long")])
def test_a_setting_of_very_many_digits_is_a_mistake_with_its_line(digits: int, why: str) -> None:
    for key in ("ahead_m", "no_such_key"):
        with pytest.raises(ConfigError, match=r"kiosk\.toml:3: ") as told:
            parse(f"\n[mark]\n{key} = {'9' * digits}\n", "kiosk.toml")
        assert key == "no_such_key" or why in str(told.value)


def test_numbers_beyond_all_floats_are_refused() -> None:
    huge = json.dumps({"utc": "", "mount": "", "height_m": 10**400, "tilt_deg": 0, "roll_deg": 0,
                       "lens": None, "serial": ""})  # fmt: skip
    with pytest.raises(InputError, match="too large"):
        strictjson.read(Mounted, json.loads(huge))
    text = json.dumps({"sides": {"left": {"knee_flexion_peak_deg": {"value": 10**400}}}})
    assert figures(text).left.flexion_deg is None
    with pytest.raises(PrinterError):
        read_server("localhost:" + "9" * 5000)
