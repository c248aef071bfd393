"""Recordings put together: analyse one, make one, show what came of it.

Everything heavy is imported inside the functions, so that `kiosk --help` starts at once and a
package that does not load is told in a sentence.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from kiosk import __version__
from kiosk.config import Config
from kiosk.errors import InstallationError, RecordingError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kiosk.adapters.capture import Recorded
    from kiosk.adapters.onnx_pose import OnnxPose
    from kiosk.analysis import Analysis, Watch
    from kiosk.core.assessment import Assessment
    from kiosk.core.slip import Imprint
    from kiosk.core.zone import Zone


class Progress(Protocol):
    """Told after every frame: how many are done, and of how many where that is known."""

    def __call__(self, done: int, total: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Sets:
    """How many squats of each kind a recording holds, in this order."""

    practice: int
    uncued: int
    cued: int


@dataclass(frozen=True, slots=True)
class Request:
    """What `kiosk analyze` was asked: mount auto, portrait or landscape; no sets = all uncued."""

    recording: Path
    mount: str
    sets: Sets | None
    config: Config


@dataclass(frozen=True, slots=True, eq=False)
class Analyzed:
    """All that can be handed out about one recording.

    document: the JSON of docs/assessment-schema.md, ready to dump. joints: the arrays of the
    `.npz`. told: the reasons in sentences, empty where it was measured. draw_result, draw_slip:
    write a PNG to a path.
    """

    document: Mapping[str, Any]
    joints: Mapping[str, NDArray[Any]]
    told: tuple[str, ...]
    draw_result: Callable[[Path], None]
    draw_slip: Callable[[Path], None]

    @property
    def verdict(self) -> str:
        """measured, retry or not_visible."""
        return str(self.document["verdict"])


def model_path(config: Config) -> Path:
    """The configured pose model, or the one that came along: in the package or, in a checkout,
    beside it."""
    if config.model.path:
        return Path(config.model.path)
    package = Path(__file__).parent.parent
    inside = package / "models" / "pose.onnx"
    return inside if inside.exists() else package.parent / "models" / "pose.onnx"


def model_sha256(config: Config) -> str:
    """Of the pose model's file, hexadecimal; '' where there is none to be read."""
    try:
        return sha256(model_path(config).read_bytes()).hexdigest()
    except OSError:
        return ""


def check_recording(path: Path) -> None:
    """Refuse what is no file to read, before anything heavy is loaded. Raises RecordingError."""
    if path.is_dir():
        raise RecordingError(f"{path} is a folder; a recording is one .db3 file.")
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise RecordingError(f"The recording {path} cannot be read: {error.strerror}.") from error


@contextmanager
def installed() -> Iterator[None]:
    """A package of ours that does not load, as an InstallationError with a way to find out more."""
    try:
        yield
    except ImportError as error:
        raise InstallationError(
            f"A part of the installation does not load: {error}. scripts/import-check tells more."
        ) from error


def analyze_recording(request: Request, progress: Progress) -> Analyzed:
    """Recording, network and segmentation put together, and one recording taken through them.

    Raises RecordingError where it cannot be read, ModelError where the network is not ours.
    """
    analysis, model = analysis_of(request, progress)
    with installed():
        from kiosk.core.notices import noted, told
    answer = analysis.assessment
    return Analyzed(
        _document(analysis, model.name, model.sha256),
        _joints(analysis),
        tuple(str(message) for message in told(answer) + noted(answer)),
        partial(_draw_result, answer),
        partial(_draw_slip, answer, _imprint(request.config, model)),
    )


def analysis_of(
    request: Request, progress: Progress, watch: Watch | None = None
) -> tuple[Analysis, OnnxPose]:
    """The same as values, with the model that was used; watch is told of every usable frame."""
    with installed():
        from kiosk.adapters.bands_file import load_bands
        from kiosk.adapters.onnx_pose import OnnxPose
        from kiosk.adapters.recording import Db3Recording
        from kiosk.adapters.segment_cv import Segmenter
        from kiosk.analysis import Options, analyze
    model = OnnxPose(model_path(request.config))
    camera = Db3Recording(request.recording)
    sets = None if request.sets is None else astuple(request.sets)
    options = Options(orientation(request), sets)
    try:
        analysis = analyze(
            camera,
            model,
            Segmenter(zone(request.config)),
            model.errors,
            load_bands(),
            options,
            lambda done: progress(done, camera.frame_count),
            watch,
        )
    finally:
        camera.close()
    return analysis, model


