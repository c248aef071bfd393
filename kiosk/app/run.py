"""`kiosk run` put together: sensing process, screen, store, printer, sounds, and the loop.

May import all below. The window opens before anything else that takes time.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kiosk import __version__
from kiosk.app.codes import Codes, slip_keys
from kiosk.app.fresh_starts import fresh_start
from kiosk.app.hearing import hold_house, staff_desk
from kiosk.app.machine_notes import machine_notes
from kiosk.app.places import prompts_folder
from kiosk.app.printing import printer_of
from kiosk.app.recordings import check_recording, installed, silence_pygame
from kiosk.app.sensing import Source
from kiosk.config import Config, key_names
from kiosk.errors import ConfigError, InputError

if TYPE_CHECKING:
    from kiosk.adapters.host_clock import HostClock
    from kiosk.adapters.screen.display import PygameDisplay
    from kiosk.core.slip_kinds import Picture
    from kiosk.live.desk import Desk, Press
    from kiosk.live.loop import Loop, Setup
    from kiosk.ports import Buttons, Sounds
    from kiosk.visit.effects import Keeps

FADED_IN_S = 0.4


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What `kiosk run` was asked. size: of the window; None takes the configured or the screen's
    own. visits: end after so many, 0 never. shots: a folder for a PNG of every state entered.
    stats: a file for the loop's figures. once: end when the recording is over. config_path: of the
    configuration's file."""

    source: Source
    config: Config
    windowed: bool = False
    size: tuple[int, int] | None = None
    visits: int = 0
    shots: Path | None = None
    stats: Path | None = None
    once: bool = False
    started_s: float | None = None
    config_path: Path | None = None


def run_kiosk(request: RunRequest) -> None:
    """Run until it is told to end. Raises DisplayError, ConfigError, RecordingError; and
    CameraStuckError where its service has to start it anew."""
    if request.source.path is not None:
        check_recording(request.source.path)
    from kiosk.adapters.unix_socket import tell_manager

    silence_pygame()
    _stay_small()
    with ExitStack() as stack:
        heard = hold_house(stack, log)
        loop = _build(request, stack, heard=heard)
        # A service is told to end by this signal: close everything as for the keyboard's.
        signal.signal(signal.SIGTERM, lambda *_: loop.end())
        try:
            loop.run()
        except KeyboardInterrupt:
            log("told to end")
        finally:
            tell_manager("STOPPING=1")
            if request.stats is not None:
                request.stats.write_text(json.dumps(loop.stats.document(), indent=2) + "\n")


def _stay_small() -> None:
    """Before numpy is loaded: this process has one core's worth of arithmetic, and lives long."""
    from kiosk.adapters.glibc_memory import keep_small

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    keep_small()


def _since_start(started_s: float | None) -> float | None:
    return None if started_s is None else round(time.monotonic() - started_s, 3)


def _build(request: RunRequest, stack: ExitStack, *, heard: bool) -> Loop:
    """Everything in the order in which it takes effect; closed in reverse."""
    config, source = request.config, request.source
    size = _window(request)
    first_picture_s = _since_start(request.started_s)
    with installed():
        from kiosk.adapters.sensing_process import SensingProcess
        from kiosk.app.sensing import sense
    # It loads camera and network in its own process while this one loads the rest.
    camera = source.kind == "realsense"
    senses = SensingProcess(sense, (source, config), camera=camera)
    stack.enter_context(closing(senses))
    display = stack.enter_context(closing(_display(request, size)))
    with installed():
        from kiosk.adapters.host_clock import HostClock
        from kiosk.adapters.unix_socket import tell_manager
        from kiosk.live.alive import Alive
        from kiosk.live.loop import Loop, Parts
    speed = 1.0 if camera else source.speed
    clock = HostClock(speed)
    codes = _codes(config, clock)
    desk = stack.enter_context(closing(_desk(config, clock, codes)))
    staff = staff_desk(
        config, request.config_path, source.kind, desk, clock, stack, log, heard=heard,
        renew=senses.renew,
    )  # fmt: skip
    parts = Parts(
        senses=senses,
        display=display,
        sounds=stack.enter_context(closing(_sounds(config))),
        buttons=stack.enter_context(closing(_buttons(config))),
        desk=desk,
        clock=clock,
        translate=_catalogues(),
        code_fault=codes.fault,
        real_s=time.monotonic,
        sleep=time.sleep,
        log=log,
        shots=None if request.shots is None else _shots(display, request.shots),
        staff=staff,
        alive=Alive(tell_manager, time.monotonic),
        machine=machine_notes,
        fresh_start=fresh_start if camera else None,
    )
    loop = Loop(parts, _setup(request))
    loop.stats.first_picture_s = first_picture_s
    return loop


def log(text: str) -> None:
    """One line for the journal; nothing about a person is ever in it."""
    sys.stderr.write(f"kiosk: {text}\n")
    sys.stderr.flush()


def _window(request: RunRequest) -> tuple[int, int] | None:
    """Open the window with its first picture, before anything that takes longer to load."""
    with installed():
        from kiosk.adapters.screen.window import open_window
    asked, size = request.config.display, request.size
    if size is None and asked.width_px and asked.height_px:
        size = (asked.width_px, asked.height_px)
    open_window(size, windowed=request.windowed)
    return size


def _display(request: RunRequest, size: tuple[int, int] | None) -> PygameDisplay:
    """The display on the open window. Raises DisplayError."""
    with installed():
        from kiosk.adapters.screen.display import PygameDisplay
    buttons = request.config.buttons
    named = (("yes", buttons.yes), ("no", buttons.no), ("stop", buttons.stop))
    keys = {key: meaning for meaning, text in named for key in key_names(text)}
    return PygameDisplay(
        size,
        windowed=request.windowed,
        keys={"l": "language", **keys},
        staff_keys=key_names(request.config.staff.keys),
    )


