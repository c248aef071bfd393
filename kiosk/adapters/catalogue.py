"""The languages that members can choose, from kiosk/data/locale. May import gettext (stdlib).

The catalogues are made by scripts/translate (docs/translating.md); only their compiled form is
read here. English is the source itself and has none.
"""

from __future__ import annotations

import gettext
import struct
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from kiosk.core.message import untranslated
from kiosk.core.pseudo import pseudo
from kiosk.errors import ConfigError, InstallationError

SOURCE: Final = "en"
PSEUDO: Final = "pseudo"
"""For tests and designers; offered to no member."""
DOMAIN: Final = "kiosk"

_NAMES: Final = {SOURCE: "English", "de": "Deutsch", "es": "Español", "fr": "Français"}


def languages() -> tuple[tuple[str, str], ...]:
    """Code and own name of every language that a member can choose, in the order of the screen."""
    return tuple(_NAMES.items())


def locale_path() -> Path:
    """The folder that comes with the program; a folder a language is in it."""
    return Path(__file__).parent.parent / "data" / "locale"


def catalogue(language: str, folder: Path | None = None) -> Callable[[str], str]:
    """What turns an English source text into the language; what it lacks stays English.

    language: a code of `languages`, or PSEUDO. Raises ConfigError for an unknown one and
    InstallationError where the catalogue's file is missing or damaged.
    """
    if language == SOURCE:
        return untranslated
    if language == PSEUDO:
        return pseudo
    if language not in _NAMES:
        raise ConfigError(_unknown(language))
    path = (folder or locale_path()) / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        with path.open("rb") as file:
            found = gettext.GNUTranslations(file)
    except (OSError, ValueError, struct.error, LookupError) as error:
        raise InstallationError(
            f"The catalogue {path} cannot be read: {error}. Install the program again."
        ) from error

    def translate(text: str) -> str:
        # gettext keeps its header under the empty text, which must never be shown.
        return found.gettext(text) if text else ""

    return translate


def _unknown(language: str) -> str:
    known = ", ".join(f"{code} ({name})" for code, name in _NAMES.items())
    close = get_close_matches(language.casefold()[:2], _NAMES, n=1)
    meant = f" Did you mean '{close[0]}'?" if close else ""
    return f"There is no language '{language}'; there are {known}.{meant}"
