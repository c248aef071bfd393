"""The installer, below a folder in a system's place: what it says, writes, leaves and refuses.

What it does to a real system is tried in one (scripts/install-pi in a Debian 13 root); here is what
needs no root and nothing from a network.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk import __version__
from tests.helps import GOLDEN

HERE = Path(__file__).parent.parent
INSTALL = HERE / "scripts" / "install-pi"
IMAGE = HERE / "scripts" / "build-image"
PARTS = sorted((HERE / "scripts" / "install").glob("*.sh"))
KINDS = {".service", ".timer"}
SAYS = GOLDEN / "install-dry-run.txt"
BEGIN, END = "# >>> knee-kiosk", "# <<< knee-kiosk <<<"
CONFIG = """# For more options and information see
# http://rptl.io/configtxt
dtparam=audio=on
camera_auto_detect=1

[cm5]
dtoverlay=dwc2,dr_mode=host

[all]
enable_uart=1
"""
CMDLINE = (
    "console=serial0,115200 console=tty1 root=PARTUUID=5d9c-02 rootfstype=ext4 fsck.repair=yes "
    "rootwait loglevel=7\n"
)
FSTAB = (
    "proc            /proc           proc    defaults          0       0\n"
    "PARTUUID=5d9c-01  /boot/firmware  vfat    defaults          0       2\n"
    "PARTUUID=5d9c-02  /               ext4    defaults,noatime  0       1\n"
)


def packages(arch: str = "arm64", libc: str = "2.41-12") -> str:
    return (
        f"Package: libc6\nStatus: install ok installed\nArchitecture: {arch}\n"
        f"Version: {libc}\nMaintainer: none\nDescription: none\n\n"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A Raspberry Pi's files, as far as they are looked at."""
    folder = tmp_path / "root"
    for path, text in {
        "etc/os-release": 'PRETTY_NAME="Debian 13"\nID=debian\nVERSION_CODENAME=trixie\n',
        "etc/passwd": "root:x:0:0:root:/root:/bin/bash\n",
        "etc/group": "root:x:0:\n",
        "etc/fstab": FSTAB,
        "var/lib/dpkg/status": packages(),
        "boot/firmware/config.txt": CONFIG,
        "boot/firmware/cmdline.txt": CMDLINE,
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "opt").mkdir()
    return folder


