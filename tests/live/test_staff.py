"""Staff's requests to a whole kiosk in made-up time: answered at once, or when it is done; a visit
under way is neither told of nor ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from kiosk.core import strictjson
from kiosk.core.control import Reply, Request
from kiosk.core.inputs import Pressed
from kiosk.core.running import Live, Maintenance, Running
from kiosk.core.senses import CameraFault, CameraReady
from kiosk.errors import StoreError
from kiosk.live.rates import FrameRate
from kiosk.live.staff import StaffDesk
from kiosk.live.watch import KEPT, Known
from kiosk.ports import Store
from tests.live.puppet import LENS, SETTING, Stage, stage


@dataclass
class Line:
    """kiosk.live.staff.Line without a socket."""

    asked: list[tuple[int, Request]] = field(default_factory=list)
    answers: dict[int, Reply] = field(default_factory=dict)
    broken: str = ""

    def poll(self) -> list[tuple[int, Request]]:
        asked, self.asked = self.asked, []
        return asked

    def answer(self, key: int, reply: Reply) -> None:
        assert key not in self.answers, "answered twice"
        self.answers[key] = reply

    def fault(self) -> str:
        told, self.broken = self.broken, ""
        return told


@dataclass
class House:
    """What takes long, remembered."""

    done: list[Request] = field(default_factory=list)
    fault: str = ""

    def carry_out(self, request: Request, store: Store) -> Reply:
        if self.fault:
            raise StoreError(self.fault)
        self.done.append(request)
        if request.do == "erase":
            gone = store.erase_ticket(request.ticket)
            return Reply(done="erased" if gone else "nothing")
        return Reply(text="carried out")


@dataclass
class Staffed:
    """A kiosk with staff at the other end of the line."""

    stage: Stage
    line: Line
    house: House
    renewed: list[str]
    count: int = 0

    def ask(self, do: str, *, turns: int = 3, **given: object) -> Reply:
        self.count += 1
        self.line.asked.append((self.count, Request(do, **given)))  # type: ignore[arg-type]
        for _ in range(turns):
            self.stage.turn()
        return self.line.answers[self.count]

    def running(self) -> Running:
        told = self.ask("status", turns=1).running
        assert told is not None
        return told

    def live(self) -> Live:
        told = self.ask("live", turns=1).live
        assert told is not None
        return told


def staffed(maintenance: Maintenance | None = None, **setup: object) -> Staffed:
    s, line, house = stage(**setup), Line(), House()
    known = Known("0.1.0", 4711, "2026-11-26T01:22:25Z", "realsense", maintenance)
    renewed: list[str] = []
    desk = StaffDesk(
        line, s.desk, s.clock, known, house.carry_out, lambda: s.clock.time_s,
        renew=lambda: renewed.append(s.loop.kiosk.at.__class__.__name__),
    )  # fmt: skip
    s.loop._parts = replace(s.loop._parts, staff=desk)
    return Staffed(s, line, house, renewed)


def test_how_it_is() -> None:
    s = staffed()
    s.stage.until("attract")
    s.stage.turn(4.0)
    told = s.running()
    assert (told.version, told.pid, told.up_s > 3.0) == ("0.1.0", 4711, True)
    assert told.camera.works
    assert (told.camera.width_px, told.camera.height_px) == (LENS.width, LENS.height)
    assert told.camera.fps == pytest.approx(15.0, abs=0.5)
    assert told.camera.seen > 40
    assert told.camera.dropped == 0
    assert told.printer.ready
    assert told.model == "puppet"
    assert told.clock_ok
    assert told.faults == ()


def test_the_camera_starts_anew_only_where_nobody_is_at_the_kiosk() -> None:
    s = staffed()
    s.stage.until("attract")
    assert s.ask("renew", turns=1).fault == ""
    s.stage.until("squats_uncued")
    refused = s.ask("renew", turns=1)
    assert (refused.fault, "idle" in refused.text) == ("failed", True)
    assert s.renewed == ["Attract"]


def test_of_a_visit_it_is_told_only_that_there_is_one() -> None:
    s = staffed()
    s.stage.until("attract")
    assert s.running().where == "idle"
    seen = set()
    for state in ("consent", "pain", "health", "squats_uncued", "result", "thanks"):
        s.stage.until(state)
        told = s.running()
        seen.add(told.where)
        text = json.dumps(strictjson.tree(told))
        assert not [word for word in ("consent", "pain", "health", "knee", "K7") if word in text]
    assert seen == {"visit"}


def test_what_it_sees_just_now() -> None:
    s = staffed()
    s.stage.until("consent")
    told = s.live()
    assert told.person
    assert told.where == "visit"
    assert len(told.points_m) == 26
    assert told.points_m[11] is not None
    s.stage.puppet.here = False
    s.stage.turn(0.5)
    gone = s.live()
    assert not gone.person
    assert gone.points_m == ()


def test_faults_are_kept_and_tried_in_vain_is_one_of_them() -> None:
    s = staffed()
    s.stage.until("attract")
    for _ in range(3):
        s.stage.puppet.coming.append(CameraFault("the camera is gone\nfrom USB"))
        s.stage.turn()
    told = s.running()
    assert [(one.text, one.times) for one in told.faults] == [("the camera is gone from USB", 1)]
    assert told.faults[0].utc == s.stage.clock.utc_text
    assert (told.camera.works, told.camera.faults) == (False, 1)
    assert told.where == "out_of_service"
    assert told.maintenance is None
    s.stage.puppet.coming.append(CameraReady(SETTING, LENS, "D455 on USB 3.2"))
    s.stage.turn()
    assert (s.running().camera.works, s.running().camera.device) == (True, "D455 on USB 3.2")
    for number in range(2 * KEPT):
        s.stage.puppet.coming.append(CameraFault(f"fault {number}"))
        s.stage.turn()
    assert len(s.running().faults) == KEPT
    assert s.running().faults[-1].text == f"fault {2 * KEPT - 1}"


def test_out_of_service_where_nobody_is_and_back() -> None:
    s = staffed()
    s.stage.puppet.here = False
    s.stage.until("attract")
    reply = s.ask("maintenance", on=True, reason="lens is cleaned")
    assert reply.text.startswith("Out of service from now")
    assert s.stage.state == "out_of_service_staff"
    told = s.running()
    assert told.maintenance == Maintenance("lens is cleaned", s.stage.clock.utc_text)
    assert told.faults[-1].text == "Taken out of service: lens is cleaned."
    assert s.ask("maintenance").text == "Back in service."
    assert s.stage.state == "attract"
    assert s.running().maintenance is None
    assert [one.on for one in s.house.done] == [True, False]


def test_a_visit_comes_to_its_own_end_first() -> None:
    s = staffed()
    s.stage.until("squats_uncued")
    assert "as soon as the visit" in s.ask("maintenance", on=True).text
    assert s.stage.state.startswith("squats_uncued")
    s.stage.until("thanks")
    assert len(s.stage.printer.jobs) == 1
    s.stage.until("out_of_service_staff")
    assert "attract" not in s.stage.display.names[-2:]


def test_what_was_out_of_service_before_the_start_stays_so() -> None:
    s = staffed(Maintenance("self-check: 14 mm off", "2026-11-25T09:00:00Z"))
    s.stage.turn(1.0)
    assert s.stage.state == "out_of_service_staff"
    told = s.running().maintenance
    assert told is not None
    assert told.reason == "self-check: 14 mm off"
    assert s.house.done == [], "it is on the disk already"


def test_what_is_done_on_the_staff_s_page_is_kept_too() -> None:
    s = staffed()
    s.stage.puppet.here = False
    s.stage.until("attract")
    for key in ("staff", "staff:out"):
        s.stage.display.given.append(Pressed(key))
        s.stage.turn()
    s.stage.turn()
    assert [(one.do, one.on) for one in s.house.done] == [("maintenance", True)]
    assert s.running().maintenance is not None
    s.stage.display.given.append(Pressed("staff:back"))
    s.stage.turn(0.2)
    assert [one.on for one in s.house.done] == [True, False]
    assert s.running().maintenance is None
    assert len(s.house.done) == 2, "kept once each"


def test_a_copy_of_the_last_slip() -> None:
    s = staffed()
    s.stage.until("attract")
    reply = s.ask("reprint")
    assert (reply.fault, reply.text.startswith("There is no slip")) == ("failed", True)
    s.stage.until("thanks")
    (record,) = s.stage.store.records.values()
    s.stage.puppet.here = False
    s.stage.until("attract")
    wrong = s.ask("reprint", ticket="XXXXXX")
    assert wrong.fault == "failed"
    assert "only the last one" in wrong.text
    assert s.ask("reprint", ticket=record.ticket).done == "printed"
    assert len(s.stage.printer.jobs) == 2
    s.stage.printer.outcome = "unknown"
    assert (s.ask("reprint").fault, s.ask("reprint").done) == ("", "unknown")
    s.stage.printer.fault = "no paper"
    failed = s.ask("reprint")
    assert (failed.fault, failed.done) == ("failed", "failed")
    assert s.running().faults[-1].text == "no paper"


def test_an_erased_visit_is_not_copied_any_more() -> None:
    s = staffed()
    s.stage.until("thanks")
    (record,) = s.stage.store.records.values()
    assert s.ask("erase", ticket="XXXXXX").done == "nothing"
    assert s.ask("erase", ticket=record.ticket).done == "erased"
    assert s.stage.store.records == {}
    assert s.ask("reprint").fault == "failed"
    assert len(s.stage.printer.jobs) == 1


@pytest.mark.parametrize("do", ["purge", "backup", "restore"])
def test_what_takes_long_is_answered_when_it_is_done(do: str) -> None:
    s = staffed()
    s.stage.until("attract")
    assert s.ask(do, path="").text == "carried out"
    s.house.fault = "The disk is full."
    reply = s.ask(do, path="")
    assert (reply.fault, reply.text) == ("failed", "The disk is full.")
    assert s.running().faults[-1].text == "The disk is full."


def test_a_disk_that_hangs_holds_nothing_up() -> None:
    s = staffed()
    s.stage.until("attract")
    worker = s.stage.desk._archive.worker
    refuse: Callable[..., bool] = lambda job, tag: False  # noqa: E731
    worker.submit = refuse  # type: ignore[method-assign]
    assert s.ask("purge").fault == "busy"
    assert s.running().where in ("idle", "visit")


def test_a_line_that_broke_is_told() -> None:
    s = staffed()
    s.line.broken = "The kiosk does not hear commands any more."
    s.stage.turn()
    assert s.running().faults[-1].text.startswith("The kiosk does not hear")


def test_frames_a_second_and_what_was_lost() -> None:
    rate = FrameRate()
    assert rate.fps(0.0) is None
    for number in range(0, 300, 3):  # every third one of 90 a second
        rate.saw(number, number / 90.0)
    assert rate.fps(299 / 90.0) == pytest.approx(90.0)
    assert (rate.seen, rate.dropped) == (100, 198)
    assert rate.fps(10.0) is None
    rate.saw(0, 11.0)  # the camera began anew
    assert rate.dropped == 198
    assert rate.fps(11.0) is None