def _sounds(config: Config) -> Sounds:
    """Tones and prompts, or silence."""
    from kiosk.live.silent import SilentSounds

    if not (config.display.sounds or config.display.speech):
        return SilentSounds()
    with installed():
        from kiosk.adapters.pygame_sounds import open_sounds
    prompts = prompts_folder() if config.display.speech else None
    found = open_sounds(tones=config.display.sounds, prompts=prompts)
    if found is None:
        log("no sound device: the kiosk stays silent")
    return found or SilentSounds()


def _buttons(config: Config) -> Buttons:
    """GPIO buttons, where pins are configured."""
    from kiosk.live.silent import NoButtons

    pins = {
        pin: meaning
        for meaning, pin in (
            ("yes", config.buttons.gpio_yes),
            ("no", config.buttons.gpio_no),
            ("stop", config.buttons.gpio_stop),
        )
        if pin
    }
    if not pins:
        return NoButtons()
    with installed():
        from kiosk.adapters.gpio_buttons import GpioButtons
    return GpioButtons(pins)


def _desk(config: Config, clock: HostClock, codes: Codes) -> Desk:
    with installed():
        from kiosk.adapters.bands_file import load_bands
        from kiosk.app.kept import archive_of, store_of
        from kiosk.live.desk import Desk, Tools
    store = store_of(config, take_back=True)
    tools = Tools(
        store=store,
        archive=archive_of(config),
        printer=printer_of(config, store.notices.append),
        clock=clock,
        press=_press(config, clock, store.notices.append),
        bands=load_bands(),
        codes=codes,
        random=os.urandom,
        version=__version__,
        config_sha256=sha256(repr(config).encode()).hexdigest(),
        keep_days=config.store.keep_days,
        notices=store.notices,
    )
    return Desk(tools)


def _press(config: Config, clock: HostClock, tell: Callable[[str], None]) -> Press:
    with installed():
        from kiosk.adapters import qr_segno
        from kiosk.core.dates import date_and_time
        from kiosk.live.press import SlipPress
    translate = _catalogues()

    def today(language: str) -> str:
        return date_and_time(clock.local(), translate(language))

    def modules(text: str) -> tuple[tuple[bool, ...], ...]:
        return tuple(tuple(bool(dark) for dark in row) for row in qr_segno.modules(text))

    logo = _logo(config, tell)
    return SlipPress(config.gym.name, __version__, translate, today, modules, logo)


def _logo(config: Config, tell: Callable[[str], None]) -> Callable[[], Picture | None]:
    """The gym's sign, read with the first slip. One that cannot be read costs no slip."""

    @cache
    def logo() -> Picture | None:
        if not config.gym.logo:
            return None
        from kiosk.adapters.logo import load_logo

        try:
            return load_logo(Path(config.gym.logo))
        except InputError as error:
            tell(f"Slips have no sign of the gym: {error}")
            return None

    return logo


def _catalogues() -> Callable[[str], Callable[[str], str]]:
    from kiosk.adapters.catalogue import catalogue

    return cache(catalogue)


def _codes(config: Config, clock: HostClock) -> Codes:
    spread_mm = config.repeatability.spread_mm
    return Codes(slip_keys(config), spread_mm, clock.local_date, _catalogues())


def _shots(display: PygameDisplay, folder: Path) -> Callable[[str], bool]:
    """Keeps a numbered PNG of every state, once it is what is shown; whether it was. For tests and
    support: it holds the loop up."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"--shots {folder} cannot be made: {error.strerror}.") from error
    return _Shots(display, folder).shoot


class _Shots:
    """Numbered PNGs of the states, each once it has faded in."""

    def __init__(self, display: PygameDisplay, folder: Path) -> None:
        self._display, self._folder = display, folder
        self._taken = 0
        self._there: tuple[str, float] = ("", 0.0)

    def shoot(self, name: str) -> bool:
        """Keep what is shown, if it is this screen and was for long enough; whether it was."""
        showing = self._display.showing
        if showing is None or showing.name != name:
            return False
        if self._there[0] != name:
            self._there = (name, time.monotonic())
        if time.monotonic() - self._there[1] < FADED_IN_S:
            return False
        self._taken += 1
        self._display.screenshot(self._folder / f"{self._taken:03d}-{name}.png")
        return True


def _setup(request: RunRequest) -> Setup:
    with installed():
        from kiosk.adapters.catalogue import languages
        from kiosk.core.bodynow import Mark
        from kiosk.live.loop import Setup
        from kiosk.visit.states import Plan
    config = request.config
    offered = [code for code in config.display.languages.replace(" ", "").split(",") if code]
    first = config.display.language
    names = dict(languages())
    order = tuple(dict.fromkeys((first, *offered)))
    sets = config.sets
    return Setup(
        plan=Plan(sets.practice, sets.uncued, sets.cued, sets.heels),
        languages=order,
        offer=cast("Keeps", config.consent.offer),
        keep_days=config.store.keep_days,
        language_names=tuple((code, names.get(code, code)) for code in order),
        mark=Mark(ahead_m=config.mark.ahead_m, right_m=config.mark.right_m),
        badge=config.staff.badge,
        visits=request.visits,
        reduced_motion=config.display.reduced_motion,
        once=request.once,
        replayed=request.source.kind != "realsense",
    )