def install(root: Path, *words: str, status: int = 0) -> str:
    done = subprocess.run(
        [INSTALL, "--root", str(root), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def contents(root: Path) -> dict[str, str]:
    """Every file and link, with what is in it."""
    return {
        str(path.relative_to(root)): (
            f"-> {path.readlink()}"
            if path.is_symlink()
            else hashlib.sha256(path.read_bytes()).hexdigest()
        )
        for path in sorted(root.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


needs_dpkg = pytest.mark.skipif(
    shutil.which("dpkg-query") is None, reason="what is installed is asked of dpkg"
)


@needs_dpkg
def test_a_dry_run_says_every_change_and_makes_none(root: Path) -> None:
    before = contents(root)
    whole = install(root, "--dry-run").replace(__version__, "VERSION")
    assert contents(root) == before
    units = {path.name for path in (HERE / "systemd").iterdir() if path.suffix in KINDS}
    assert set(re.findall(r"would write /etc/systemd/system/(kiosk[\w.-]*)", whole)) == units
    started = set(re.findall(r"would start (\S+) with the system", whole))
    assert {"kiosk.service", "kiosk-screen.service", "kiosk-nightly.timer"} <= started <= units
    assert {"cage", "xwayland", "polkitd", "fonts-inter"} <= set(
        re.findall(r"would install (.*)", whole)[0].split()
    )
    whole = re.sub(r"would install .* .*", "would install PACKAGES", whole, count=1)
    # Which units there are is theirs to say.
    said = re.sub(
        r"    would \w+ \S*kiosk[\w-]*\.(service|timer).*\n|^\d+ changes.*\n",
        "",
        whole,
        flags=re.MULTILINE,
    )
    if os.environ.get("KIOSK_ACCEPT"):
        SAYS.write_text(said, encoding="utf-8")
    assert said == SAYS.read_text(encoding="utf-8"), "KIOSK_ACCEPT=1 accepts it"


@needs_dpkg
def test_options_change_what_would_be_done(root: Path) -> None:
    said = install(root, "--dry-run", "--without-screen", "--usbguard", "--readonly-root")
    assert "cage" not in said
    assert "kiosk-screen" not in said
    assert "kiosk.service.d/without-screen.conf" in said
    assert re.search(r"would install .* usbguard overlayroot e2fsprogs busybox", said)
    assert "would refuse other USB devices" in said
    assert "var-lib-knee\\x2dkiosk.mount" in said or shutil.which("systemd-escape") is None
    assert "modprobe.d" not in install(root, "--dry-run", "--usb-storage")


@needs_dpkg
def test_a_second_run_changes_nothing(root: Path) -> None:
    first = install(root, "--only", "boot,console")
    assert "change /boot/firmware/config.txt" in first
    done = contents(root)
    again = install(root, "--only", "boot,console")
    assert again.endswith("Nothing was changed: all is as it should be.\n")
    assert contents(root) == done
    assert done["etc/systemd/system/getty@.service"] == "-> /dev/null"
    assert done["etc/systemd/system/ctrl-alt-del.target"] == "-> /dev/null"
    assert not [name for name in done if "part" in name]


@needs_dpkg
def test_what_is_not_ours_in_the_boot_files_stays(root: Path) -> None:
    firmware = root / "boot" / "firmware"
    install(root, "--only", "boot")
    config = (firmware / "config.txt").read_text(encoding="utf-8")
    assert config.startswith(CONFIG)
    assert (config.count(BEGIN), config.count(END)) == (1, 1)
    assert "\n[all]\n" in config[config.index(BEGIN) :]
    assert "usb_max_current_enable" not in config
    line = (firmware / "cmdline.txt").read_text(encoding="utf-8")
    assert line.count("\n") == 1
    words = line.split()
    assert words[:6] == CMDLINE.split()[:6]
    assert words.count("loglevel=3") == 1
    assert "loglevel=7" not in words
    assert {"quiet", "panic=10"} <= set(words)
    assert words.count("cgroup_enable=memory") == 1
    assert words.count("initcall_blacklist=usb_storage_driver_init,uas_init") == 1
    assert (firmware / "config.txt.before-knee-kiosk").read_text(encoding="utf-8") == CONFIG


@needs_dpkg
def test_a_broken_firmware_partition_ends_no_start(root: Path) -> None:
    """It would end in emergency mode: a prompt on the public screen, and no SSH."""
    table = root / "etc" / "fstab"
    ours = FSTAB.replace(
        "vfat    defaults ", "vfat    defaults,nofail,x-systemd.before=local-fs.target "
    )
    assert "would change /etc/fstab" in install(root, "--only", "boot", "--dry-run")
    assert table.read_text(encoding="utf-8") == FSTAB
    install(root, "--only", "boot")
    assert table.read_text(encoding="utf-8") == ours
    assert "Nothing was changed" in install(root, "--only", "boot")
    assert table.read_text(encoding="utf-8") == ours


@needs_dpkg
@pytest.mark.parametrize(
    "line",
    [
        "/dev/sda1\t/boot/firmware\tvfat\tro,nofail\t0 2",
        "#PARTUUID=5d9c-01 /boot/firmware vfat defaults 0 2",
        "PARTUUID=5d9c-01 /boot vfat defaults 0 2",
        "PARTUUID=5d9c-01 /boot/firmware vfat",
    ],
)
def test_other_lines_of_the_table_of_file_systems_stay(root: Path, line: str) -> None:
    table = root / "etc" / "fstab"
    table.write_text(f"{line}\n", encoding="utf-8")
    install(root, "--only", "boot")
    assert table.read_text(encoding="utf-8") == f"{line}\n"


@needs_dpkg
def test_our_block_follows_the_options_and_what_the_owner_wrote_after_it_stays(root: Path) -> None:
    config = root / "boot" / "firmware" / "config.txt"
    install(root, "--only", "boot")
    config.write_text(config.read_text(encoding="utf-8") + "arm_freq=2000\n", encoding="utf-8")
    install(root, "--only", "boot", "--supply-5a")
    text = config.read_text(encoding="utf-8")
    assert (text.count(BEGIN), text.count("dtparam=watchdog=on")) == (1, 1)
    assert "usb_max_current_enable=1" in text
    assert text.index("arm_freq=2000") < text.index(BEGIN)
    install(root, "--only", "boot")
    assert "usb_max_current_enable" not in config.read_text(encoding="utf-8")


@needs_dpkg
def test_a_block_whose_end_is_gone_loses_no_line(root: Path) -> None:
    config = root / "boot" / "firmware" / "config.txt"
    install(root, "--only", "boot")
    text = config.read_text(encoding="utf-8").replace(END + "\n", "")
    config.write_text(text + "arm_freq=2000\n", encoding="utf-8")
    install(root, "--only", "boot")
    text = config.read_text(encoding="utf-8")
    assert "arm_freq=2000" in text
    assert (text.count(BEGIN), text.count(END)) == (1, 1)
    before = text
    install(root, "--only", "boot")
    assert config.read_text(encoding="utf-8") == before


@needs_dpkg
def test_usb_storage_comes_back_where_it_is_asked_for(root: Path) -> None:
    locks = ("etc/modprobe.d/60-knee-kiosk.conf", "etc/udev/rules.d/70-knee-kiosk-no-storage.rules")
    install(root, "--only", "console")
    line = root / "boot" / "firmware" / "cmdline.txt"
    line.write_text("cgroup_enable=cpuset initcall_blacklist=other_init " + line.read_text())
    assert all((root / one).exists() for one in locks)
    install(root, "--only", "boot")
    assert "usb_storage" in line.read_text(encoding="utf-8")
    install(root, "--only", "boot,console", "--usb-storage")
    assert not any((root / one).exists() for one in locks)
    words = line.read_text(encoding="utf-8").split()
    assert not [word for word in words if "usb_storage" in word]
    assert {"cgroup_enable=cpuset", "cgroup_enable=memory", "initcall_blacklist=other_init"} <= {
        *words
    }


@needs_dpkg
@pytest.mark.skipif(shutil.which("systemd-escape") is None, reason="systemd names its units")
def test_no_start_waits_for_ever_on_the_disk_of_what_is_kept(root: Path) -> None:
    """A partition that is gone or broken must not end in a prompt on the public screen."""
    said = install(root, "--only", "readonly", "--readonly-root")
    units = root / "etc" / "systemd" / "system"
    mounts = sorted(units.glob("*.mount"))
    assert len(mounts) == said.count("keep /") + 1 == 10
    assert not [path for path in mounts if "RequiredBy" in path.read_text(encoding="utf-8")]
    wanted = {path.name for path in (units / "local-fs.target.wants").iterdir()}
    assert wanted == {path.name for path in mounts} - {r"var-lib-kiosk\x2dstate.mount"}
    assert r"var-lib-systemd.mount" not in wanted  # systemd-logind would wait for it
    state = (units / r"var-lib-kiosk\x2dstate.mount").read_text(encoding="utf-8")
    assert "Requires=kiosk-state-check.service\nAfter=kiosk-state-check.service\n" in state
    check = (units / "kiosk-state-check.service").read_text(encoding="utf-8")
    assert r"Requires=dev-disk-by\x2dlabel-kiosk\x2dstate.device" in check
    limit = units / r"dev-disk-by\x2dlabel-kiosk\x2dstate.device.d" / "knee-kiosk.conf"
    assert "JobRunningTimeoutSec=45s" in limit.read_text(encoding="utf-8")
    assert "Nothing was changed" in install(root, "--only", "readonly", "--readonly-root")


@pytest.mark.parametrize(
    "unit", sorted(path.name for path in (HERE / "systemd").glob("kiosk*.service"))
)
def test_what_keeps_something_wants_its_disk_and_the_safe_page_does_not(unit: str) -> None:
    text = (HERE / "systemd" / unit).read_text(encoding="utf-8")
    bare = unit in {"kiosk-safe.service", "kiosk-screen.service"}
    found = re.search(r"^RequiresMountsFor=(.*)$", text, re.MULTILINE)
    assert (found is None) == bare
    if found:
        state = "kiosk-printing" if unit == "kiosk-printing.service" else "knee-kiosk"
        assert found[1].split() == ["/etc/knee-kiosk", "/opt/knee-kiosk", f"/var/lib/{state}"]


@needs_dpkg
def test_usb_devices_are_allowed_by_the_kiosk_and_root_alone(root: Path) -> None:
    """The package brings rules of where it was installed, and lets a group of the kiosk's allow."""
    folder = root / "etc" / "usbguard"
    (folder / "IPCAccessControl.d").mkdir(parents=True)
    (folder / "IPCAccessControl.d" / ":plugdev").write_text("Devices=modify\n", encoding="utf-8")
    (folder / "rules.conf").write_text("allow id 0627:0001\n", encoding="utf-8")
    daemon = folder / "usbguard-daemon.conf"
    daemon.write_text("IPCAllowedGroups=root plugdev\n", encoding="utf-8")
    said = install(root, "--dry-run", "--only", "usbguard", "--usbguard")
    for what in (
        "allow the USB devices that are plugged in now",
        "write /etc/usbguard/rules.d/60-knee-kiosk.conf",
        "let root alone allow USB devices", "remove /etc/usbguard/IPCAccessControl.d/:plugdev",
    ):  # fmt: skip
        assert f"would {what}" in said
    said = install(root, "--only", "usbguard", "--usbguard")
    assert "run install-pi --usbguard on the kiosk" in said
    assert "Nothing was changed" in said


def test_no_usb_device_is_allowed_by_one_of_its_interfaces_alone() -> None:
    """A camera, printer or hub that is a keyboard as well is a keyboard."""
    lines = (HERE / "systemd" / "usbguard.rules").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert all(re.search(r"with-interface (match-all|equals) \{[^}]+\}$", one) for one in rules)
    assert not [one for one in rules if re.search(r" 03:(01|\*)|\{ \*", one)]


@needs_dpkg
@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("etc/os-release", "ID=debian\nVERSION_CODENAME=bookworm\n", "Raspberry Pi OS Trixie"),
        ("etc/os-release", "ID=ubuntu\nVERSION_CODENAME=trixie\n", "Raspberry Pi OS Trixie"),
        ("var/lib/dpkg/status", packages(arch="armhf"), "64-bit"),
        ("var/lib/dpkg/status", packages(libc="2.36-9+deb12u13"), "2.38 or newer"),
        ("var/lib/dpkg/status", "", "unknown kind"),
    ],
)
def test_a_machine_that_it_cannot_run_on_is_refused_with_what_to_do(
    root: Path, file: str, text: str, told: str
) -> None:
    (root / file).write_text(text, encoding="utf-8")
    before = contents(root)
    said = install(root, status=2)
    assert told in said
    assert "card" in said
    assert contents(root) == before


@needs_dpkg
def test_a_full_card_is_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """df stands in for a full disk, which a test cannot have."""
    df = tmp_path / "df"
    df.write_text("#!/bin/sh\necho Avail\necho 900\n", encoding="utf-8")
    df.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert "900 MB are free" in install(root, "--dry-run", status=2)


@pytest.mark.parametrize(
    "words", [["--dance"], ["--only", "dance"], ["--from", "/nowhere"], ["--python"]]
)
def test_a_wrong_word_is_refused(root: Path, words: list[str]) -> None:
    before = contents(root)
    assert install(root, *words, status=2).startswith("install-pi: ")
    assert contents(root) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_who_is_not_root_is_told_of_sudo() -> None:
    nobody = 65534
    done = subprocess.run(
        [shutil.which("bash") or "bash", INSTALL],
        user=nobody, group=nobody, extra_groups=[], capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "Permission denied" in done.stderr:
        pytest.skip("the checkout is in a folder that others may not enter")
    assert done.returncode == 2
    assert "sudo scripts/install-pi" in done.stderr


def test_help_tells_every_option() -> None:
    asked = subprocess.run([INSTALL, "--help"], capture_output=True, text=True, check=True).stdout
    taken = re.findall(r"^    (--[a-z0-9-]+)\)", INSTALL.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(taken) >= 7
    assert [one for one in taken if one not in asked] == []
    assert max(len(line) for line in asked.splitlines()) <= 100


def test_every_step_is_there() -> None:
    steps = subprocess.run([INSTALL, "--steps"], capture_output=True, text=True, check=True).stdout
    text = "\n".join(part.read_text(encoding="utf-8") for part in PARTS)
    assert [one for one in steps.split() if f"\nstep_{one}() {{" not in text] == []
    assert steps.split()[0] == "check"
    assert steps.split()[-1] == "doctor"


def test_every_file_that_it_installs_is_there() -> None:
    text = "\n".join(part.read_text(encoding="utf-8") for part in PARTS)
    named = set(re.findall(r"\$from/((?:systemd|scripts|requirements)/[\w./-]+\w)", text))
    assert len(named) >= 15
    assert [one for one in sorted(named) if not (HERE / one).exists()] == []


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed here")
def test_shellcheck_finds_nothing() -> None:
    scripts = [INSTALL, IMAGE, *PARTS, *sorted((HERE / "scripts" / "image").rglob("*.sh"))]
    done = subprocess.run(
        ["shellcheck", "-x", *scripts], cwd=HERE, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_an_image_is_not_begun_that_cannot_be_made(tmp_path: Path) -> None:
    key = tmp_path / "id.pub"
    key.write_text("ssh-ed25519 AAAAC3Nz owner\n", encoding="utf-8")
    old = tmp_path / "old"
    old.mkdir()
    (old / "build.sh").write_text("RELEASE=bookworm\n", encoding="utf-8")
    (old / "build.sh").chmod(0o755)
    for words, told in (
        ([], "--key"),
        (["--key", str(tmp_path / "none")], "no public SSH key"),
        (["--key", str(key), "--user", "a b"], "no name of an account"),
        (["--key", str(key), "--pi-gen", str(tmp_path)], "git clone"),
        (["--key", str(key), "--pi-gen", str(old)], "does not make Trixie"),
    ):
        done = subprocess.run([IMAGE, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert told in done.stderr


@pytest.mark.parametrize(("runs", "stays"), [("1", True), (".1", False), ("", False)])
def test_a_newer_release_stays_and_a_build_of_this_one_is_replaced(
    root: Path, runs: str, stays: bool
) -> None:
    releases = root / "opt/knee-kiosk/releases"
    folder = releases / f"{__version__}{runs}"
    folder.mkdir(parents=True)
    (folder / "complete").touch()
    (releases.parent / "current").symlink_to(f"releases/{folder.name}")
    said = install(root, "--dry-run")
    assert (f"the newer release {folder.name} stays" in said) is stays
    assert (f"would use the release {__version__}" in said) is not stays
