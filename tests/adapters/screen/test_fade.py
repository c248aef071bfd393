"""A figure fades where the picture ends, there only, and only as much as it is cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.adapters.result_picture import pixels
from kiosk.adapters.screen.fade import REACH, Edges, fade_out
from tests import screens
from tests.adapters.screen import gallery

HIGH = 200.0
FAR = Edges(-1000, -1000, 1000)


def figure() -> np.ndarray:
    return np.full((60, 80), 255, np.uint8)


def faded(edges: Edges, opacity: np.ndarray | None = None) -> np.ndarray:
    opacity = figure() if opacity is None else opacity
    fade_out(opacity, edges, HIGH, inside=1)
    return opacity


@pytest.mark.parametrize(
    ("edges", "turn"),
    [
        (replace(FAR, top=4), lambda a: a.T),
        (replace(FAR, left=4), lambda a: a),
        (replace(FAR, right=56), lambda a: a[::-1]),
    ],
    ids=["top", "left", "right"],
)
def test_it_grows_from_nothing_at_the_edge_to_all_of_it(edges, turn) -> None:
    lines = turn(faded(edges))
    end = 4 + round(REACH * HIGH)
    assert lines[:5].max() < 8
    assert (np.diff(lines[:, 5].astype(int)) >= 0).all()
    assert lines[end:].min() == 255
    assert (lines == lines[:, :1]).all(), "alike along the whole edge"


def test_a_figure_clear_of_every_edge_is_left_as_it_is() -> None:
    assert (faded(FAR) == 255).all()
    opacity = figure()
    opacity[:, :10] = 0
    before = opacity.copy()
    assert np.array_equal(faded(replace(FAR, top=4), opacity), before)


def test_it_fades_the_more_the_more_is_cut() -> None:
    middle = []
    for wide in (1, 3, 30):
        opacity = np.zeros((60, 80), np.uint8)
        opacity[:wide] = 255
        middle.append(int(faded(replace(FAR, top=0), opacity)[0, 5]))
    assert middle[0] > middle[1] > middle[2]


def test_a_head_out_of_the_picture_has_no_hard_edge_on_the_screen() -> None:
    at = screens.states()["position"]
    moment = screens.moment(at)
    live = moment.live
    assert live is not None
    assert live.silhouette is not None
    bare = replace(live, joints_px=np.full_like(live.joints_px, np.nan), feet=())
    empty = replace(bare, silhouette=replace(live.silhouette, mask=0 * live.silhouette.mask > 0))
    with_it, without = (
        pixels(gallery.draw(screens.screen(at), replace(moment, live=one), (540, 960))).astype(int)
        for one in (bare, empty)
    )
    figure = np.abs(with_it - without).sum(axis=2)
    first = int(np.flatnonzero(figure.max(axis=1) > 3)[0])
    assert figure[first].max() < 30
    assert figure[first : first + 20].max() > figure[first].max()
