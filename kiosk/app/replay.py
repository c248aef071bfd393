"""`kiosk replay` put together: a recording through the whole way again, before somebody's eyes.

May import all below. What is drawn is the live screen's own figure: outline and joints, nothing of
the camera's picture.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kiosk.app.recordings import Progress, Request, analysis_of, installed, silence_pygame

if TYPE_CHECKING:
    from kiosk.adapters.screen.replay_picture import ReplayPicture
    from kiosk.core.coach import Coach
    from kiosk.core.frame import DepthFrame
    from kiosk.core.resultview import ResultView
    from kiosk.core.sight import Setting, Sight


@dataclass(frozen=True, slots=True)
class Asked:
    """video: a file to write (.mp4, .avi) or, if it is a folder, one for a PNG a frame; None shows
    it in a window. speed: 2 plays twice as fast."""

    request: Request
    speed: float = 1.0
    video: Path | None = None
    folder: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """frames: drawn. verdict: '' where it was ended before the recording was over."""

    frames: int
    verdict: str
    told: tuple[str, ...]


class _Ended(Exception):  # noqa: N818 - no fault: somebody closed the window
    pass


class _Sink(Protocol):
    """Where the pictures go; they are pygame's surfaces."""

    def begin(self, *, portrait: bool) -> tuple[int, int]:
        """The pictures' size, px."""
        ...

    def show(self, picture: Any, time_s: float) -> bool:
        """False: no more, please."""
        ...

    def last(self, picture: Any) -> None: ...

    def close(self) -> None: ...


def replay(asked: Asked, progress: Progress) -> Played:
    """Play it. Raises RecordingError, DisplayError without a screen, InputError for the video."""
    silence_pygame()
    with installed():
        from kiosk.adapters.db3file import inspect_db3
        from kiosk.adapters.rs_values import known_options
        from kiosk.core.notices import noted, told
        from kiosk.core.resultview import result_view
    frames = inspect_db3(asked.request.recording, known_options()).depth_frames
    with closing(_sink(asked)) as sink:
        player = _Player(sink, asked.request, frames)
        try:
            analysis, _ = analysis_of(asked.request, progress, player.watch)
        except _Ended:
            return Played(player.shown, "", ())
        answer = analysis.assessment
        player.last(result_view(answer))
    words = tuple(str(message) for message in told(answer) + noted(answer))
    return Played(player.shown, answer.verdict, words)


class _Player:
    """Follows the member as the live screen does, and draws. shown: how many frames."""

    def __init__(self, sink: _Sink, request: Request, frames: int) -> None:
        with installed():
            from kiosk.core.replayed import Squats
        self._sink, self._config, self._frames = sink, request.config, frames
        self._begun: tuple[ReplayPicture, Coach, float] | None = None
        self._squats = Squats()
        self.shown = 0

    def watch(self, number: int, frame: DepthFrame, setting: Setting, sight: Sight) -> None:
        """One frame. Raises _Ended."""
        from kiosk.core import coach
        from kiosk.core.replayed import caption, followed

        picture, state, start_s = self._begun or self._begin(frame, setting)
        state, scene, live = coach.step(state, sight, frame.time_s)
        self._begun = picture, state, start_s
        self._squats = followed(self._squats, scene)
        words = caption(number, self._frames, frame.time_s - start_s, scene, live, self._squats)
        if not self._sink.show(picture.draw(live, words), frame.time_s):
            raise _Ended
        self.shown += 1

    def last(self, result: ResultView) -> None:
        """The result, also of a recording in which there was nothing to draw."""
        picture = self._picture(portrait=True) if self._begun is None else self._begun[0]
        self._sink.last(picture.result(result))

    def _begin(self, frame: DepthFrame, setting: Setting) -> tuple[ReplayPicture, Coach, float]:
        from kiosk.core import coach
        from kiosk.core.bodynow import Mark
        from kiosk.core.mount import upright_lens

        lens, mark = upright_lens(frame.intrinsics, setting.mount), self._config.mark
        picture = self._picture(portrait=lens.height >= lens.width)
        where = Mark(ahead_m=mark.ahead_m, right_m=mark.right_m)
        return picture, coach.start(setting, lens, where), frame.time_s

    def _picture(self, *, portrait: bool) -> ReplayPicture:
        with installed():
            from kiosk.adapters.screen.replay_picture import ReplayPicture
        return ReplayPicture(self._sink.begin(portrait=portrait))


def _sink(asked: Asked) -> _Sink:
    with installed():
        from kiosk.adapters.screen.replay_window import ReplayWindow
        from kiosk.app.replay_files import PictureFolder, Video
    if asked.video is None:
        return ReplayWindow(asked.speed)
    if asked.folder:
        return PictureFolder(asked.video)
    return Video(asked.video, asked.speed)
