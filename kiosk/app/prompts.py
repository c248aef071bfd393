"""The spoken prompts as lines for scripts/make-prompts. May import all below."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

MADE: Final = "made"
"""In the folder of the prompts, by scripts/make-prompts: `digest` of what was spoken there."""


def lines() -> Iterator[str]:
    """'language TAB state TAB sentence', one a prompt and language."""
    from kiosk.adapters.catalogue import catalogue, languages
    from kiosk.visit.prompts import PROMPTS

    for code, _ in languages():
        translate = catalogue(code)
        for state, said in PROMPTS.items():
            yield f"{code}\t{state}\t{' '.join(one.render(translate) for one in said)}"


def digest() -> str:
    """SHA-256 of all lines, each with its end."""
    return sha256("".join(f"{line}\n" for line in lines()).encode()).hexdigest()
