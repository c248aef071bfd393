"""The layer rules of ARCHITECTURE.md, on the real tree and on small wrong ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.layers import modules, violations

ROOT = Path(__file__).parent.parent


def test_the_tree_keeps_the_rules() -> None:
    assert modules(ROOT, "kiosk"), "no module was looked at"
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("kiosk/core/a.py", "import cv2", "core may not import cv2"),
        (
            "kiosk/core/a.py",
            "def f():\n    import scipy.signal",
            "nothing in kiosk/ may import scipy",
        ),
        ("kiosk/core/a.py", "from kiosk.adapters import b", "core may not import kiosk.adapters"),
        ("kiosk/core/a.py", "import logging", "core is pure and may not use logging"),
        ("kiosk/core/a.py", "open('x')", "core is pure and may not open()"),
        ("kiosk/core/a.py", "from . import b", "imports relatively"),
        ("kiosk/core/a.py", "from kiosk import ports", "core may not import kiosk.ports"),
        ("kiosk/visit/a.py", "from time import monotonic", "visit is pure and may not use time"),
        ("kiosk/adapters/a.py", "import cv2, pygame", "one third-party package, not cv2, pygame"),
        ("kiosk/adapters/a.py", "import kiosk.cli.b", "adapters may not import kiosk.cli"),
        ("kiosk/app.py", "from kiosk.cli import b", "app may not import kiosk.cli"),
        ("kiosk/app.py", "import torch", "nothing in kiosk/ may import torch"),
        ("kiosk/core/a.py", "import models.training.b", "core may not import models"),
        ("kiosk/cli/a.py", "import kiosk.adapters.b", "cli may not import kiosk.adapters"),
        ("kiosk/new/a.py", "import kiosk.core.b", "no rule"),
        ("models/training/a.py", "import kiosk.adapters.b", "models may not import kiosk.adapters"),
        ("kiosk/core/b.py", "import kiosk.core.b", "in a circle"),
        ("kiosk/app.py", "run()", "a bare call at import time"),
        ("kiosk/app.py", "def f():\n    global x", "a global variable"),
    ],
)
def test_a_broken_rule_is_told(tmp_path: Path, file: str, text: str, told: str) -> None:
    for name in (
        "kiosk/ports.py",
        "kiosk/core/b.py",
        "kiosk/adapters/b.py",
        "kiosk/cli/b.py",
        file,
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("import numpy\n")
    (tmp_path / file).write_text(text)
    assert any(told in line for line in violations(tmp_path))


def run_python(code: str, folder: Path) -> str:
    """What a fresh interpreter prints; it fails when anything is written to stderr."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYGAME_HIDE_SUPPORT_PROMPT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_importing_has_no_side_effect(tmp_path: Path) -> None:
    names = sorted(modules(ROOT, "kiosk"))
    code = f"""
import importlib, os, sys, threading
import cv2, numpy, onnxruntime, pygame, pyrealsense2, rich, typer
before = dict(os.environ)
told = []
def hook(event, args):
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        told.append((event, args[0]))
    elif event in ("os.mkdir", "os.rename", "os.remove", "subprocess.Popen", "socket.connect"):
        told.append((event, args))
sys.addaudithook(hook)
for name in {names!r}:
    importlib.import_module(name)
assert not told, told
assert dict(os.environ) == before
assert threading.active_count() == 1
"""
    assert run_python(code, tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_heavy_packages_stay_out(tmp_path: Path) -> None:
    """open3d, torch and scipy do not load with the program (0.4 to 1.4 s, 50 to 200 MB each); nor
    does what installs releases, which the process that always runs has no need of."""
    names = sorted(modules(ROOT, "kiosk"))
    code = f"""
import importlib, sys
for name in {names!r}:
    importlib.import_module(name)
print(sorted({{"open3d", "torch", "scipy", "anny", "tuf", "securesystemslib"}} & set(sys.modules)))
"""
    assert run_python(code, tmp_path).strip() == "[]"


def test_the_command_line_starts_without_numbers_or_database(tmp_path: Path) -> None:
    """`kiosk --help` waits for neither: numpy and SQLAlchemy take a tenth of a second each."""
    code = """
import sys
import typer.main
import kiosk.cli.main
list(typer.main.get_command(kiosk.cli.main.build()).commands.values())
print(sorted({"numpy", "sqlalchemy", "alembic", "rich.console"} & set(sys.modules)))
"""
    assert run_python(code, tmp_path).strip() == "[]"


def test_a_command_is_loaded_when_it_is_asked_for(tmp_path: Path) -> None:
    """Thirty commands and their signatures are a tenth of a second; one call needs one of them."""
    code = """
import sys
import typer.main
import kiosk.cli.main
commands = typer.main.get_command(kiosk.cli.main.build()).commands
assert "results" in commands and len(list(commands)) > 30
print(sorted({"kiosk.cli.results", "kiosk.cli.analyze"} & set(sys.modules)))
commands["results"]
print(sorted({"kiosk.cli.results", "kiosk.cli.analyze"} & set(sys.modules)))
"""
    assert run_python(code, tmp_path).split() == ["[]", "['kiosk.cli.results']"]


def test_looking_at_visits_loads_no_numbers(tmp_path: Path) -> None:
    """`kiosk results list` and `show` in half a second, of a million visits."""
    code = """
import sys
import kiosk.app.kept_reading, kiosk.adapters.store.selecting, kiosk.adapters.store.access
import kiosk.cli.results
print(sorted({"numpy", "alembic", "rich.console"} & set(sys.modules)))
"""
    assert run_python(code, tmp_path).strip() == "[]"
