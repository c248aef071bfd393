"""The languages as the program reads them, and what is said of one that is not there."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from kiosk.adapters.catalogue import PSEUDO, SOURCE, catalogue, languages, locale_path
from kiosk.config.kinds import LANGUAGES
from kiosk.core.message import Message
from kiosk.core.screenwords import KNEES
from kiosk.errors import ConfigError, InstallationError

CODES = [code for code, _ in languages()]


def test_the_source_comes_first_and_each_language_under_its_own_name() -> None:
    assert languages() == (
        ("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("fr", "Français"),
    )  # fmt: skip


def test_every_folder_can_be_chosen_and_every_choice_has_a_folder() -> None:
    folders = {path.name for path in locale_path().iterdir() if path.is_dir()}
    assert folders == set(CODES) - {SOURCE}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Left knee"),
        ("de", "Linkes Knie"),
        ("es", "Rodilla izquierda"),
        ("fr", "Genou gauche"),
        (PSEUDO, "[Łééƒţ ķñééé]"),
    ],
)
def test_a_message_in_each_language(language: str, said: str) -> None:
    assert KNEES["left"].render(catalogue(language)) == said


@pytest.mark.parametrize("language", [*CODES, PSEUDO])
def test_values_are_put_in_after_translating(language: str) -> None:
    text = Message("likely {low}–{high} mm").fill(low=-3, high=48).render(catalogue(language))
    assert "−3–48" in text
    assert "{" not in text


@pytest.mark.parametrize("language", [*CODES, PSEUDO])
def test_nothing_stays_nothing_instead_of_gettext_s_header(language: str) -> None:
    assert catalogue(language)("") == ""


def test_what_is_not_in_a_catalogue_stays_english() -> None:
    assert catalogue("de")("A sentence of tomorrow.") == "A sentence of tomorrow."


@pytest.mark.parametrize(
    ("wrong", "meant"), [("de_DE", "'de'"), ("DE", "'de'"), ("fra", "'fr'"), ("xx", None)]
)
def test_an_unknown_language_is_a_mistake_in_the_configuration(
    wrong: str, meant: str | None
) -> None:
    with pytest.raises(ConfigError) as caught:
        catalogue(wrong)
    said = str(caught.value)
    assert f"'{wrong}'" in said
    assert all(f"{code} ({name})" in said for code, name in languages())
    assert (f"Did you mean {meant}?" in said) if meant else ("Did you mean" not in said)


def test_a_language_is_no_path() -> None:
    with pytest.raises(ConfigError):
        catalogue("../de")


def test_a_missing_catalogue_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(InstallationError, match=r"kiosk\.mo cannot be read: .*Install the program"):
        catalogue("de", tmp_path)


@pytest.mark.parametrize("keep", [0, 3, 20, 200, 4000])
def test_a_damaged_catalogue_is_told(tmp_path: Path, keep: int) -> None:
    whole = (locale_path() / "de" / "LC_MESSAGES" / "kiosk.mo").read_bytes()
    target = tmp_path / "de" / "LC_MESSAGES" / "kiosk.mo"
    target.parent.mkdir(parents=True)
    target.write_bytes(whole[:keep])
    with pytest.raises(InstallationError, match="cannot be read"):
        catalogue("de", tmp_path)


def test_every_letter_of_every_language_is_one_that_pygame_can_set() -> None:
    """pygame.font leaves out what is beyond the basic plane."""
    for language in CODES:
        if language != SOURCE:
            data = (locale_path() / language / "LC_MESSAGES" / "kiosk.po").read_text("utf-8")
            assert max(map(ord, data)) <= 0xFFFF
    assert all(ord(c) <= 0xFFFF for c in catalogue(PSEUDO)(string.ascii_letters))


def test_the_configuration_knows_the_same_languages() -> None:
    assert (*CODES, PSEUDO) == LANGUAGES
