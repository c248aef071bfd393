"""What a pose model file must say of itself, and whether it does. stdlib and kiosk.core only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kiosk.core import posenet, strictjson
from kiosk.core.interval import ErrorModel
from kiosk.errors import InputError, ModelError

NAME: Final = "knee-kiosk-pose/1"
CONTRACT_KEY: Final = "contract"
ERRORS_KEY: Final = "errors"
FIGURES_KEY: Final = "figures"


def expected() -> dict[str, Any]:
    """The contract that this program's patches, joints and units amount to."""
    patches = {
        name: {
            "rows": s.rows,
            "columns": s.columns,
            "mm_per_px": s.mm_per_px,
            "foot_rows": s.foot_rows,
        }
        for name, s in (("body", posenet.BODY), ("feet", posenet.FEET))
    }
    return {
        "name": NAME,
        "channels": posenet.CHANNELS,
        "depth_span_m": posenet.DEPTH_SPAN_M,
        "patches": patches,
        "joints": list(posenet.JOINTS),
        "feet_joints": list(posenet.FEET_JOINTS),
        "output": ["column_px", "row_px", "depth_m", "log_sigma_across_m", "log_sigma_along_m"],
    }


def check(metadata: Mapping[str, str], source: str) -> ErrorModel:
    """The error model in a model's metadata. Raises ModelError where the contract differs."""
    try:
        said = strictjson.loaded(metadata[CONTRACT_KEY])
        errors = strictjson.loaded(metadata[ERRORS_KEY])
    except (KeyError, ValueError) as error:
        raise ModelError(
            f"{source} does not say what it expects and gives (metadata {error}); it is no pose "
            "model of this kiosk. Install the model that came with it."
        ) from error
    wanted = expected()
    differing = sorted(k for k in wanted if not isinstance(said, dict) or said.get(k) != wanted[k])
    if differing:
        raise ModelError(
            f"{source} was made for another version of the kiosk: {', '.join(differing)} differ "
            "from what this one uses. Install the model that came with it."
        )
    try:
        return ErrorModel(**errors)
    except (TypeError, InputError) as error:
        raise ModelError(f"{source} states no usable measurement error: {error}") from error
