"""A model's own figures, read without loading it: as its runtime reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.adapters.onnx_card import read_card
from kiosk.app.recordings import model_path
from kiosk.config import Config
from kiosk.errors import ModelError


def test_the_shipped_models_card_is_what_its_runtime_says() -> None:
    runtime = pytest.importorskip("onnxruntime")
    path = model_path(Config())
    card = read_card(path)
    said = runtime.InferenceSession(str(path)).get_modelmeta().custom_metadata_map
    assert card.errors == json.loads(said["errors"])
    assert card.figures == json.loads(said["figures"])
    manifest = json.loads((path.parent / "manifest.json").read_text(encoding="utf-8"))
    assert card.sha256 == manifest["pose.onnx"]["sha256"]


def entry(key: bytes, value: bytes) -> bytes:
    inner = b"\x0a" + bytes([len(key)]) + key + b"\x12" + bytes([len(value)]) + value
    return b"\x72" + bytes([len(inner)]) + inner


def test_a_model_without_figures_has_none(tmp_path: Path) -> None:
    path = tmp_path / "bare.onnx"
    path.write_bytes(b"\x08\x07" + b"\x0d1234" + b"\x0912345678" + entry(b"errors", b'{"a":1}'))
    assert read_card(path).errors == {"a": 1}
    assert read_card(path).figures == {}


@pytest.mark.parametrize(
    "data",
    [
        b"\x72\xff\x01abc",  # longer than the file
        b"\x08\xff",  # a number without its end
        b"\x08" + b"\xff" * 20,  # a number without end
        b"\x0b",  # a group
        entry(b"errors", b"{"),
        entry(b"errors", b"[1]"),
        entry(b"errors", b"\xff"),
    ],
)
def test_what_is_no_model_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.onnx"
    path.write_bytes(data)
    with pytest.raises(ModelError):
        read_card(path)


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        read_card(tmp_path / "none.onnx")
