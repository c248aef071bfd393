"""Depth of the demonstration through segmentation and network, once a test session: sights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path

from kiosk.adapters.demo_actor import timeline
from kiosk.adapters.demo_member import DemoMember
from kiosk.adapters.onnx_pose import OnnxPose
from kiosk.adapters.segment_cv import Segmenter
from kiosk.core.frame import Intrinsics
from kiosk.core.mount import upright
from kiosk.core.sight import Setting, Sight
from kiosk.ports import Camera
from kiosk.sensing import Sensing, settle

MODEL = Path(__file__).resolve().parents[2] / "models" / "pose.onnx"


@dataclass(frozen=True)
class Seen:
    """What the sensing process would have sent."""

    setting: Setting
    lens: Intrinsics
    sights: list[Sight]


@cache
def demo_member() -> Seen:
    """2 + 5 + 3 squats after 3.5 s of quiet standing."""
    return _sense(DemoMember())


@cache
def acted(*doings: str | tuple[str, float]) -> Seen:
    """Clips of the scripted member, one after another."""
    return _sense(timeline(doings))


def _sense(camera: Camera) -> Seen:
    frames = camera.frames()
    first = list(islice(frames, 30))
    setting = settle(first[::5], "auto")
    lens = upright(first[0], setting.mount).intrinsics
    sensing = Sensing(setting, Segmenter(), OnnxPose(MODEL))
    return Seen(setting, lens, [sensing.step(f) for f in chain(first, frames)])
