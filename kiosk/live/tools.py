"""What a desk works with, and what it needs of the kiosk's clocks and of the slips' press.

May import kiosk.core, ports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.core.advice import Answers
from kiosk.core.assessment import Assessment
from kiosk.core.bands import Bands
from kiosk.core.earlier import Earlier
from kiosk.core.message import Message
from kiosk.core.slip import Slip
from kiosk.ports import Archive, Printer, Store


class Clock(Protocol):
    """The kiosk's clocks. A step of the wall clock never touches the monotonic one."""

    def now_s(self) -> float:
        """Monotonic, for everything that is measured or waited for."""
        ...

    def utc(self) -> str:
        """ISO 8601, to the second."""
        ...

    def local_date(self) -> str:
        """YYYY-MM-DD where the kiosk stands."""
        ...

    def local_time(self, utc: str) -> str:
        """HH:MM here of a time as `utc` writes it."""
        ...

    def midnight_utc(self) -> str:
        """When today began here, as `utc` writes it."""
        ...

    def days_ago_utc(self, days: int) -> str:
        """So many days before now, as `utc` writes it."""
        ...

    def synchronised(self) -> bool:
        """Whether the wall clock can be believed."""
        ...


class Press(Protocol):
    """Makes slips: kiosk.live.press does, in the member's language. model: which one measured."""

    def slip(
        self,
        answer: Assessment,
        language: str,
        model: str,
        ticket: str,
        code: str,
        compared: Sequence[Message] = (),
        answers: Answers | None = None,
    ) -> Slip: ...

    def copied(self, original: Slip, language: str) -> Slip: ...

    def card(self, language: str, model: str) -> Slip: ...


class Codes(Protocol):
    """Writes and reads the codes on slips with the kiosk's key: kiosk.app.codes does."""

    def load(self) -> str:
        """Read the key, and make it where there is none; may be slow. A sentence for staff, or
        nothing. Raises InstallationError where there is none to be had."""
        ...

    def encode(self, earlier: Earlier) -> str:
        """A result's code. Raises InputError for one that has none, InstallationError while there
        is no key."""
        ...

    def ticket(self, text: str) -> str:
        """Of the visit whose slip was scanned; its code had no fault."""
        ...

    def compare(
        self, answer: Assessment, text: str, sha256: str, language: str
    ) -> Sequence[Message]:
        """A test beside the one of a scanned code, in sentences. sha256: of the model."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Tools:
    """What a desk works with. random: so many random bytes, for tickets. config_sha256: of the
    configuration, kept with every visit.
    keep_days: slips in files that are older are erased once a day, while the clock can be believed;
    the store knows its own.
    notices: what the store has to tell staff."""

    store: Store
    archive: Archive
    printer: Printer
    clock: Clock
    press: Press
    bands: Bands
    codes: Codes
    random: Callable[[int], bytes]
    version: str
    config_sha256: str = ""
    keep_days: int = 90
    notices: list[str] = field(default_factory=list)


Tag = tuple[str, int, int]
"""What a job is for, the number of its request or visit, and the generation it belongs to."""
