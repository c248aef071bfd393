"""What the loop tells of the camera: each fault once, each step, and when the kiosk starts anew."""

from __future__ import annotations

import pytest

from kiosk.core.ladder import Step
from kiosk.core.running import StaffNote
from kiosk.core.senses import CameraCare, CameraFault, CameraReady
from kiosk.errors import CameraStuckError
from kiosk.live.camera_keeper import CameraKeeper
from tests.live.puppet import LENS, SETTING, stage

LOST = CameraFault("The camera sends nothing.", code="no_frames")


class World:
    def __init__(self, *, may: bool = True) -> None:
        self.now_s, self.told = 0.0, list[str]()
        self.around: tuple[StaffNote, ...] = ()
        self.asked = 0
        self._may = may
        self.keeper = CameraKeeper(
            self.told.append, lambda: self.now_s, lambda: self.around, self.fresh
        )

    def fresh(self) -> bool:
        self.asked += 1
        return self._may


def test_the_same_fault_is_told_once_until_it_has_worked() -> None:
    world = World()
    for _ in range(5):
        world.keeper.failed(LOST)
    world.keeper.ready()
    world.keeper.failed(LOST)
    assert world.told == [LOST.text, "camera: works again", LOST.text]


def test_each_step_is_told_but_not_what_goes_on_in_vain() -> None:
    world = World()
    world.keeper.care(Step("restart", "no_frames", 1), nobody=True)
    world.keeper.care(Step("help", "no_frames", 1), nobody=True)
    for count in range(2, 200):
        world.now_s += 5.0
        world.keeper.care(Step("restart", "no_frames", count, again=True), nobody=True)
    assert len(world.told) == 3, "sixteen minutes"
    assert world.keeper.said(0.0).works, "no fault was told"


def test_help_is_asked_for_until_it_works_again() -> None:
    world = World()
    world.keeper.failed(LOST)
    assert not world.keeper.said(0.0).helpless
    world.keeper.care(Step("help", "no_frames", 1), nobody=True)
    said = world.keeper.said(0.0)
    assert (said.works, said.code, said.helpless) == (False, "no_frames", True)
    world.keeper.ready()
    assert world.keeper.said(0.0).works


def test_the_kiosk_starts_anew_only_where_nobody_is_and_it_may() -> None:
    service = Step("service", "no_frames", 1)
    world = World()
    world.keeper.failed(LOST)
    world.keeper.care(service, nobody=False)
    assert world.asked == 0
    with pytest.raises(CameraStuckError, match="sends nothing") as caught:
        world.keeper.care(service, nobody=True)
    assert caught.value.exit_status == 5
    World(may=False).keeper.care(service, nobody=True)


def test_what_the_machine_says_is_told_as_it_comes_and_goes() -> None:
    world = World()
    assert not world.keeper.look()
    world.around = (StaffNote("undervoltage", "Too little power."),)
    world.now_s = 5.0
    assert not world.keeper.look()
    world.now_s = 10.0
    assert world.keeper.look()
    assert world.keeper.said(0.0).notes == ("undervoltage",)
    world.around, world.now_s = (), 20.0
    assert world.keeper.look()
    assert world.told == ["Too little power.", "No more: Too little power."]


def test_on_the_screen_it_tries_and_then_asks_for_help() -> None:
    s = stage()
    s.until("attract")
    s.puppet.coming.append(LOST)
    s.puppet.poll = lambda: (s.puppet.coming and [s.puppet.coming.pop()]) or []  # type: ignore[assignment,method-assign]
    s.turn(0.5)
    assert s.state == "out_of_service_camera"
    lines = s.display.screens["out_of_service_camera"].lines
    assert lines[0] == "The camera sends no pictures."
    assert "mend it by myself" in lines[1]
    s.puppet.coming.append(CameraCare(Step("help", "no_frames", 1)))
    s.turn(0.5)
    lines = s.display.screens["out_of_service_camera"].lines
    assert lines[1] == "Please tell the staff. I keep trying by myself."
    s.puppet.coming.append(CameraReady(SETTING, LENS))
    s.turn(0.5)
    assert s.state == "attract"


def test_a_visit_that_waits_for_the_camera_is_not_ended_by_steps_against_its_fault() -> None:
    s = stage()
    s.until("squats_uncued")
    s.puppet.coming.append(LOST)
    s.turn(0.2)
    assert s.state == "paused_camera"
    for rung in ("restart", "reset", "service"):
        s.puppet.coming.append(CameraCare(Step(rung, "no_frames", 1)))  # type: ignore[arg-type]
        s.turn(0.5)
    assert s.state == "paused_camera"
    s.puppet.coming.append(CameraReady(SETTING, LENS))
    s.until("thanks")
