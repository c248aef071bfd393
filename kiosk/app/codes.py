"""The codes on slips put together: the key, what is written with it and what is read. May import
all below.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.app.places import key_path
from kiosk.app.recordings import installed
from kiosk.config import Config, public_keys
from kiosk.core.message import Message
from kiosk.errors import TicketError

if TYPE_CHECKING:
    from kiosk.adapters.ed25519_keys import SlipKeys
    from kiosk.core.assessment import Assessment
    from kiosk.core.ticket import Earlier


@dataclass(frozen=True, slots=True)
class ShownKey:
    """What may be told of a kiosk's key. public: Base64. key_id: 8 hexadecimal digits."""

    path: Path
    public: str
    key_id: str
    made: bool = False


def make_key(config: Config) -> ShownKey:
    """Make the kiosk's key where there is none, and show it. Raises InstallationError."""
    with installed():
        from kiosk.adapters.ed25519_keys import make_key as make

        made = make(key_path(config))
    return show_key(config, made=made)


def show_key(config: Config, *, made: bool = False) -> ShownKey:
    """The public half of the kiosk's key. Raises InstallationError."""
    path = key_path(config)
    with installed():
        from kiosk.adapters.ed25519_keys import key_id, public_key

        public = public_key(path)
    return ShownKey(path, b64encode(public).decode(), key_id(public), made)


def slip_keys(config: Config) -> SlipKeys:
    """The kiosk's key and those that it trusts, not yet loaded."""
    from kiosk.adapters.ed25519_keys import SlipKeys

    return SlipKeys(key_path(config), public_keys(config.code.also_trust))


class Codes:
    """kiosk.live.tools.Codes, and what is told of a scanned line.

    spread_mm: this kiosk's day-to-day spread by the model's SHA-256, 0 unknown. today:
    YYYY-MM-DD where the kiosk stands.
    """

    def __init__(
        self,
        keys: SlipKeys,
        spread_mm: Callable[[str], float],
        today: Callable[[], str],
        translate: Callable[[str], Callable[[str], str]],
    ) -> None:
        self._keys, self._spread_mm = keys, spread_mm
        self._today, self._translate = today, translate

    def load(self) -> str:
        """Read or make the key, in a worker; a sentence for staff or nothing. Raises
        InstallationError."""
        with installed():
            return self._keys.load()

    def encode(self, earlier: Earlier) -> str:
        """A result's code. Raises InputError, or InstallationError while there is no key."""
        from kiosk.core.ticket import encode

        return encode(earlier, self._keys)

    def fault(self, text: str) -> Message | None:
        """Why a scanned line is no code that is read here, for the member; None where it is."""
        from kiosk.core.compare import UNREADABLE
        from kiosk.core.ticket import decode

        try:
            decode(text, self._keys)
        except TicketError as error:
            return UNREADABLE[error.what]
        return None

    def ticket(self, text: str) -> str:
        """Of the visit whose slip was scanned; its code had no fault."""
        from kiosk.core.ticket import decode

        return decode(text, self._keys).ticket

    def compare(
        self, answer: Assessment, text: str, sha256: str, language: str
    ) -> tuple[Message, ...]:
        """This test beside the scanned one, which had no fault."""
        from kiosk.core.compare import compare
        from kiosk.core.dates import date
        from kiosk.core.ticket import decode, earlier_of

        then = decode(text, self._keys)
        now = earlier_of(answer, then.ticket, self._today(), sha256)
        told = date(then.date, self._translate(language))
        return compare(now, then, self._spread_mm(sha256), told).sentences