def orientation(request: Request) -> Literal["auto", "portrait", "landscape"]:
    """What was said on the command line, or else in the configuration."""
    asked = request.config.mount.orientation if request.mount == "auto" else request.mount
    known: dict[str, Literal["auto", "portrait", "landscape"]] = {
        "portrait": "portrait",
        "landscape": "landscape",
    }
    return known.get(asked, "auto")


def zone(config: Config) -> Zone:
    """The test zone as configured; what is not set there is the core's."""
    from kiosk.core.zone import Zone

    set_ = config.zone
    return Zone(set_.near_m, set_.far_m, set_.right_m, set_.half_width_m)


def _document(analysis: Analysis, name: str, sha256: str) -> Mapping[str, Any]:
    from kiosk.document import ModelFacts, RecordingFacts, report

    stream = analysis.stream
    facts = RecordingFacts(stream.frames, stream.duration_s, stream.dropped, analysis.start_s)
    return report(analysis.assessment, facts, ModelFacts(name, sha256))


def _joints(analysis: Analysis) -> Mapping[str, NDArray[Any]]:
    """The `.npz`: names (J,), points_m (T, J, 3) and sigma_m (T, J) in the depth stream's own
    optical frame, NaN where not estimated, time_s (T,) from the first depth frame."""
    import numpy as np

    from kiosk.core.skeleton import HALPE_26

    motion = analysis.joints
    return {
        "names": np.array(HALPE_26),
        "points_m": motion.points_m,
        "sigma_m": motion.sigma_m,
        "time_s": motion.time_s - analysis.start_s,
    }


def _draw_result(answer: Assessment, path: Path) -> None:
    silence_pygame()
    with installed():
        from kiosk.adapters.result_picture import save_result
        from kiosk.core.resultview import result_view
    save_result(result_view(answer), path)


def _imprint(config: Config, model: OnnxPose) -> Imprint:
    """What a slip of a recording says besides the result; when it was taken is not known."""
    from kiosk.core.printable import MOST_NAME, printable
    from kiosk.core.slip import Imprint

    gym = printable(config.gym.name, MOST_NAME)
    made_by = printable(f"{model.name} {model.sha256[:8]}", MOST_NAME)
    return Imprint(gym=gym, model=made_by, kiosk=__version__)


def _draw_slip(answer: Assessment, imprint: Imprint, path: Path) -> None:
    silence_pygame()
    with installed():
        from kiosk.adapters.slip_picture import save_slip
        from kiosk.core.slip import slip
    save_slip(slip(answer, imprint), path)


def write_demo_recording(path: Path) -> None:
    """The demo's recorded member as a `.db3`, written through the camera's SDK."""
    with installed():
        from kiosk.adapters.demo_member import write_recording
    write_recording(path)


def record_live(
    config: Config, out: Path, seconds: float, progress: Callable[[float], None], *, force: bool
) -> Recorded:
    """Record the live camera in the configured mode; progress is told the seconds so far.

    Raises CameraError where there is none, RecordingError where the file cannot be made.
    """
    with installed():
        from kiosk.adapters.capture import record
        from kiosk.adapters.realsense import DepthMode
    mode = DepthMode(config.camera.width_px, config.camera.height_px, config.camera.fps)
    return record(out, seconds, progress, force=force, mode=mode)


def show_picture(path: Path, seconds: float) -> None:
    """A PNG in a window, until a key, a click or the time ends it."""
    silence_pygame()
    with installed():
        from kiosk.adapters.picture_window import show
    show(path, seconds)


def silence_pygame() -> None:
    """pygame greets on stdout when it is imported, which would spoil `--json -`."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
