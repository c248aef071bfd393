"""A result as one signed line of plain text, for the slip's QR code and a later visit.
kiosk.core only.

    KNEE 2 K7B4F2 2026 11 26 LEFT 5MM IN 7 OUT TO 17 IN 0 OF 5
    RIGHT 37MM IN 24 IN TO 50 IN 4 OF 5 R1 HB12CD34 5D0C92EF 1S0…(105)…K7 D921H3C6

Version of this format; ticket; date; per leg the knee-plane offset at 60 degrees, its 95 %
interval and in how many squats the knee was inside (or NONE); R and the revision of the metric;
the first 8 hexadecimal digits of the model's SHA-256; those of the signing key's; Ed25519's
signature (RFC 8032) of all before it; CRC-32 of all before that. A phone shows it as it stands,
and needs no network for it. No name, no place.

The checksum finds damage, also of the signature, and which keyboard's layout a line came through;
the signature finds forgery: what has the one and not the other was made, not damaged. The letters
are those of kiosk.core.safetext: the hexadecimal A is written H.
"""

from __future__ import annotations

import re
from typing import Final, Literal, Protocol

from kiosk.core.earlier import (
    LETTERS,
    TICKET_LENGTH,
    Earlier,
    EarlierLeg,
    check,
    earlier_of,
    new_ticket,
)
from kiosk.core.safetext import (
    SYMBOLS,
    checksum,
    plain_hex,
    readings,
    safe_hex,
    spelt,
    spelt_length,
    tidied,
    unspelt,
)
from kiosk.errors import InputError, TicketError

__all__ = ["Earlier", "EarlierLeg", "decode", "earlier_of", "encode", "new_ticket"]

VERSION: Final = 2
SIGNATURE_BYTES: Final = 64
MOST_SCANNED: Final = 4296
"""No QR code holds more letters (ISO/IEC 18004, version 40-L); what is longer is not looked at."""

_START: Final = re.compile(r"KNEE (\d{1,4}) ", re.ASCII)
_HEX: Final = "[0-9BCDEFH]{8}"
_MM: Final = r"\d{1,3}"
_SIDE: Final = rf"NONE|{_MM}MM (?:IN|OUT) {_MM} (?:IN|OUT) TO {_MM} (?:IN|OUT) \d\d? OF \d\d?"
_LINE: Final = re.compile(
    rf"(KNEE {VERSION} ([{LETTERS}]{{{TICKET_LENGTH}}}) (\d{{4}}) (\d\d) (\d\d) "
    rf"LEFT ({_SIDE}) RIGHT ({_SIDE}) R(\d\d?) ({_HEX}) ({_HEX})) "
    rf"([{SYMBOLS}]{{{spelt_length(SIGNATURE_BYTES)}}}) ({_HEX})",
    re.ASCII,
)
_LEG: Final = re.compile(
    r"(\d+)MM (IN|OUT) (\d+) (IN|OUT) TO (\d+) (IN|OUT) (\d+) OF (\d+)", re.ASCII
)

Verdict = Literal["right", "wrong", "unknown", "no_key"]
"""Of a signature. unknown: by a key that is not trusted here. no_key: by a key that may be this
kiosk's own, which is missing."""


class Signer(Protocol):
    """This kiosk's own key."""

    @property
    def key_id(self) -> str:
        """First 8 hexadecimal digits of the public key's SHA-256, small letters."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Ed25519's 64 bytes. Raises InstallationError while there is no key."""
        ...


class Verifier(Protocol):
    """The keys whose slips are read here."""

    def verify(self, key_id: str, message: bytes, signature: bytes) -> Verdict:
        """Whether the key of that id signed that message."""
        ...


def encode(earlier: Earlier, signer: Signer) -> str:
    """The line. Raises InputError for a value that has no place in it, and what the signer does."""
    body = _body(earlier, signer.key_id)
    signed = f"{body} {spelt(signer.sign(body.encode('ascii')))}"
    return f"{signed} {checksum(signed)}"


