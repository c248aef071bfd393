"""What a clone must and must not contain; and that drawings and locks are those of the code."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("runtime", "dev", "view", "train")
MAX_FILE_BYTES = 8_000_000
"""The model and the stored demo are the largest things; nothing else comes near."""
TEXT = {"", ".cfg", ".css", ".ini", ".json", ".md", ".py", ".service", ".sh", ".svg", ".toml"} | {
    ".txt",
    ".lock",
    ".yaml",
    ".yml",
    ".c",
    ".h",
}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: nothing says which files belong to the repository")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    assert paths
    return [path for path in paths if path.is_file()]


def test_no_file_is_large() -> None:
    large = {str(p.relative_to(ROOT)): p.stat().st_size for p in tracked()}
    assert {name: size for name, size in large.items() if size > MAX_FILE_BYTES} == {}


def test_no_recording_or_foreign_data_slipped_in() -> None:
    kinds = {".db3", ".bag", ".npz", ".npy", ".ttf", ".otf", ".pt", ".pth"}
    allowed = {ROOT / "models", ROOT / "kiosk" / "data"}
    found = [p for p in tracked() if p.suffix in kinds and not allowed & set(p.parents)]
    assert found == []


def test_no_text_names_a_machine_or_a_registry() -> None:
    """Absolute paths of one machine, package hosts and credentials do not belong in a clone."""
    words = re.compile(
        r"/(?:home|root|Users)/\w"
        r"|(?<![\w./])/(?:opt(?!/knee-kiosk)|srv|mnt|src|w\w{3})/\w|/tmp/\w/"
        r"|files\.python"
        r"hosted|pypi\.org/simple|--index-url [a-z]|"
        # What a text shows in a credential's place, and tests make up, is none.
        r"://(?!USER:PASSWORD@|a:b@|a:hu|me:pw@|\{user\})[^\s/]*:[^\s/]*@"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path.suffix in TEXT and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if words.search(line)
    ]
    assert found == []


def pinned(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    assert pinned(lock)
    assert len(re.findall(r"^\S+==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(
        pinned(lock)
    )
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_pyproject_asks_for(lock: str) -> None:
    packaging = pytest.importorskip("packaging.requirements")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = list(project["dependencies"])
    asked += project["optional-dependencies"].get(lock, [])
    have = pinned(lock)
    for text in asked:
        requirement = packaging.Requirement(text)
        assert requirement.name in have, f"run scripts/lock: {text}"
        assert requirement.specifier.contains(have[requirement.name]), f"run scripts/lock: {text}"


def test_the_locks_agree() -> None:
    runtime = pinned("runtime")
    for lock in LOCKS[1:]:
        shared = {name: version for name, version in pinned(lock).items() if name in runtime}
        assert shared == runtime


def test_torch_and_open3d_come_only_when_asked_for() -> None:
    for lock in ("runtime", "dev"):
        assert not {"torch", "anny"} & set(pinned(lock))
    assert "open3d" not in pinned("runtime")
    assert "torch" in pinned("train")
    assert "open3d" in pinned("view")


def test_every_dependency_s_licence_is_told() -> None:
    told = (ROOT / "docs" / "licenses.md").read_text(encoding="utf-8").lower()
    names = set(pinned("runtime")) | set(pinned("dev")) | set(pinned("view")) | set(pinned("train"))
    assert [name for name in sorted(names) if f"| {name} |" not in told] == []


@pytest.mark.parametrize("drawing", ["draw-architecture", "draw-mounting", "draw-visit"])
def test_a_drawing_is_that_of_this_code(drawing: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / drawing), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_links_in_the_documents_lead_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)} -> {target}"
        for path in tracked()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert broken == []
