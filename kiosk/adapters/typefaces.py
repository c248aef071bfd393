"""Which font files the pictures are set in, found on this machine. stdlib and kiosk.errors only.

Inter (SIL Open Font License 1.1; package `fonts-inter` of Debian and Ubuntu) is drawn for screens
and holds its shape at a distance and on thermal paper. Tried with pygame 2.6.1 (SDL_ttf 2.20 with
HarfBuzz): its .otf files load at every size from 12 to 512 px, metrics scale linearly, GPOS
kerning is applied ('AVAVTo' sets 9 % narrower than its letters one by one), and each weight is a
file of its own, so nothing is emboldened artificially. `InterDisplay-*` is its cut for headlines;
releases before 4.0 (Ubuntu 22.04) lack it and use Inter's bold there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from kiosk.errors import InstallationError

Weight = Literal["regular", "medium", "semibold", "bold", "display"]
WEIGHTS: Final[tuple[Weight, ...]] = ("regular", "medium", "semibold", "bold", "display")
FOLDERS: Final = tuple(
    Path(name)
    for name in (
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "~/.local/share/fonts",
        "~/.fonts",
    )
)
# Set after the chosen family for letters it lacks (a gym's name in another script).
FALLBACK_STEMS: Final = ("DejaVuSans", "NotoSans-Regular", "DroidSansFallbackFull")


@dataclass(frozen=True, slots=True)
class Family:
    """A family of open fonts: per weight the file stems to look for, best first."""

    name: str
    package: str
    stems: dict[Weight, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Typeface:
    """One font file a weight; `files` is empty for the font bundled with pygame."""

    name: str
    files: dict[Weight, Path]
    fallbacks: tuple[Path, ...] = ()

    def fingerprint(self) -> str:
        """Short hash of the files' contents: tells whether two machines set type alike."""
        digest = sha256(self.name.encode())
        for weight in WEIGHTS:
            if weight in self.files:
                digest.update(self.files[weight].read_bytes())
        return digest.hexdigest()[:16]


BUNDLED: Final = Typeface("bundled with pygame", {})

FAMILIES: Final = (
    Family(
        "Inter",
        "fonts-inter",
        {
            "regular": ("Inter-Regular",),
            "medium": ("Inter-Medium", "Inter-Regular"),
            "semibold": ("Inter-SemiBold", "Inter-Bold"),
            "bold": ("Inter-Bold",),
            "display": ("InterDisplay-Bold", "Inter-Bold"),
        },
    ),
    Family(
        "DejaVu Sans",
        "fonts-dejavu-core",
        {
            "regular": ("DejaVuSans",),
            "medium": ("DejaVuSans",),
            "semibold": ("DejaVuSans-Bold",),
            "bold": ("DejaVuSans-Bold",),
            "display": ("DejaVuSansCondensed-Bold", "DejaVuSans-Bold"),
        },
    ),
    Family(
        "Noto Sans",
        "fonts-noto-core",
        {
            "regular": ("NotoSans-Regular",),
            "medium": ("NotoSans-Medium", "NotoSans-Regular"),
            "semibold": ("NotoSans-SemiBold", "NotoSans-Bold"),
            "bold": ("NotoSans-Bold",),
            "display": ("NotoSans-Bold",),
        },
    ),
)


def find_typeface(
    folders: Sequence[Path] = FOLDERS, families: Iterable[Family] = FAMILIES
) -> Typeface:
    """The first family of which every weight has a file.

    Raises InstallationError, naming the package to install, when none is there.
    """
    known = _font_files(folders)
    wanted = tuple(families)
    for family in wanted:
        files = {
            weight: known[stem]
            for weight in WEIGHTS
            for stem in reversed(family.stems[weight])
            if stem in known
        }
        if len(files) == len(WEIGHTS):
            fallbacks = tuple(known[stem] for stem in FALLBACK_STEMS if stem in known)
            return Typeface(family.name, files, fallbacks)
    names = " or ".join(f"{family.name} (package {family.package})" for family in wanted)
    raise InstallationError(
        f"No open sans font was found under {', '.join(map(str, folders))}; "
        f"expected {names}. Install one, for example: sudo apt install {wanted[0].package}"
    )


def typeface_or_bundled(folders: Sequence[Path] = FOLDERS) -> Typeface:
    """As find_typeface, with pygame's own font as the last resort: a member sees a result.

    The installation check calls find_typeface and reports what is missing.
    """
    try:
        return find_typeface(folders)
    except InstallationError:
        return BUNDLED


def _font_files(folders: Sequence[Path]) -> dict[str, Path]:
    """File stem to path; an earlier folder wins, and .otf over .ttf within one."""
    found: dict[str, Path] = {}
    for folder in folders:
        for suffix in ("otf", "ttf"):
            for path in sorted(folder.expanduser().rglob(f"*.{suffix}")):
                found.setdefault(path.stem, path)
    return found
