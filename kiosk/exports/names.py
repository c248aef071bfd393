"""Names of exported files: ticket and date, and nothing that leads elsewhere. stdlib only."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from kiosk.core.records import VisitRecord

_TICKET: Final = re.compile(r"[0-9A-Z]{4,16}", re.ASCII)
_DATE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T", re.ASCII)


def stem(record: VisitRecord) -> str:
    """'K7B4F2_2026-11-26': ticket and UTC date of the visit; letters, digits, '_' and '-' alone.

    Whatever the store holds, no separator and no dot gets in: a ticket that does not look like one
    gives way to a name made from the visit's UUID, a time that is none to 'undated'.
    """
    ticket = record.ticket
    if not _TICKET.fullmatch(ticket):
        ticket = "VISIT" + uuid5(NAMESPACE_OID, record.visit).hex[:8].upper()
    found = _DATE.match(record.started_utc)
    return f"{ticket}_{found[1] if found else 'undated'}"


def unused(stem_: str, ending: str, used: Container[str]) -> str:
    """A name that this export has not given yet: two kiosks may draw one ticket on one day."""
    name, number = f"{stem_}{ending}", 2
    while name in used:
        name, number = f"{stem_}_{number}{ending}", number + 1
    return name
