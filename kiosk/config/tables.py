"""Every table of the configuration, with what holds when nothing is set. kiosk.config only.

Each key's range stands beside its default; docs/configuration.md says what each means.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.config.kinds import (
    LANGUAGES,
    PAPERS,
    flag,
    keys,
    languages,
    number,
    printer,
    publics,
    text,
    word,
)


@dataclass(frozen=True, slots=True)
class GymConfig:
    """What stands at the top of the result and of the slip; logo: a picture's file, for the slip
    alone."""

    name: str = text("", most=60)
    logo: str = text("", most=500)


@dataclass(frozen=True, slots=True)
class CameraConfig:
    """The live camera's depth stream."""

    width_px: int = number(848, 320, 1280)
    height_px: int = number(480, 240, 800)
    fps: int = number(30, 15, 90)


@dataclass(frozen=True, slots=True)
class MountConfig:
    """How the camera hangs; auto finds out from its IMU, the floor or the person."""

    orientation: str = word("auto", "auto", "portrait", "landscape")


@dataclass(frozen=True, slots=True)
class ZoneConfig:
    """Where a member is looked for: level distances from the camera, and to each side of it."""

    near_m: float = number(1.0, 0.3, 6.0)
    far_m: float = number(3.5, 0.5, 8.0)
    right_m: float = number(0.0, -3.0, 3.0)
    half_width_m: float = number(0.75, 0.2, 3.0)


@dataclass(frozen=True, slots=True)
class MarkConfig:
    """Where the footprints are on the floor: level distance, and to the camera's right."""

    ahead_m: float = number(1.65, 0.5, 6.0)
    right_m: float = number(0.0, -3.0, 3.0)


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The pose model; an empty path takes the one that comes with the program."""

    path: str = text("", most=500)


@dataclass(frozen=True, slots=True)
class SetsConfig:
    """How many squats of each kind a visit asks for; heels: with the heels raised."""

    practice: int = number(2, 0, 10)
    uncued: int = number(5, 3, 20)
    cued: int = number(3, 0, 20)
    heels: int = number(0, 0, 10)


@dataclass(frozen=True, slots=True)
class DisplayConfig:
    """The screen, its sounds and its languages; a size of 0 is the screen's own."""

    orientation: str = word("auto", "auto", "portrait", "landscape")
    width_px: int = number(0, 0, 7680)
    height_px: int = number(0, 0, 7680)
    language: str = word("en", *LANGUAGES)
    languages: str = languages("en,de,es,fr", most=5)
    reduced_motion: bool = flag(default=False)
    sounds: bool = flag(default=True)
    speech: bool = flag(default=False)


@dataclass(frozen=True, slots=True)
class PrinterConfig:
    """The slip printer (empty: nothing is printed), its paper, and the roll's length (0: not
    counted) with what is left of it when staff is told."""

    uri: str = printer("file:out/slips")
    paper: str = word("80mm", *PAPERS)
    roll_m: float = number(30.0, 0.0, 500.0)
    low_at_m: float = number(2.0, 0.0, 50.0)


@dataclass(frozen=True, slots=True)
class CodeConfig:
    """The code on the slip: the file of the key that signs it (empty: keys/code.key in the kiosk's
    own state folder), and the public keys of kiosks whose slips are read here too."""

    path: str = text("", most=500)
    also_trust: str = publics("", most=20000)


@dataclass(frozen=True, slots=True)
class ConsentConfig:
    """What members are asked whether it may be kept beside their result."""

    offer: str = word("joints", "joints", "curves", "nothing")


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """Where visits and their backups are kept, and for how long; an empty path is in the kiosk's
    own state folder. stay_days: of what is noted of everybody, measured or not. thin_backups:
    whether old ones go (kiosk.adapters.store)."""

    path: str = text("", most=500)
    keep_days: int = number(90, 1, 3650)
    stay_days: int = number(400, 1, 3650)
    backups: str = text("", most=500)
    thin_backups: bool = flag(default=True)


