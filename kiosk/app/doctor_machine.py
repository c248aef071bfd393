"""`kiosk doctor`: camera, screen, sound, clock, disk. May import all below."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kiosk.app.asking import House, is_running
from kiosk.app.places import prompts_folder, state_folder
from kiosk.app.recordings import installed
from kiosk.core.checkup import Finding, fail, ok, warn
from kiosk.core.needs import HOT_C, LEAST_FREE_BYTES, THROTTLED
from kiosk.errors import InstallationError

SOUND_CARDS: Final = Path("/proc/asound/cards")
RULE: Final = "Install the camera's udev rule (scripts/install-pi), then unplug it and plug it in."


def camera(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001 - as all checks
    """On USB, as the kernel sees it."""
    with installed():
        from kiosk.adapters.usb_tree import cameras, has_rule
    found = cameras()
    if not found:
        yield fail(
            "camera", "no RealSense camera is on USB", "Plug one in; try its other cable and port."
        )
        return
    if len(found) > 1:
        yield fail("camera", f"{len(found)} RealSense cameras are on USB", "Leave only one.")
    for one in found:
        speed = f"{one.name}, USB {'3' if one.usb3 else '2'} ({one.speed_mbit:g} Mbit/s)"
        if not one.open:
            yield fail("camera", f"{speed}: this user may not open it", RULE)
        elif not one.usb3:
            yield fail("camera", speed, "Use a USB 3 port (blue) and the camera's own cable.")
        else:
            yield ok("camera", speed)
    if not has_rule():
        yield warn("udev rule", "none is about RealSense cameras", RULE)


def display(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """A screen to show on."""
    named = [name for name in ("DISPLAY", "WAYLAND_DISPLAY") if os.environ.get(name)]
    if is_running():
        yield ok("display", "the running kiosk has one")
    elif named:
        yield ok("display", ", ".join(f"{name}={os.environ[name]}" for name in named))
    else:
        yield warn(
            "display", "none in this session", "Over SSH that is usual: start it as a service."
        )


def fonts(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """The typeface of screen and slip."""
    with installed():
        from kiosk.adapters.typefaces import FAMILIES, find_typeface
    try:
        face = find_typeface()
    except InstallationError as error:
        yield warn("fonts", str(error), f"sudo apt-get install {FAMILIES[0].package}")
        return
    if face.name == FAMILIES[0].name:
        yield ok("fonts", face.name)
    else:
        todo = f"Better: sudo apt-get install {FAMILIES[0].package}"
        yield warn("fonts", f"{face.name} in place of {FAMILIES[0].name}", todo)


def sound(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """A device for tones, and the spoken prompts."""
    wanted = house.config.display
    if not (wanted.sounds or wanted.speech):
        yield ok("sound", "switched off")
        return
    try:
        cards = [one for one in SOUND_CARDS.read_text().splitlines() if "]:" in one]
    except OSError:
        cards = []
    if cards:
        yield ok("sound", cards[0].partition("]:")[2].strip() or "a device is there")
    else:
        yield warn("sound", "no sound device: it stays silent", "Or: display.sounds = false.")
    if wanted.speech:
        yield from _prompts(house)


def _prompts(house: House) -> Iterator[Finding]:
    from kiosk.app.prompts import MADE, digest
    from kiosk.visit.prompts import PROMPTS

    folder = prompts_folder()
    languages = [one.strip() for one in house.config.display.languages.split(",")]
    missing = [
        code
        for code in languages
        if any(not (folder / code / f"{state}.wav").exists() for state in PROMPTS)
    ]
    try:
        made = (folder / MADE).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        made = ""
    if missing:
        yield warn("prompts", f"not all are there in {', '.join(missing)}", "scripts/make-prompts")
    elif made != digest():
        todo = "Have them spoken anew: sudo scripts/install-pi, or scripts/make-prompts."
        yield warn("prompts", "of another version: not the screen's words", todo)
    else:
        yield ok("prompts", f"{len(PROMPTS)} in {', '.join(languages)}")


def clock(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """Whether it can be believed."""
    with installed():
        from kiosk.adapters.host_clock import HostClock
    if HostClock().synchronised():
        yield ok("clock", "synchronised")
    else:
        yield warn(
            "clock",
            "not synchronised: visits are kept longer than promised",
            "Connect the network (timedatectl), or have a clock chip fitted.",
        )


def health(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001
    """Disk, temperature, power."""
    with installed():
        from kiosk.adapters import machine
    room = machine.disk(state_folder())
    if room is not None:
        text = f"{room.free_bytes / 1e9:.1f} of {room.total_bytes / 1e9:.1f} GB are free"
        few = room.free_bytes < LEAST_FREE_BYTES
        todo = "Delete recordings (kiosk recordings list) or old backups."
        yield fail("disk", text, todo) if few else ok("disk", text)
    degrees = machine.temperature_c()
    if degrees is not None:
        hot = degrees >= HOT_C
        text = f"{degrees:.0f} °C"
        yield warn("heat", text, THROTTLED["too_hot"]) if hot else ok("heat", text)
    slow = machine.throttling()
    if slow is not None:
        for code in slow.now:
            yield fail("power", code.replace("_", " "), THROTTLED[code])
        for code in slow.before:
            if code not in slow.now:
                yield warn("power", f"{code.replace('_', ' ')} since the start", THROTTLED[code])
        if not (slow.now or slow.before):
            yield ok("power", "never throttled since the start")
