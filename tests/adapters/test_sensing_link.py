"""The child's end of the pipes and the messages on them, without a child."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.adapters.demo_member import DemoMember
from kiosk.adapters.segment_cv import Segmenter
from kiosk.adapters.sense_codec import ALIVE, Decoder, encode
from kiosk.adapters.sensing_link import WAITING, Link
from kiosk.core.senses import CameraFault, Seen, Sense, SourceEnded
from kiosk.core.sight import Sight, Silhouette
from kiosk.core.skeleton import Skeleton
from kiosk.sensing import Sensing, settle
from tests.support.nought_model import NoughtModel
from tests.support.sensing_targets import seen


class Pipes:
    """A link and the kiosk's ends of it."""

    def __init__(self, beat_s: float = 1000.0) -> None:
        self.sights, theirs = os.pipe()
        cues, self.cues = os.pipe()
        os.set_blocking(self.sights, False)
        self.link = Link(theirs, cues, beat_s=beat_s)
        self._open = {self.sights, theirs, cues, self.cues}
        self._decoder = Decoder()

    def raw(self) -> bytes:
        try:
            return os.read(self.sights, 1 << 20)
        except BlockingIOError:
            return b""

    def read(self) -> list[Sense]:
        """All that is there, and what the link gets rid of meanwhile."""
        got = list[Sense]()
        while data := self.raw():
            got += self._decoder.feed(data)
            self.link._flush()
        return got

    def shut(self, descriptor: int) -> None:
        os.close(descriptor)
        self._open.remove(descriptor)

    def close(self) -> None:
        for descriptor in self._open:
            os.close(descriptor)


@pytest.fixture
def pipes() -> Iterator[Pipes]:
    made = Pipes()
    yield made
    made.close()


def numbers(got: list[Sense]) -> list[int]:
    return [one.number for one in got if isinstance(one, Seen)]


def test_what_is_sent_arrives_in_order(pipes: Pipes) -> None:
    for number in range(20):
        pipes.link.send(seen(number))
    pipes.link.send(SourceEnded())
    got = pipes.read()
    assert numbers(got) == list(range(20))
    assert got[-1] == SourceEnded()
    assert [one.lost for one in got[:-1] if isinstance(one, Seen)] == [0] * 20


def test_a_full_pipe_costs_old_sights_and_nothing_else(pipes: Pipes) -> None:
    count = 3000
    for number in range(count):
        pipes.link.send(seen(number))
        if number % 1000 == 999:
            pipes.link.send(CameraFault(f"{number}"))
        assert len([s for s in pipes.link._waiting if isinstance(s, Seen)]) <= WAITING
    got = pipes.read()
    came = numbers(got)
    assert came == sorted(set(came))
    assert len(came) < count
    assert came[-WAITING:] == list(range(count - WAITING, count)), "the newest are there"
    sights = [one for one in got if isinstance(one, Seen)]
    last = -1
    for one in sights:
        assert one.lost == one.number - last - 1
        last = one.number
    assert [f.text for f in got if isinstance(f, CameraFault)] == ["999", "1999", "2999"]
    pipes.link.send(seen(count))
    assert numbers(pipes.read()) == [count]


def test_losses_before_are_added(pipes: Pipes) -> None:
    for number in range(3000):
        pipes.link.send(replace(seen(number), lost=1))
    sights = [one for one in pipes.read() if isinstance(one, Seen)]
    assert sum(one.lost + 1 for one in sights) == 6000


def test_cues_come_line_by_line_however_they_are_cut(pipes: Pipes) -> None:
    os.write(pipes.cues, b"attract\ncon")
    assert pipes.link.receive_cue(0.0) == "attract"
    assert pipes.link.receive_cue(0.0) is None
    os.write(pipes.cues, "sent\nhéllo\n".encode())
    assert pipes.link.receive_cue(0.0) == "consent"
    assert pipes.link.receive_cue(0.0) == "héllo"
    assert pipes.link.receive_cue(0.0) is None
    assert pipes.link.receive_cue(0.01) is None


def test_a_kiosk_that_closes_its_end_wants_no_more(pipes: Pipes) -> None:
    os.write(pipes.cues, b"attract\n")
    pipes.shut(pipes.cues)
    assert pipes.link.receive_cue(0.0) == "attract"
    with pytest.raises(EOFError, match="closed its end"):
        pipes.link.receive_cue(60.0)


def test_a_kiosk_that_is_gone_is_noticed_in_sending(pipes: Pipes) -> None:
    pipes.shut(pipes.sights)
    with pytest.raises(EOFError, match="gone"):
        pipes.link.send(seen(0))


def test_who_asks_for_cues_shows_that_it_lives() -> None:
    pipes = Pipes(beat_s=0.0)
    pipes.link.receive_cue(0.0)
    assert pipes.raw() == ALIVE
    pipes.close()
    silent = Pipes(beat_s=1000.0)
    silent.link.receive_cue(0.0)
    assert silent.raw() == b""
    silent.close()


def test_signs_of_life_do_not_fill_the_pipe() -> None:
    pipes = Pipes(beat_s=0.0)
    for _ in range(100_000 // len(ALIVE)):
        pipes.link.receive_cue(0.0)
    pipes.link.send(SourceEnded())
    assert pipes.read() == [SourceEnded()]
    pipes.close()


@given(st.lists(st.integers(1, 400), max_size=40))
def test_messages_may_be_cut_anywhere(cuts: list[int]) -> None:
    sent: list[Sense] = [CameraFault("a"), SourceEnded(), CameraFault("b" * 300)]
    data = ALIVE + b"".join(encode(one) + ALIVE for one in sent)
    decoder, got = Decoder(), list[Sense]()
    for cut in cuts:
        got += decoder.feed(data[:cut])
        data = data[cut:]
    assert got + decoder.feed(data) == sent


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_an_outline_comes_back_to_the_pixel(rows: int, columns: int, seed: int) -> None:
    mask = np.random.default_rng(seed).random((rows, columns)) < 0.5
    outline = Silhouette(mask, 4, columns * 4, rows * 4)
    skeleton = Skeleton(np.full((26, 3), np.nan), np.arange(26.0), 1.5)
    sight = Sight(1.5, skeleton, True, 2, False, True, 0.25, (0.5, 1.5), 1.75, outline)
    (back,) = Decoder().feed(encode(Seen(sight, 7, 0.025, 3)))
    assert isinstance(back, Seen)
    assert (back.number, back.lag_s, back.lost) == (7, 0.025, 3)
    assert back.sight.skeleton is not None
    np.testing.assert_array_equal(back.sight.skeleton.points_m, skeleton.points_m)
    np.testing.assert_array_equal(back.sight.skeleton.sigma_m, skeleton.sigma_m)
    again = back.sight.silhouette
    assert again is not None
    np.testing.assert_array_equal(again.mask, mask)
    assert again.mask.dtype == np.bool_
    assert (again.step, again.width_px, again.height_px) == (4, columns * 4, rows * 4)
    for name in (
        "time_s",
        "person",
        "others",
        "legs_cut",
        "holes",
        "lowest_m",
        "place_m",
        "tall_m",
    ):
        assert getattr(back.sight, name) == getattr(sight, name)


def test_a_sight_of_a_member_is_small() -> None:
    frames = list(islice(DemoMember().frames(), 2))
    sensing = Sensing(settle(frames, "auto"), Segmenter(), NoughtModel(), outlines=True)
    sight = sensing.step(frames[-1])
    assert sight.silhouette is not None
    assert sight.silhouette.mask.sum() > 1000
    assert len(encode(Seen(sight, 1, 0.02))) < 2500
