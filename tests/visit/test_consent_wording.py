"""What members agreed to can be looked up, word for word, by the version kept with their visit."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.adapters.catalogue import catalogue
from kiosk.visit.words import CONSENT_WORDING, agreed_to

PAGE = Path(__file__).parent.parent.parent / "docs" / "consent.md"
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français"}


def section(version: str, language: str) -> str:
    """As it stands in docs/consent.md."""
    translate = catalogue(language)
    said = "\n".join(f"- {message.text if language == 'en' else translate(message.text)}"
                     for message in agreed_to())  # fmt: skip
    return f"### {version}, {LANGUAGES[language]}\n\n{said}\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_this_version_are_the_ones_written_down(language: str) -> None:
    """Another word is another version: raise CONSENT_WORDING, leave the old section in the page,
    and write the new one below it, which is:"""
    wanted = section(CONSENT_WORDING, language)
    assert f"\n{wanted}\n" in f"{PAGE.read_text(encoding='utf-8')}\n", wanted


def test_the_words_of_every_earlier_version_are_still_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for version in range(1, int(CONSENT_WORDING) + 1):
        assert all(text.count(f"\n### {version}, {name}\n") == 1 for name in LANGUAGES.values())
