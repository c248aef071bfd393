"""What a pose model's file says of itself, without loading the model. Standard library only.

An .onnx file is a protocol buffer (onnx.proto3, ModelProto) whose field 14 repeats key and value;
everything else is stepped over. Loading it with its runtime takes a hundred times longer.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from kiosk.adapters.onnx_wire import fields
from kiosk.core import contract, strictjson
from kiosk.errors import ModelError
from kiosk.reports.visit_facts import ModelCard

METADATA: Final = 14


def read_card(path: Path) -> ModelCard:
    """Raises ModelError where the file cannot be read or is no model."""
    try:
        data = path.read_bytes()
        entries = dict(map(_entry, (value for field, value in fields(data) if field == METADATA)))
        errors, figures = (
            strictjson.loaded(entries.get(key, "{}"))
            for key in (contract.ERRORS_KEY, contract.FIGURES_KEY)
        )
    except OSError as error:
        raise ModelError(f"The pose model {path} cannot be read: {error.strerror}.") from error
    except (ValueError, IndexError) as error:
        raise ModelError(f"{path} cannot be read as an ONNX model: {error}.") from error
    if not isinstance(errors, dict) or not isinstance(figures, dict):
        raise ModelError(f"The figures in {path} are no JSON objects.")
    return ModelCard(sha256(data).hexdigest(), errors, figures)


def _entry(data: bytes) -> tuple[str, str]:
    found: dict[int, Any] = dict(fields(data))
    return found.get(1, b"").decode(), found.get(2, b"").decode()