def decode(text: str, verifier: Verifier) -> Earlier:
    """The result in a scanned line; capitals, spaces and the keyboard's layout do not matter.

    Raises TicketError: 'not_ours' for any other code, 'damaged' where characters are missing or
    changed, 'newer' for a format that this program does not know yet, 'forged' where the signature
    is not the key's, 'other_kiosk' where the key is not known here, 'no_key' where this kiosk's
    own is missing.
    """
    line = tidied(text) if len(text) <= MOST_SCANNED else ""
    if not line.startswith("KNEE "):
        raise TicketError("not_ours", "The scanned code is not one of this program's results.")
    versions = []
    for reading in readings(line):
        if found := _whole(reading):
            return _believed(found, verifier)
        if version := _START.match(reading):
            versions.append(int(version[1]))
    if versions and min(versions) > VERSION:
        raise TicketError(
            "newer",
            f"The scanned result has format {versions[0]}, and this program knows format "
            f"{VERSION}. Install a later version of it.",
        )
    raise _damaged()


def _leg_text(leg: EarlierLeg | None) -> str:
    if leg is None:
        return "NONE"
    value, low, high = (
        (abs(v), "OUT" if v < 0 else "IN") for v in (leg.value_mm, leg.low_mm, leg.high_mm)
    )
    return (
        f"{value[0]}MM {value[1]} {low[0]} {low[1]} TO {high[0]} {high[1]} "
        f"{leg.inside_in} OF {leg.of}"
    )


def _body(earlier: Earlier, key_id: str) -> str:
    """What is signed."""
    check(earlier)
    return (
        f"KNEE {VERSION} {earlier.ticket} {earlier.date.replace('-', ' ')} "
        f"LEFT {_leg_text(earlier.left)} RIGHT {_leg_text(earlier.right)} "
        f"R{earlier.revision} {safe_hex(earlier.model)} {safe_hex(key_id)}"
    )


def _whole(line: str) -> re.Match[str] | None:
    """The parts of a line of this version in which nothing was changed; None for any other."""
    found = _LINE.fullmatch(line)
    return found if found and found[12] == checksum(line[: found.end(11)]) else None


def _believed(found: re.Match[str], verifier: Verifier) -> Earlier:
    """What a whole line says, once its signature is right. Raises TicketError."""
    body, ticket, year, month, day, left, right, revision, model, key, spelling, _ = found.groups()
    key_id, signature = plain_hex(key), unspelt(spelling, SIGNATURE_BYTES)
    if signature is None:
        raise _damaged()
    verdict = verifier.verify(key_id, body.encode("ascii"), signature)
    if verdict != "right":
        raise TicketError(*_doubt(verdict, key_id))
    try:
        earlier = Earlier(
            ticket=ticket,
            date=f"{year}-{month}-{day}",
            left=_read_leg(left),
            right=_read_leg(right),
            revision=int(revision),
            model=plain_hex(model),
        )
        written = _body(earlier, key_id)
    except InputError as error:
        raise _damaged() from error
    # One result has one line: zeros in front and the like are refused, whoever signed them.
    if written != body:
        raise _damaged()
    return earlier


def _doubt(verdict: Verdict, key_id: str) -> tuple[str, str]:
    """TicketError's code and text for a signature that is not right."""
    match verdict:
        case "unknown":
            return "other_kiosk", (
                f"The scanned result was signed by another kiosk (key {key_id}). To read its slips "
                "here, put its public key under [code] also_trust; `kiosk key show` tells it there."
            )
        case "no_key":
            return "no_key", (
                "The scanned result cannot be checked: this kiosk's own key is missing. `kiosk key "
                "show` says why."
            )
        case _:
            return "forged", (
                "The scanned result is whole, but not what the kiosk signed (key "
                f"{key_id}): it was changed or made up, and is not used."
            )


def _damaged() -> TicketError:
    return TicketError(
        "damaged", "The scanned result was not read completely. Scan it again, flat and near."
    )


def _read_leg(text: str) -> EarlierLeg | None:
    if text == "NONE":
        return None
    found = _LEG.fullmatch(text)
    if found is None:
        raise InputError(f"{text!r} is no leg's result.")
    value, value_to, low, low_to, high, high_to, inside_in, of = found.groups()
    return EarlierLeg(
        _signed(value, value_to),
        _signed(low, low_to),
        _signed(high, high_to),
        int(inside_in),
        int(of),
    )


def _signed(digits: str, to: str) -> int:
    return -int(digits) if to == "OUT" else int(digits)
