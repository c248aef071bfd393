"""`kiosk doctor`: one line each, what to do, and a status for monitoring."""

from __future__ import annotations

import json
import os
import pwd
from pathlib import Path

import pytest

from kiosk.adapters.machine import Disk, Throttling
from kiosk.adapters.usb_tree import UsbCamera
from kiosk.app import doctor_house, doctor_program
from kiosk.app.asking import House
from kiosk.app.doctor_program import locked
from kiosk.app.prompts import MADE, digest
from kiosk.config import Config
from kiosk.visit.prompts import PROMPTS
from tests.support.command import Command

LOADED = [
    *({"name": name, **more} for name in ("numpy", "cv2") for more in ({}, {"done": True})),
    {"name": "the pose model"},
    {"name": "the pose model", "done": True, "model": "pose", "sha256": ""},
]  # fmt: skip
HOUSE = House(Config(), None)
CAMERA = UsbCamera("Intel RealSense D455", 5000.0, open=True)


def told(**model: object) -> list[dict[str, object]]:
    manifest = json.loads(Path("models/manifest.json").read_text())
    usual = {"sha256": manifest["pose.onnx"]["sha256"]}
    return [*LOADED[:-1], {**LOADED[-1], **usual, **model}]


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """On a machine that has everything."""
    monkeypatch.chdir(Path(__file__).parent.parent.parent)
    for name, value in {
        "kiosk.app.doctor_program._in_a_child": lambda model: (told(), ""),
        "kiosk.adapters.usb_tree.cameras": lambda: (CAMERA,),
        "kiosk.adapters.usb_tree.has_rule": lambda: True,
        "kiosk.adapters.host_clock.HostClock.synchronised": lambda self: True,
        "kiosk.adapters.machine.temperature_c": lambda: 54.0,
        "kiosk.adapters.machine.throttling": Throttling,
        "kiosk.adapters.machine.disk": lambda folder: Disk(str(folder), 12 * 10**9, 30 * 10**9),
        "kiosk.app.doctor_machine.is_running": lambda: True,
    }.items():
        monkeypatch.setattr(name, value)
    cards = tmp_path / "cards"
    cards.write_text(" 0 [Headphones     ]: bcm2835 - bcm2835 Headphones\n")
    monkeypatch.setattr("kiosk.app.doctor_machine.SOUND_CARDS", cards)
    kiosk = Command(tmp_path / "state", monkeypatch, capsys)
    config = tmp_path / "k.toml"
    config.write_text(f'[printer]\nuri = "file:{tmp_path}/slips"\n')
    monkeypatch.setenv("KIOSK_CONFIG", str(config))
    assert kiosk("key", "make").status == 0
    return kiosk


def verdicts(kiosk: Command) -> dict[str, str]:
    return {one["name"]: one["verdict"] for one in kiosk("doctor", "--json").json["findings"]}


def test_where_all_is_there_only_the_kiosk_does_not_run(kiosk: Command) -> None:
    said = kiosk("doctor")
    assert said.status == 1
    assert verdicts(kiosk).pop("running") == "warn"
    others = {name for name, verdict in verdicts(kiosk).items() if verdict != "ok"}
    assert others <= {"running", "fonts"}
    assert "as tested" in said.out
    assert "Intel RealSense D455, USB 3 (5000 Mbit/s)" in said.out
    assert said.out.splitlines()[-1].endswith(("1 warning, 0 failures.", "2 warnings, 0 failures."))
    quiet = kiosk("doctor", "--quiet")
    assert "camera" not in quiet.out
    assert "→ kiosk service start" in quiet.out


