"""What is sent to the owner: a report, an alert, a trial. stdlib only; no personal data in any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Sort = Literal["report", "alert", "test"]


@dataclass(frozen=True, slots=True)
class Letter:
    """event: what it is about, the same whenever it is sent again: receivers can tell a second copy
    by it. text: plain. page: the same as HTML, '' for none. pdf: a file to go with it, of the name
    pdf_name. figures: for programs, as json.dumps takes it."""

    event: str
    sort: Sort
    subject: str
    text: str
    page: str = ""
    pdf: bytes = b""
    pdf_name: str = ""
    figures: Any = None