@dataclass(frozen=True, slots=True)
class FleetConfig:
    """Whether and as which kiosk visits are copied to the database of many kiosks, where that is
    written (a file; or else KIOSK_FLEET_URI), how many at a time, and whether with their curves."""

    on: bool = flag(default=False)
    kiosk: str = text("", most=63)
    uri_file: str = text("", most=500)
    batch: int = number(200, 1, 5000)
    curves: bool = flag(default=False)


@dataclass(frozen=True, slots=True)
class DeliveryConfig:
    """What the owner is sent, by mail (empty mail_to: none) and to a program of theirs (empty
    webhook_url: none). smtp_port: 0 is the usual one. alert_after_min: how long the kiosk must
    have been down, or without paper."""

    monthly: bool = flag(default=True)
    alerts: bool = flag(default=True)
    alert_after_min: int = number(15, 1, 1440)
    mail_to: str = text("", most=500)
    mail_from: str = text("", most=254)
    smtp_host: str = text("", most=253)
    smtp_port: int = number(0, 0, 65535)
    smtp_security: str = word("starttls", "starttls", "tls", "none")
    smtp_user: str = text("", most=254)
    smtp_password_file: str = text("", most=500)
    webhook_url: str = text("", most=1000)
    webhook_secret_file: str = text("", most=500)


@dataclass(frozen=True, slots=True)
class UpdateConfig:
    """Where releases are published (empty: no updates), and the file that says whose signatures
    are believed (empty: update-root.json beside the service's configuration)."""

    url: str = text("", most=1000)
    root: str = text("", most=500)


@dataclass(frozen=True, slots=True)
class RecordingsConfig:
    """Depth recordings, which staff make and nobody else sees; an empty folder is in the kiosk's
    own state folder. keep: whether any may lie there, and keep_days for how long."""

    folder: str = text("", most=500)
    keep: bool = flag(default=False)
    keep_days: int = number(7, 1, 365)


@dataclass(frozen=True, slots=True)
class StaffConfig:
    """What opens the staff's page: a scanned badge or keys one after another; empty: nothing."""

    badge: str = text("", least=4, most=100)
    keys: str = keys("f2 f2 f9", least=3, most=10)


@dataclass(frozen=True, slots=True)
class ButtonsConfig:
    """Which keys and pins (GPIO numbers, 0 is none) answer yes and no, and stop."""

    yes: str = keys("y return enter right", most=10)
    no: str = keys("n escape left", most=10)
    stop: str = keys("s", most=10)
    gpio_yes: int = number(0, 0, 27)
    gpio_no: int = number(0, 0, 27)
    gpio_stop: int = number(0, 0, 27)


@dataclass(frozen=True, slots=True)
class RepeatabilityConfig:
    """This kiosk's day-to-day spread (MDC95), on whom and with which pose model it was found; 0 is
    not known yet."""

    mdc95_mm: float = number(0.0, 0.0, 100.0)
    people: int = number(0, 0, 10000)
    days: int = number(0, 0, 1000)
    model: str = text("", least=8, most=64)

    def spread_mm(self, model_sha256: str) -> float:
        """Of figures by this model; 0 where it was found with another one, or is not known."""
        return self.mdc95_mm if model_sha256.lower().startswith(self.model.lower()) else 0.0


@dataclass(frozen=True, slots=True)
class Config:
    """All that can be set, with what holds when nothing is."""

    gym: GymConfig = GymConfig()
    camera: CameraConfig = CameraConfig()
    mount: MountConfig = MountConfig()
    zone: ZoneConfig = ZoneConfig()
    mark: MarkConfig = MarkConfig()
    model: ModelConfig = ModelConfig()
    sets: SetsConfig = SetsConfig()
    display: DisplayConfig = DisplayConfig()
    printer: PrinterConfig = PrinterConfig()
    code: CodeConfig = CodeConfig()
    consent: ConsentConfig = ConsentConfig()
    store: StoreConfig = StoreConfig()
    fleet: FleetConfig = FleetConfig()
    delivery: DeliveryConfig = DeliveryConfig()
    update: UpdateConfig = UpdateConfig()
    recordings: RecordingsConfig = RecordingsConfig()
    staff: StaffConfig = StaffConfig()
    buttons: ButtonsConfig = ButtonsConfig()
    repeatability: RepeatabilityConfig = RepeatabilityConfig()