@pytest.mark.parametrize(
    ("name", "value", "finding", "verdict", "words"),
    [
        ("kiosk.adapters.usb_tree.cameras", lambda: (), "camera", "fail", "no RealSense"),
        ("kiosk.adapters.usb_tree.cameras", lambda: (CAMERA, CAMERA), "camera", "fail", "only one"),
        ("kiosk.adapters.usb_tree.cameras", lambda: (UsbCamera("D455", 480.0, open=True),),
         "camera", "fail", "USB 2"),
        ("kiosk.adapters.usb_tree.cameras", lambda: (UsbCamera("D455", 5000.0, open=False),),
         "camera", "fail", "udev rule"),
        ("kiosk.adapters.usb_tree.has_rule", lambda: False, "udev rule", "warn", "none"),
        ("kiosk.adapters.host_clock.HostClock.synchronised", lambda self: False, "clock", "warn",
         "not synchronised"),
        ("kiosk.adapters.machine.disk", lambda folder: Disk("/", 10**6, 10**10), "disk", "fail",
         "0.0 of 10.0 GB"),
        ("kiosk.adapters.machine.temperature_c", lambda: 85.0, "heat", "warn", "85 °C"),
        ("kiosk.adapters.machine.throttling", lambda: Throttling(("undervoltage",), ()), "power",
         "fail", "power supply"),
        ("kiosk.adapters.machine.throttling", lambda: Throttling((), ("throttled",)), "power",
         "warn", "since the start"),
        ("kiosk.app.doctor_machine.SOUND_CARDS", Path("/nowhere"), "sound", "warn", "silent"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_what_to_do(
    kiosk: Command,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: object,
    finding: str,
    verdict: str,
    words: str,
) -> None:
    monkeypatch.setattr(name, value)
    said = kiosk("doctor", "--json")
    wrong = [
        one for one in said.json["findings"] if one["name"] == finding and one["verdict"] == verdict
    ]
    assert wrong
    assert any(words in one["text"] + one["todo"] for one in wrong)
    assert all(one["todo"] for one in wrong)
    assert said.status == {"warn": 1, "fail": 2}[verdict]


@pytest.mark.parametrize(
    ("found", "ended", "finding", "words"),
    [
        ([{"name": "numpy"}, {"name": "numpy", "fault": "no such library"}], "", "loading",
         "numpy does not load: no such library"),
        ([{"name": "pyrealsense2"}], "the process was ended by signal 11", "loading",
         "pyrealsense2 does not load: the process was ended by signal 11"),
        ([], "loading took longer than 120 s", "loading", "nothing could be loaded"),
        ([*LOADED[:-1], {"name": "the pose model", "fault": "another contract"}], "", "model",
         "another contract"),
        ([*LOADED[:-1], {**LOADED[-1], "sha256": "ff" * 32}], "", "model",
         "not the file that was tested"),
    ],
)  # fmt: skip
def test_what_does_not_load_is_named(
    kiosk: Command,
    monkeypatch: pytest.MonkeyPatch,
    found: list[dict[str, object]],
    ended: str,
    finding: str,
    words: str,
) -> None:
    monkeypatch.setattr(doctor_program, "_in_a_child", lambda model: (found, ended))
    said = kiosk("doctor", "--json")
    assert said.status == 2
    texts = [one["text"] for one in said.json["findings"] if one["name"] == finding]
    assert any(words in text for text in texts), texts


def test_a_wrong_configuration_is_one_line_of_it(kiosk: Command, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text("[displai]\n[sets]\nuncued = 1\n")
    said = kiosk("--config", tmp_path / "wrong.toml", "doctor")
    assert said.status == 2
    assert "settings  FAIL" in said.out
    assert "and 1 more" in " ".join(said.out.split())
    assert "kiosk config check" in said.out


def test_staff_need_not_write_where_the_kiosk_s_user_does(
    kiosk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = pwd.struct_passwd(("kiosk", "x", os.geteuid(), 0, "", "/", "/bin/false"))
    monkeypatch.setattr("kiosk.app.doctor_house._other_user", lambda: user)
    monkeypatch.setattr("os.access", lambda *_, **__: False)
    monkeypatch.setattr("kiosk.app.doctor_house.key_path", Closed)
    found = [*doctor_house.folders(HOUSE, ""), *doctor_house.key(HOUSE, "")]
    assert [one.verdict for one in found] == ["ok", "ok"]
    assert found[0].text == f"{kiosk.state} may be written to by kiosk, whose it is"
    assert found[1].text == "only kiosk may look at it, as it should be"


class Closed:
    """A path in a folder that is closed to who asks."""

    def __init__(self, _: object) -> None:
        self.parent = Path.cwd()

    def exists(self) -> bool:
        raise PermissionError


def test_folders_that_are_closed_and_a_damaged_key_are_told(
    kiosk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kiosk.state / "keys" / "code.key").write_text("damaged")
    monkeypatch.setattr("kiosk.app.doctor_house._writable", lambda folder, user: False)
    found = verdicts(kiosk)
    assert (found["folders"], found["key"]) == ("fail", "fail")


def test_the_real_child_loads_everything_and_the_model() -> None:
    from kiosk.app.recordings import model_path
    from kiosk.config import Config

    told, ended = doctor_program._in_a_child(model_path(Config()))
    assert ended == ""
    assert told[-1]["name"] == "the pose model"
    assert told[-1]["done"]
    assert not [one for one in told if "fault" in one]


def test_a_lock_is_read_with_its_markers() -> None:
    text = (
        "# comment\n"
        "numpy==2.4.1 ; python_version < '3.12' \\\n    --hash=sha256:aa\n"
        "numpy==2.5.0 ; python_version >= '3.12' \\\n    --hash=sha256:bb\n"
        "psycopg[binary]==3.2.1 \\\n    --hash=sha256:cc\n"
    )
    found = {name: (numbers, marker) for name, numbers, marker in locked(text)}
    assert found["numpy"][0] == {"2.4.1", "2.5.0"}
    assert "python_version" in found["numpy"][1]
    assert found["psycopg"][0] == {"3.2.1"}


def test_an_installed_kiosk_is_looked_at_as_an_appliance(
    kiosk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "services" not in verdicts(kiosk)  # a developer's machine is none
    dogs = tmp_path / "dogs" / "watchdog0"
    dogs.mkdir(parents=True)
    (dogs / "state").write_text("active\n")
    for name, value in {
        "kiosk.app.doctor_appliance.UNIT": Path(__file__),
        "kiosk.app.doctor_appliance.WATCHDOGS": dogs.parent,
        "kiosk.app.doctor_appliance.CGROUPS": tmp_path,
        "kiosk.app.doctor_appliance.JOURNAL": Path(__file__),
        "kiosk.adapters.systemd.not_enabled": lambda units: [],
    }.items():
        monkeypatch.setattr(name, value)
    controllers = tmp_path / "cgroup.controllers"
    controllers.write_text("cpuset cpu io memory pids\n")
    names = ("services", "watchdog", "journal", "memory")
    found = verdicts(kiosk)
    assert [found[name] for name in names] == ["ok"] * 4
    controllers.write_text("cpuset cpu io pids\n")  # a Raspberry Pi as it comes
    (dogs / "state").write_text("inactive\n")
    monkeypatch.setattr("kiosk.adapters.systemd.not_enabled", lambda units: ["kiosk-backup.timer"])
    monkeypatch.setattr("kiosk.app.doctor_appliance.JOURNAL", tmp_path / "none")
    found = verdicts(kiosk)
    assert [found[name] for name in names] == ["warn"] * 4
    assert "enable --now kiosk-backup.timer" in kiosk("doctor").out


def test_prompts_of_another_version_are_told(kiosk: Command, tmp_path: Path) -> None:
    config = tmp_path / "k.toml"
    config.write_text(config.read_text() + '[display]\nlanguages = "en"\nspeech = true\n')
    assert verdicts(kiosk)["prompts"] == "warn"  # there are none
    folder = tmp_path / "state" / "prompts"
    (folder / "en").mkdir(parents=True)
    for state in PROMPTS:
        (folder / "en" / f"{state}.wav").touch()
    assert "of another version" in kiosk("doctor").out
    (folder / MADE).write_text(digest() + "\n")
    assert verdicts(kiosk)["prompts"] == "ok"


def test_a_kiosk_whose_disk_of_kept_things_is_gone_is_told(
    kiosk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "kiosk.app.doctor_appliance.UNIT": Path(__file__),
        "kiosk.app.doctor_appliance.STATE": Path("/"),
        "kiosk.adapters.systemd.not_enabled": lambda units: [],
    }.items():
        monkeypatch.setattr(name, value)
    assert "kept" not in verdicts(kiosk)  # it was not installed that way
    monkeypatch.setattr("kiosk.app.doctor_appliance.KEPT", Path(__file__))
    mounts = tmp_path / "mounts"
    monkeypatch.setattr("kiosk.app.doctor_appliance.MOUNTS", mounts)
    mounts.write_text("/dev/vda1 / ext4 rw 0 0\n")
    assert verdicts(kiosk)["kept"] == "warn"
    mounts.write_text(
        "rootfs / rootfs rw 0 0\noverlayroot / overlay rw 0 0\nproc /proc proc rw 0 0\n"
    )
    assert verdicts(kiosk)["kept"] == "ok"
    monkeypatch.setattr("kiosk.app.doctor_appliance.STATE", tmp_path)
    assert verdicts(kiosk)["kept"] == "fail"
    assert "sudo e2fsck -y" in kiosk("doctor").out
