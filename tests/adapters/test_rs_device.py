"""A camera's reset: it goes, and comes back on USB, or does not. The SDK's own device has none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from kiosk.adapters.rs_device import AWAY_S, BACK_S, BOOTED_S, reset
from kiosk.errors import CameraError


@dataclass
class Bus:
    """A camera that leaves the bus so long after its reset, and is back after that."""

    leaves_s: float = 0.5
    back_s: float = 3.0
    now_s: float = 0.0
    resets: int = 0
    waits: list[float] = field(default_factory=list)

    def hardware_reset(self) -> None:
        self.resets += 1

    def present(self) -> bool:
        return not self.leaves_s <= self.now_s < self.back_s

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now_s += seconds

    def reset(self) -> None:
        reset(self.wait, find=lambda: self, present=self.present, clock=lambda: self.now_s)


def test_it_is_waited_for_until_it_is_back_and_has_booted() -> None:
    bus = Bus()
    bus.reset()
    assert bus.resets == 1
    assert bus.now_s == pytest.approx(3.0 + BOOTED_S, abs=0.2)
    assert max(bus.waits) <= 1.0, "whoever waits shows in between that it lives"


def test_one_that_was_never_seen_to_go_is_taken_for_back() -> None:
    bus = Bus(leaves_s=100.0)
    bus.reset()
    assert bus.now_s == pytest.approx(AWAY_S + BOOTED_S, abs=0.2)


def test_one_that_does_not_come_back_is_absent() -> None:
    bus = Bus(back_s=1000.0)
    with pytest.raises(CameraError, match="did not come back on USB within 10 s") as caught:
        bus.reset()
    assert caught.value.code == "absent"
    assert bus.now_s == pytest.approx(BACK_S, abs=0.2)


def test_one_that_cannot_be_reset_is_told() -> None:
    class Stuck(Bus):
        def hardware_reset(self) -> None:
            raise RuntimeError("failed to send control")

    with pytest.raises(CameraError, match="cannot be reset: failed to send control"):
        Stuck().reset()


def test_without_a_camera_there_is_nothing_to_reset() -> None:
    def nobody() -> Any:
        raise CameraError("no camera", "absent")

    with pytest.raises(CameraError, match="no camera"):
        reset(lambda _: None, find=nobody)
