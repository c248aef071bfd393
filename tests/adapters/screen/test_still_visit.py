"""The still screens of every state of a visit, in German, have room for all their words."""

from __future__ import annotations

import pytest

from kiosk.adapters.catalogue import catalogue, languages
from kiosk.visit.view import Facts, show
from tests.adapters.screen.sheets import check_layout, sheet
from tests.visit.samples import kiosk, states

STILL = ("attract", "question", "intro", "working", "notice", "code", "staff")
FACTS = Facts(language_names=languages())


@pytest.mark.parametrize("name", states())
def test_words_have_room(name: str) -> None:
    for printer, size in ((True, (1080, 1920)), (False, (1920, 1080))):
        screen = show(kiosk(states()[name], printer=printer), FACTS, catalogue("de"))
        if screen.kind in STILL:
            check_layout(sheet(screen, size))
