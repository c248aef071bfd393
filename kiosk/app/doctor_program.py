"""`kiosk doctor`: the program, its packages, its model, its settings. May import all below."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from kiosk import __version__
from kiosk.app.asking import House
from kiosk.app.import_check import MODEL
from kiosk.app.recordings import installed, model_path
from kiosk.core.checkup import Finding, fail, ok, warn
from kiosk.errors import ModelError

PYTHONS: Final = ((3, 11), (3, 14))
PATIENCE_S: Final = 120.0
"""A Raspberry Pi with a slow card loads everything in some 20 s."""
ELSEWHERE: Final = ("platform_machine", "python_version", "python_full_version")
"""Of a marker in the lock: the package may be meant for another machine."""
AGAIN: Final = "Install the program anew (scripts/setup-common)."
HINTS: Final = {
    "pyrealsense2": "It needs libusb-1.0-0 and libudev1, on a Raspberry Pi glibc 2.38 or newer.",
    "cv2": "It needs the system packages libgl1 and libglib2.0-0.",
    "onnxruntime": "It needs a 64-bit x86 or ARM processor.",
}


def settings(house: House, mistakes: str) -> Iterator[Finding]:
    """The configuration."""
    if mistakes:
        lines = mistakes.splitlines()
        more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        yield fail("settings", f"{lines[0]}{more}", "See all: kiosk config check.")
    elif house.config_path is None:
        yield ok("settings", "no file: every default holds")
    else:
        yield ok("settings", str(house.config_path))


def python(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001 - as all checks
    """Program and interpreter."""
    text = f"kiosk {__version__}, Python {platform.python_version()}, {platform.machine()}"
    if PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]:
        yield ok("program", text)
    else:
        yield fail("program", text, "It needs Python 3.11 to 3.13.")


def versions(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """Installed packages against the lock, where it is at hand."""
    text = _lock()
    if text is None:
        yield ok("packages", "no lock file beside the program: versions are not compared")
        return
    wrong, missing, count = [], [], 0
    for name, wanted, marker in locked(text):
        have = _installed(name)
        if have is None:
            if not any(word in marker for word in ELSEWHERE):
                missing.append(name)
            continue
        count += 1
        if have not in wanted:
            wrong.append(f"{name} {have} (locked: {' or '.join(sorted(wanted))})")
    if missing:
        yield fail("packages", f"not installed: {_some(missing)}", AGAIN)
    if wrong:
        yield warn("packages", f"other versions than tested: {_some(wrong)}", AGAIN)
    if not (missing or wrong):
        yield ok("packages", f"{count} installed as locked")


def _lock() -> str | None:
    """Of a checkout, or of a release, where it is beside the packages (scripts/install-pi)."""
    checkout = Path(__file__).parent.parent.parent / "requirements"
    for folder in (checkout, Path(sys.prefix).parent):
        with suppress(OSError):
            return (folder / "runtime.lock").read_text(encoding="utf-8")
    return None


def locked(text: str) -> list[tuple[str, frozenset[str], str]]:
    """Of a lock file: names, their versions (several for several machines), and markers."""
    found: dict[str, tuple[set[str], str]] = {}
    for name, number, marker in re.findall(
        r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;]+)\s*(?:;([^\\\n]*))?", text, re.MULTILINE
    ):
        numbers, before = found.get(name, (set(), ""))
        found[name] = ({*numbers, number}, f"{before} {marker}")
    return [(name, frozenset(numbers), marker) for name, (numbers, marker) in found.items()]


def loads(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """Every package and the model, loaded in a process of its own."""
    path = model_path(house.config)
    told, ended = _in_a_child(path)
    faults = {one["name"]: one["fault"] for one in told if "fault" in one and one["name"] != MODEL}
    begun = [one["name"] for one in told]
    if ended and begun:
        faults.setdefault(begun[-1], ended)
    for name, fault in faults.items():
        if name != MODEL:
            yield fail("loading", f"{name} does not load: {fault}", HINTS.get(name, AGAIN))
    if not begun:
        yield fail("loading", f"nothing could be loaded: {ended}", AGAIN)
    elif not faults:
        count = sum(1 for one in told if one.get("done") and one["name"] != MODEL)
        yield ok("loading", f"{count} packages load")
    yield _model(path, next((one for one in reversed(told) if one["name"] == MODEL), {}), ended)


def _model(path: Path, told: dict[str, Any], ended: str) -> Finding:
    todo = "Install the program anew, or correct [model] path."
    if not told.get("done"):
        fault = told.get("fault") or ended or "it was not loaded"
        return fail("model", str(fault), todo)
    text = f"{told['model']} {told['sha256'][:12]}"
    with installed():
        from kiosk.adapters.model_vouching import vouched
    try:
        tested = vouched(path, path.read_bytes())
    except (OSError, ModelError) as error:
        return fail("model", str(error), todo)
    if tested != told["sha256"]:
        return fail("model", f"{text} is not the file that was tested ({tested[:12]})", todo)
    return ok("model", f"{text}, as tested")


def _in_a_child(model: Path) -> tuple[list[dict[str, Any]], str]:
    """What it told, and how it ended where not well."""
    words = [sys.executable, "-m", "kiosk.app.import_check", str(model)]
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter
            words, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        return [], f"loading took longer than {PATIENCE_S:g} s"
    told = []
    for line in done.stdout.splitlines():
        try:
            one = json.loads(line)
        except ValueError:
            continue
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            told.append(one)
    if done.returncode < 0:
        return told, f"the process was ended by signal {-done.returncode}"
    last = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
    return told, last[0] if done.returncode else ""


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
