"""Small releases for tests: a program of a few files that is installed as the kiosk is, by the same
code; and a machine's folder of releases with one in it."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from kiosk.app.updating import Places
from kiosk.config import Config
from kiosk.config.tables import UpdateConfig
from scripts.release_making import release_of, with_manifest
from scripts.release_signing import Publisher, make_keys

ROOT = Path(__file__).parents[2]
JUDGE = ROOT / "systemd" / "update-judge"
MODEL = b"\x08\x08" + bytes(range(256)) * 8
PROGRAM = """
import sys
from hashlib import sha256
from pathlib import Path

VERSION = {version!r}

def main():
    words = sys.argv[1:]
    if "--version" in words:
        print("kiosk " + VERSION)
    elif "release-check" in words:
        {broken}
        model = (Path(__file__).parent / "models" / "pose.onnx").read_bytes()
        sys.exit(0 if sha256(model).hexdigest() == {model!r} else 4)
"""


def wheel(folder: Path, version: str, broken: str = "pass") -> Path:
    """As small as one can be: a module, a model, a catalogue."""
    text = PROGRAM.format(version=version, model=sha256(MODEL).hexdigest(), broken=broken)
    files = {
        "kiosk_small/__init__.py": text.encode(),
        "kiosk_small/models/pose.onnx": MODEL,
        "kiosk_small/locale/de.mo": version.encode() * 99,
    }
    info = f"knee_kiosk-{version}.dist-info"
    meta = f"Metadata-Version: 2.1\nName: knee-kiosk\nVersion: {version}\n"
    files[f"{info}/METADATA"] = meta.encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/entry_points.txt"] = b"[console_scripts]\nkiosk = kiosk_small:main\n"
    return _zipped(folder / f"knee_kiosk-{version}-py3-none-any.whl", info, files)


def dependency(folder: Path) -> Path:
    """What the lock names."""
    info = "smallpart-1.0.dist-info"
    meta = b"Metadata-Version: 2.1\nName: smallpart\nVersion: 1.0\n"
    files = {
        "smallpart.py": b"HERE = True\n",
        f"{info}/METADATA": meta,
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    return _zipped(folder / "smallpart-1.0-py3-none-any.whl", info, files)


def _zipped(path: Path, info: str, files: dict[str, bytes]) -> Path:
    def line(name: str, data: bytes) -> str:
        told = urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
        return f"{name},sha256={told},{len(data)}\n"

    record = "".join(line(*one) for one in files.items()) + f"{info}/RECORD,,\n"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in {**files, f"{info}/RECORD": record.encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    path.write_bytes(held.getvalue())
    return path


@dataclass(frozen=True, slots=True)
class Shop:
    """Whoever makes releases. folder: with `repository`, `keys` and what they are made of."""

    folder: Path

    @classmethod
    def opened(cls, folder: Path, now: datetime | None = None) -> Shop:
        shop = cls(folder)
        make_keys(folder / "keys", "")
        shop.publisher(now).begin()
        return shop

    @property
    def repository(self) -> Path:
        return self.folder / "repository"

    @property
    def root(self) -> Path:
        return self.repository / "metadata" / "1.root.json"

    def publisher(self, now: datetime | None = None) -> Publisher:
        return Publisher(self.repository, self.folder / "keys", "", now)

    def publish(self, version: str, broken: str = "pass", now: datetime | None = None) -> None:
        made = self.folder / f"made-{version}"
        made.mkdir()
        part = dependency(made)
        lock = made / "runtime.lock"
        lock.write_text(f"smallpart==1.0 --hash=sha256:{sha256(part.read_bytes()).hexdigest()}\n")
        release, files = release_of(
            version, wheel(made, version, broken), lock, [part],
            store="5", installed_bytes=100_000, now=now,
        )  # fmt: skip
        self.publisher(now).add(with_manifest(release, files, made))

    def config(self) -> Config:
        return Config(update=UpdateConfig(self.repository.as_uri(), str(self.root)))


def places(machine: Path) -> Places:
    """A machine's, below one folder; its mounts are told as on a disk of its own."""
    for folder in (machine / "opt", machine / "state"):
        folder.mkdir(parents=True, exist_ok=True)
    mounts = machine.with_name(f"{machine.name}-mounts")
    mounts.write_text("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n")
    return Places(
        root=machine / "opt",
        state=machine / "state",
        control=machine / "no.socket",
        mounts=mounts,
        judge=(sys.executable, "-I", "-B", str(JUDGE), "--no-units"),
        units=False,
    )


def judge(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """systemd/update-judge, as it is."""
    command = [sys.executable, "-I", "-B", str(JUDGE), "--no-units", "--root", str(root), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def adopt(root: Path, version: str) -> None:
    """The first release of a machine, installed as the installer does it."""
    folder = root / "releases" / version
    folder.mkdir(parents=True)
    made = root.parent / f"first-{version}"
    made.mkdir()
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), "install"]
    pip += ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*pip, str(wheel(made, version))], check=True)
    told = judge(root, "adopt", version)
    assert told.returncode == 0, told.stderr


def runs(root: Path) -> str:
    """The version that `current` starts as, whose model loads; '' where it does not."""
    kiosk = str(root / "current" / "venv" / "bin" / "kiosk")
    try:
        told = subprocess.run([kiosk, "--version"], capture_output=True, text=True, check=False)
        checked = subprocess.run([kiosk, "release-check"], capture_output=True, check=False)
    except OSError:
        return ""
    good = told.returncode == checked.returncode == 0
    return told.stdout.strip().removeprefix("kiosk ") if good else ""
