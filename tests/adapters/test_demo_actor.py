"""The scripted member: clips that chain, a script that is followed, and what the kiosk sees of it.

What the pose net measures of them goes through the whole chain from frame to skeleton.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.adapters.bands_file import load_bands
from kiosk.adapters.demo_acting import IDLE, ROUTES, Acting, Nobody, Shown
from kiosk.adapters.demo_actor import DemoActor, script, timeline
from kiosk.adapters.demo_clips import Clip, Clips, load_clips
from kiosk.adapters.demo_script import AWAY, Doing, Extra, Script, do
from kiosk.adapters.demo_scripts import (
    ALREADY_THERE,
    CHILD,
    PEOPLE_BEHIND,
    SCRIPTS,
    STEPS_OUT,
    WHEELCHAIR,
    WILLING,
    WRONG_HAND,
)
from kiosk.adapters.onnx_pose import OnnxPose
from kiosk.adapters.segment_cv import Segmenter
from kiosk.analysis import Options, analyze
from kiosk.core.frame import DepthFrame, FloatArray
from kiosk.core.sight import Setting, Sight
from kiosk.core.skeleton import INDEX
from kiosk.errors import ConfigError, InstallationError
from kiosk.sensing import Sensing, settle

MODEL = Path(__file__).parents[2] / "models" / "pose.onnx"


@pytest.fixture(scope="module")
def clips() -> Clips:
    return load_clips()


@pytest.fixture(scope="module")
def model() -> OnnxPose:
    return OnnxPose(MODEL)


@pytest.fixture(scope="module")
def setting() -> Setting:
    """As the kiosk finds it, before an empty room."""
    return settle(list(islice(DemoActor().frames(), 5)), "auto")


@pytest.fixture(scope="module")
def ends(clips: Clips) -> dict[str, tuple[FloatArray, FloatArray]]:
    """First and last stored frame of every clip in the whole half-sized picture; steps."""
    found = {}
    for clip in clips.by_name.values():
        last = deque(clip.stored(), maxlen=1).pop()
        found[clip.name] = (_whole(clip, next(clip.stored())), _whole(clip, last))
    return found


def _whole(clip: Clip, frame: NDArray[np.uint16]) -> FloatArray:
    out = np.zeros((424, 240))
    out[clip.top : clip.top + frame.shape[0], clip.left : clip.left + frame.shape[1]] = frame
    return out


def apart_mm(a: FloatArray, b: FloatArray) -> float:
    """Mean difference of depth where both show the member, millimetres."""
    both = (a > 0) & (b > 0)
    return float(np.mean(np.abs(1.0 / a[both] - 1.0 / b[both]))) * 21.25 * 32.0 * 1000.0


def uncovered(a: FloatArray, b: FloatArray) -> float:
    """Pixels of the member in only one of the two, as a share of those in either."""
    return float(np.sum((a > 0) != (b > 0)) / np.sum((a > 0) | (b > 0)))


def test_clips_that_meet_in_a_place_meet_in_one_pose(
    clips: Clips, ends: dict[str, tuple[FloatArray, FloatArray]]
) -> None:
    for place, loop in IDLE.items():
        for clip in clips.by_name.values():
            if place != AWAY and place in (clip.start, clip.end):
                end = ends[clip.name][0 if clip.start == place else 1]
                assert apart_mm(ends[loop][0], end) < 8.0, clip.name
                assert uncovered(ends[loop][0], end) < 0.08, clip.name


def test_a_held_hand_begins_and_ends_where_it_is_raised_to_and_lowered_from(
    ends: dict[str, tuple[FloatArray, FloatArray]],
) -> None:
    for hand in ("right", "left", "right_low"):
        held = ends[f"hold_{hand}"]
        for end in (ends[f"raise_{hand}"][1], ends[f"lower_{hand}"][0], held[1]):
            assert apart_mm(held[0], end) < 8.0, hand
            assert uncovered(held[0], end) < 0.08, hand


def test_a_damaged_file_of_clips_is_told_in_a_sentence(tmp_path: Path) -> None:
    from kiosk.adapters.demo_clips import DATA

    cut = tmp_path / "clips.xz"
    cut.write_bytes(DATA.read_bytes()[:100_000])
    for path in (cut, tmp_path / "none.xz"):
        with pytest.raises(InstallationError, match="Install the kiosk again"):
            load_clips(path)


# Acting


def played(acting: Acting, frames: int) -> list[Shown]:
    return list(islice(acting.frames(), frames))


def names(shown: list[Shown]) -> list[str]:
    """Clips in order, each once while it lasts."""
    order = [s.clip for s in shown]
    return [order[0], *(b for a, b in pairwise(order) if a != b)]


def act_out(given: Script, clips: Clips, *cues: tuple[str, float]) -> tuple[list[str], Acting]:
    """The clips played when each state lasts so many seconds."""
    acting = Acting(given, clips.by_name)
    frames, shown = acting.frames(), []
    for state, seconds in cues:
        acting.cue(state)
        shown += list(islice(frames, round(seconds * 30)))
    return names(shown), acting


def test_a_willing_member_comes_answers_and_leaves(clips: Clips) -> None:
    order, acting = act_out(
        WILLING, clips, ("attract", 4), ("consent", 4.5), ("pain", 4.5), ("health", 4.5),
        ("position", 2), ("stand", 3), ("intro_practice", 1), ("squats_practice", 8),
        ("result", 9), ("printed", 6), ("thanks", 6),
    )  # fmt: skip
    answers = [[f"raise_{s}", f"hold_{s}", f"lower_{s}"] for s in ("right", "left", "left")]
    squats = ["squat_1", "stand", "squat_2", "stand"]
    again = ["raise_right", "hold_right", "lower_right", "stand"]
    assert order == [
        AWAY, "walk_in", "stand", *answers[0], "stand", *answers[1], "stand", *answers[2], "stand",
        *squats, *again, *again, "walk_out", AWAY,
    ]  # fmt: skip
    assert acting.place == AWAY


def test_a_raised_hand_comes_down_when_the_screen_changes(clips: Clips) -> None:
    acting = Acting(ALREADY_THERE, clips.by_name)
    frames = acting.frames()
    acting.cue("consent")
    assert list(islice(frames, 90))[-1].clip == "hold_right"
    acting.cue("pain")
    after = [s.clip for s in islice(frames, 60)]
    assert after.index("lower_right") <= 13
    assert "raise_left" in after


def test_the_reaction_time_passes_before_anything_is_done(clips: Clips) -> None:
    acting = Acting(ALREADY_THERE, clips.by_name)
    frames = acting.frames()
    acting.cue("consent")
    assert {s.clip for s in islice(frames, 35)} == {"stand"}
    assert "raise_right" in {s.clip for s in islice(frames, 3)}


def test_the_same_state_twice_can_be_acted_differently(clips: Clips) -> None:
    order, _ = act_out(WRONG_HAND, clips, ("attract", 5), ("pain", 6), ("referred", 7), ("pain", 6))
    assert [n for n in order if n.startswith("raise")] == [
        "raise_right", "raise_left", "raise_left",
    ]  # fmt: skip


def test_who_steps_out_comes_back(clips: Clips) -> None:
    order, acting = act_out(
        STEPS_OUT, clips, ("position", 4), ("squats_uncued", 12), ("paused_away", 8),
        ("squats_uncued", 10),
    )  # fmt: skip
    assert order.count("walk_out") == 1
    assert order.count("walk_in") == 2
    assert order[-3:-1].count("squat_2") == 1 or "squat_2" in order[-4:]
    assert acting.place == "mark"


def test_cues_that_repeat_or_come_mid_squat_do_not_break_a_squat(clips: Clips) -> None:
    acting = Acting(ALREADY_THERE, clips.by_name)
    frames = acting.frames()
    acting.cue("squats_practice")
    list(islice(frames, 60))
    acting.cue("squats_practice")
    acting.cue("retry")
    shown = list(islice(frames, 90))
    squat = [s.number for s in shown if s.clip == "squat_1"]
    assert squat[-1] == clips.by_name["squat_1"].frame_count - 1
    assert shown[-1].clip == "stand"


def test_every_script_names_clips_that_exist_and_ways_between_places(clips: Clips) -> None:
    known = {**clips.by_name, AWAY: Nobody()}
    states = ("attract", "consent", "pain", "referred", "squats_practice", "squats_uncued",
              "squats_cued", "paused_away", "refused_seated", "result", "thanks")  # fmt: skip
    for given in SCRIPTS.values():
        for _, acts in given.acts:
            for act in acts:
                assert all(step.clip in known for step in act.steps), given.name
        acting = Acting(given, clips.by_name)
        frames, last = acting.frames(), known[AWAY] if given.start == AWAY else None
        for state in states:
            acting.cue(state)
            for a, b in pairwise(islice(frames, 400)):
                if a.clip != b.clip:
                    assert known[a.clip].end == known[b.clip].start, (given.name, a, b)
        assert last is None or last.start == AWAY
    for (here, there), name in ROUTES.items():
        assert (known[name].start, known[name].end) == (here, there)


def test_a_script_is_found_by_its_name() -> None:
    assert script("PEOPLE_BEHIND") is PEOPLE_BEHIND
    assert script("people-behind") is PEOPLE_BEHIND
    with pytest.raises(ConfigError, match="willing"):
        script("no_such_member")


# Frames


def test_the_stream_is_a_camera_on_its_side_and_counts_its_frames() -> None:
    frames = list(timeline(["raise_right"]).frames())
    assert [f.number for f in frames] == list(range(24))
    assert frames[0].depth.shape == (480, 848)
    assert not frames[0].depth.flags.writeable
    assert frames[3].time_s == pytest.approx(0.1)
    assert frames[0].gravity is not None


def test_a_loop_left_midway_passes_smoothly_into_what_follows() -> None:
    actor = DemoActor(Script("cut", (("now", do("raise_right", after_s=0.0)),), start="mark"))
    frames = actor.frames()
    before = list(islice(frames, 41))[-1]
    actor.cue("now")
    seen = [f.depth.astype(np.int64) for f in (before, *islice(frames, 4))]
    assert actor.doing == "raise_right"
    for a, b in pairwise(seen):
        # Seen up to 1040; the whole member jumping aside by 4 mm makes 1600.
        assert np.sum(np.abs(a - b) > 300) < 1500


def test_somebody_else_walks_up_rests_and_walks_on() -> None:
    extra = Extra(0.3, 2.0, -1.0, 60.0, begins_s=1.0, walk_s=1.5, rest_s=4.0)
    assert extra.at(0.9) is None
    assert extra.at(2.0) == (1.0, True)
    assert extra.at(3.0) == (0.5, False)
    assert extra.at(6.0) == (0.5, False)
    assert extra.at(7.5) == (-0.5, True)


def test_people_behind_are_in_the_picture_and_the_member_stays_in_front() -> None:
    walking = tuple(replace(e, begins_s=e.begins_s - 6.0) for e in PEOPLE_BEHIND.extras)
    alone, crowd = (
        next(timeline(["stand"], replace(PEOPLE_BEHIND, extras=extras)).frames())
        for extras in ((), walking)
    )
    before, after = alone.depth.astype(np.int64), crowd.depth.astype(np.int64)
    behind = (before - after) > 500
    assert behind.sum() > 5000
    assert not behind[before < 2000].any()
    assert after[behind].min() > 2500


# What the kiosk makes of it


def sights(
    setting: Setting, model: OnnxPose, actions: list[Doing], every: int, like: Script | None = None
) -> list[Sight]:
    """Every so-many-th frame of a chain of clips through the whole sensing."""
    sensing = Sensing(setting, Segmenter(), model)
    frames: list[DepthFrame] = list(timeline(actions, like).frames())[::every]
    return [sensing.step(frame) for frame in frames]


def heights(setting: Setting, seen: list[Sight], joint: str) -> FloatArray:
    """(n,) over the floor, metres; every sight must have a skeleton."""
    assert setting.floor is not None
    skeletons = [s.skeleton for s in seen]
    assert all(s is not None for s in skeletons)
    points = np.stack([s.points_m[INDEX[joint]] for s in skeletons if s is not None])
    return np.asarray(setting.floor.height(points))


@pytest.mark.parametrize(("side", "other"), [("R", "L"), ("L", "R")])
def test_a_raised_hand_is_measured_above_the_head(
    setting: Setting, model: OnnxPose, side: str, other: str
) -> None:
    word = {"R": "right", "L": "left"}[side]
    seen = sights(setting, model, [f"hold_{word}"], 10)
    head = heights(setting, seen, "Head")
    assert np.all(heights(setting, seen, f"{side}Wrist") - head > 0.15)
    assert np.all(heights(setting, seen, f"{other}Wrist") - head < -0.7)


def test_a_shy_hand_is_measured_about_the_shoulder(setting: Setting, model: OnnxPose) -> None:
    seen = sights(setting, model, ["hold_right_low"], 10)
    above = heights(setting, seen, "RWrist") - heights(setting, seen, "RShoulder")
    assert abs(np.median(above)) < 0.08
    assert np.all(heights(setting, seen, "RWrist") - heights(setting, seen, "RElbow") > 0.1)


def test_arms_held_forward_in_a_squat_stay_under_the_shoulders(
    setting: Setting, model: OnnxPose
) -> None:
    seen = sights(setting, model, ["squat_1"], 6)
    for side in "RL":
        above = heights(setting, seen, f"{side}Wrist") - heights(setting, seen, f"{side}Shoulder")
        assert np.all(above < 0.05)


class _HalfRate:
    """Every other frame: enough to measure by, in half the time."""

    def __init__(self, actor: DemoActor) -> None:
        self._actor = actor
        self.intrinsics = actor.intrinsics

    def frames(self) -> Iterator[DepthFrame]:
        for frame in islice(self._actor.frames(), 0, None, 2):
            yield replace(frame, number=frame.number // 2)

    def close(self) -> None: ...


def test_as_many_squats_are_found_as_are_played_and_only_the_right_knee_goes_in(
    model: OnnxPose,
) -> None:
    actions: list[Doing] = [("stand", 3.4), "squat_1", ("stand", 0.6), "squat_2", "squat_3"]
    found = analyze(
        _HalfRate(timeline(actions)), model, Segmenter(), model.errors, load_bands(), Options()
    ).assessment
    assert found.squats_found == found.valid_uncued == 3
    right, left = found.right.knee_plane_offset_at_60, found.left.knee_plane_offset_at_60
    assert right is not None
    assert left is not None
    assert 0.035 < right.value < 0.06
    assert abs(left.value) < 0.02


def test_nobody_is_seen_after_walking_out(setting: Setting, model: OnnxPose) -> None:
    seen = sights(setting, model, ["walk_out", (AWAY, 0.4)], 6)
    assert seen[0].person
    assert not any(s.person for s in seen[-2:])
    assert not any(s.others for s in seen)


def test_a_child_is_measured_as_one(setting: Setting, model: OnnxPose) -> None:
    seen = sights(setting, model, [("stand", 1.0)], 6, CHILD)
    hip = 0.5 * (heights(setting, seen, "RHip") + heights(setting, seen, "LHip"))
    assert np.all((hip > 0.4) & (hip < 0.65))


def test_who_sits_in_a_wheelchair_is_one_person_with_bent_knees(
    setting: Setting, model: OnnxPose
) -> None:
    """The net was never shown a chair: it takes them for somebody deep in a squat. Their hips
    measure lower than their knees, which nobody's do who stands."""
    seen = sights(setting, model, [("seated", 1.0)], 6, WHEELCHAIR)
    assert all(s.person and s.others == 0 and not s.holes and not s.legs_cut for s in seen)
    assert np.all(heights(setting, seen, "RHip") < 0.65)
    assert np.all(heights(setting, seen, "Head") > 1.3)
    assert np.all(heights(setting, seen, "RHip") - heights(setting, seen, "RKnee") < 0.05)
