"""The words beside the figure of a replay."""

from __future__ import annotations

from kiosk.core.replayed import Caption, LegNow, Squats, caption, followed
from kiosk.core.scene import KneeAbove, Scene, SquatSeen
from tests.adapters.screen.members import live_view

NAN = float("nan")


def said(scene: Scene, squats: Squats | None = None, **live: object) -> Caption:
    from dataclasses import replace

    view = replace(live_view(), **live)  # type: ignore[arg-type]
    return caption(30, 300, 0.99, scene, view, squats or Squats())


def test_it_says_what_the_member_does() -> None:
    there = Scene(0.0, present=True, measured=True, still_s=1.26)
    assert said(Scene(0.0)).state == "nobody in the zone"
    assert said(Scene(0.0, present=True)).state == "not measured in this frame"
    assert said(there).state == "standing, still for 1.3 s"
    assert said(there, Squats(2, 1), phase="down").state == "squat 3, going down"
    assert said(there, Squats(3, 2)).state == "standing after 3 squats, 2 counted"
    assert said(there, Squats(1, 1)).state == "standing after 1 squat, 1 counted"


def test_it_says_each_legs_bend_and_offset_and_a_dash_for_what_was_not_measured() -> None:
    there = Scene(0.0, present=True, measured=True)
    knees = (KneeAbove("left", 0.1, 0.02, 0.0124), KneeAbove("right", 0.1, 0.0, -0.0376))
    words = said(there, legs_deg=(61.6, NAN), knees=knees)
    assert words.frame == "frame 30 of 300, 0.99 s"
    assert words.legs == (
        LegNow("left", "knee bent 62°", "KPO +12 mm"),
        LegNow("right", "knee bent –", "KPO −38 mm"),
    )
    assert said(there, legs_deg=(NAN, NAN), knees=knees[:1]).legs[1].offset == "KPO –"
    nought = (KneeAbove("left", 0.1, 0.0, -0.0002),)
    assert said(there, legs_deg=(NAN, NAN), knees=nought).legs[0].offset == "KPO 0 mm"


def test_squats_are_counted_as_they_end() -> None:
    scene = Scene(0.0, squats=(SquatSeen(True), SquatSeen(False, "too_fast")))
    assert followed(Squats(1, 1), scene) == Squats(3, 2)
