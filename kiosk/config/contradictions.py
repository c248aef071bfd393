"""Values of a configuration that are each possible and together are not. kiosk.core, config."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kiosk.config.delivery import delivery
from kiosk.config.keys import key_names
from kiosk.config.tables import Config
from kiosk.core.printeruri import DeviceUri, PrinterUri, SerialUri, TcpUri, UsbUri, printer_uri
from kiosk.errors import ConfigError

LEAST_PEOPLE = 10
LEAST_DAYS = 2
"""For a spread that comparisons may rest on (MEASUREMENT.md section 7)."""
RESERVED_PIN = 1
ROLLS = ("80mm", "58mm")
LEAST_BAUD = 57600
LONGEST_SLIP_BITS = 2000 * 576 // 8 * 10
"""25 cm of 80 mm paper at 203 dpi, each byte with a start and a stop bit."""

Place = tuple[str, str]
"""Table and key."""


def contradictions(config: Config) -> Iterator[tuple[tuple[Place, ...], str]]:
    """Each with the keys that it is about, and what is wrong with them."""
    yield from _zone(config)
    yield from _display(config)
    yield from _keys(config)
    yield from _pins(config)
    yield from _printer(config)
    yield from _repeatability(config)
    yield from _fleet(config)
    yield from delivery(config.delivery)
    yield from _update(config)


def _zone(config: Config) -> Iterator[tuple[tuple[Place, ...], str]]:
    zone, mark = config.zone, config.mark
    ends = (("zone", "far_m"), ("zone", "near_m"))
    if zone.far_m - zone.near_m < 0.5:
        yield (
            ends,
            f"zone.far_m ({zone.far_m:g}) must be at least 0.5 m more than zone.near_m "
            f"({zone.near_m:g}).",
        )
        return
    if not zone.near_m <= mark.ahead_m <= zone.far_m:
        yield (
            (*ends, ("mark", "ahead_m")),
            f"mark.ahead_m ({mark.ahead_m:g}) must lie between zone.near_m ({zone.near_m:g}) and "
            f"zone.far_m ({zone.far_m:g}).",
        )
    if abs(mark.right_m - zone.right_m) > zone.half_width_m:
        yield (
            (("mark", "right_m"), ("zone", "right_m"), ("zone", "half_width_m")),
            f"mark.right_m ({mark.right_m:g}) must lie within zone.half_width_m "
            f"({zone.half_width_m:g}) of zone.right_m ({zone.right_m:g}).",
        )


def _display(config: Config) -> Iterator[tuple[tuple[Place, ...], str]]:
    display = config.display
    offered = [one.strip() for one in display.languages.split(",")]
    if display.language not in offered:
        yield (
            (("display", "language"), ("display", "languages")),
            f"display.language ('{display.language}') must be one of display.languages "
            f"('{display.languages}').",
        )
    if bool(display.width_px) != bool(display.height_px):
        yield (
            (("display", "width_px"), ("display", "height_px")),
            "display.width_px and display.height_px must both be given or both be 0.",
        )


def _keys(config: Config) -> Iterator[tuple[tuple[Place, ...], str]]:
    buttons = config.buttons
    used = {
        ("buttons", name): key_names(getattr(buttons, name)) for name in ("yes", "no", "stop")
    } | {("staff", "keys"): tuple(dict.fromkeys(key_names(config.staff.keys)))}
    counted = Counter(key for names in used.values() for key in names)
    for key in (key for key, times in counted.items() if times > 1):
        places = tuple(place for place, names in used.items() if key in names)
        told = " and ".join(f"{table}.{name}" for table, name in places)
        yield places, f"the key '{key}' is used more than once, in {told}."


def _pins(config: Config) -> Iterator[tuple[tuple[Place, ...], str]]:
    pins = {name: getattr(config.buttons, name) for name in ("gpio_yes", "gpio_no", "gpio_stop")}
    for name, pin in pins.items():
        if pin == RESERVED_PIN:
            yield (
                (("buttons", name),),
                f"buttons.{name} is 1, which is reserved for add-on boards; take 2 to 27, or 0 for "
                "none.",
            )
    for pin, times in Counter(pin for pin in pins.values() if pin).items():
        if times > 1:
            names = [name for name, one in pins.items() if one == pin]
            told = " and ".join(f"buttons.{name}" for name in names)
            yield tuple(("buttons", name) for name in names), f"{told} are the same pin, {pin}."


def _printer(config: Config) -> Iterator[tuple[tuple[Place, ...], str]]:
    printer = config.printer
    if printer.roll_m and printer.low_at_m >= printer.roll_m:
        yield (
            (("printer", "low_at_m"), ("printer", "roll_m")),
            f"printer.low_at_m ({printer.low_at_m:g}) must be less than printer.roll_m "
            f"({printer.roll_m:g}).",
        )
    uri = _uri(printer.uri)
    on_rolls = isinstance(uri, UsbUri | SerialUri | TcpUri | DeviceUri)
    if on_rolls and printer.paper not in ROLLS:
        yield (
            (("printer", "paper"), ("printer", "uri")),
            f"printer.paper is '{printer.paper}', but a receipt printer has rolls: "
            f"{' or '.join(ROLLS)}.",
        )
    if isinstance(uri, SerialUri) and uri.baud < LEAST_BAUD:
        yield (
            (("printer", "uri"),),
            f"printer.uri has baud={uri.baud}: a slip would take "
            f"{LONGEST_SLIP_BITS / uri.baud:.0f} s, and no member waits so long. Set the printer "
            f"itself (its switches, its manual) and baud= to {LEAST_BAUD} or more.",
        )


def _uri(text: str) -> PrinterUri | None:
    """None where it is empty, or wrong, which has been told."""
    try:
        return printer_uri(text) if text else None
    except ConfigError:
        return None


def _repeatability(config: Config) -> Iterator[tuple[tuple[Place, ...], str]]:
    known = config.repeatability
    if known.mdc95_mm and (known.people < LEAST_PEOPLE or known.days < LEAST_DAYS):
        yield (
            (("repeatability", "mdc95_mm"),),
            f"repeatability.mdc95_mm needs at least {LEAST_PEOPLE} people on {LEAST_DAYS} days, "
            f"not {known.people} on {known.days}; 0 while it is not known.",
        )
    elif known.mdc95_mm and not known.model.strip():
        yield (
            (("repeatability", "mdc95_mm"),),
            "repeatability.mdc95_mm needs repeatability.model: the first 12 digits of the pose "
            "model that it was found with (kiosk status); kiosk repeatability set writes all.",
        )


def _fleet(config: Config) -> Iterator[tuple[tuple[Place, ...], str]]:
    if config.fleet.on and not config.fleet.kiosk.strip():
        yield (
            (("fleet", "on"), ("fleet", "kiosk")),
            "fleet.on needs fleet.kiosk: the name by which the owner knows this kiosk.",
        )


def _update(config: Config) -> Iterator[tuple[tuple[Place, ...], str]]:
    url = config.update.url
    if url and not url.startswith(("https://", "file:///")):
        yield (
            (("update", "url"),),
            f"update.url is '{url}', neither as https://example.org/kiosk nor as file:///folder.",
        )
