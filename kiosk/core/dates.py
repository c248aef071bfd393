"""A date as members read it, through the catalogues. datetime's values only, no clock."""

from __future__ import annotations

from typing import Final, Protocol

from kiosk.core.message import Message

MONTHS: Final = (
    Message("January"), Message("February"), Message("March"), Message("April"), Message("May"),
    Message("June"), Message("July"), Message("August"), Message("September"),
    Message("October"), Message("November"), Message("December"),
)  # fmt: skip
DATE_AND_TIME: Final = Message("{day} {month} {year}, {time}")
DATE: Final = Message("{day} {month} {year}")


class Moment(Protocol):
    """datetime.datetime, of which only these are read."""

    @property
    def year(self) -> int: ...
    @property
    def month(self) -> int: ...
    @property
    def day(self) -> int: ...
    @property
    def hour(self) -> int: ...
    @property
    def minute(self) -> int: ...


class Translate(Protocol):
    """An English source text in a language."""

    def __call__(self, text: str, /) -> str: ...


def date_and_time(moment: Moment, translate: Translate) -> str:
    """24 November 2026, 18:05."""
    time = f"{moment.hour:02d}:{moment.minute:02d}"
    filled = DATE_AND_TIME.fill(day=moment.day, year=str(moment.year), time=time)
    return filled.fill(month=MONTHS[moment.month - 1].render(translate)).render(translate)


def date(iso: str, translate: Translate) -> str:
    """YYYY-MM-DD as 24 November 2026."""
    year, month, day = iso.split("-")
    filled = DATE.fill(day=int(day), year=year)
    return filled.fill(month=MONTHS[int(month) - 1].render(translate)).render(translate)
