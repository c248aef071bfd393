"""Which font is found, and what is said where none is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.adapters import typefaces
from kiosk.adapters.typefaces import BUNDLED, WEIGHTS, find_typeface, typeface_or_bundled
from kiosk.errors import InstallationError

INTER = ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold")


def fonts(folder: Path, *stems: str, suffix: str = "otf") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for stem in stems:
        (folder / f"{stem}.{suffix}").write_text(stem)
    return folder


def test_inter_is_taken_first(tmp_path: Path) -> None:
    fonts(tmp_path / "deep" / "inter", *INTER, "InterDisplay-Bold")
    fonts(tmp_path / "dejavu", "DejaVuSans", "DejaVuSans-Bold", suffix="ttf")
    face = find_typeface([tmp_path])
    assert face.name == "Inter"
    assert set(face.files) == set(WEIGHTS)
    assert face.files["display"].stem == "InterDisplay-Bold"
    assert face.files["regular"].stem == "Inter-Regular"
    assert [path.stem for path in face.fallbacks] == ["DejaVuSans"]


def test_an_older_inter_has_no_display_cut(tmp_path: Path) -> None:
    assert find_typeface([fonts(tmp_path, *INTER)]).files["display"].stem == "Inter-Bold"


def test_half_an_inter_is_none(tmp_path: Path) -> None:
    fonts(tmp_path, "Inter-Regular", "Inter-Medium")
    fonts(tmp_path, "DejaVuSans", "DejaVuSans-Bold", suffix="ttf")
    face = find_typeface([tmp_path])
    assert face.name == "DejaVu Sans"
    assert face.files["semibold"].stem == "DejaVuSans-Bold"


def test_an_absent_font_names_its_package(tmp_path: Path) -> None:
    with pytest.raises(InstallationError, match=r"apt install fonts-inter") as told:
        find_typeface([tmp_path, tmp_path / "not there"])
    assert "fonts-dejavu-core" in str(told.value)
    assert told.value.exit_status == 4


def test_the_last_resort_is_pygames_own(tmp_path: Path) -> None:
    assert typeface_or_bundled([tmp_path]) is BUNDLED


def test_an_earlier_folder_wins(tmp_path: Path) -> None:
    first, second = fonts(tmp_path / "a", *INTER), fonts(tmp_path / "b", *INTER)
    assert find_typeface([first, second]).files["bold"].parent == first


def test_the_fingerprint_follows_the_files(tmp_path: Path) -> None:
    one = find_typeface([fonts(tmp_path, *INTER)])
    before = one.fingerprint()
    assert before == find_typeface([tmp_path]).fingerprint()
    (tmp_path / "Inter-Bold.otf").write_text("another release")
    assert find_typeface([tmp_path]).fingerprint() != before


def test_every_family_has_every_weight() -> None:
    for family in typefaces.FAMILIES:
        assert set(family.stems) == set(WEIGHTS), family.name
