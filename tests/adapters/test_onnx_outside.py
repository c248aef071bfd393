"""Models that refer to what is outside of them, and models that nobody vouches for."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.adapters.model_vouching import vouched
from kiosk.adapters.onnx_outside import outside
from kiosk.adapters.onnx_pose import OnnxPose
from kiosk.errors import ModelError

MODEL = Path(__file__).parents[2] / "models" / "pose.onnx"


def field(number: int, content: bytes, size: int = 1) -> bytes:
    """One that holds bytes; size: of its number's encoding, which may be longer than need be."""
    return varint(number << 3 | 2, size) + varint(len(content)) + content


def varint(value: int, size: int = 1) -> bytes:
    out = b""
    while value > 127 or len(out) + 1 < size:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


TENSOR = field(8, b"w") + field(13, field(1, b"location") + field(2, b"../secret"))
NODE = field(4, b"Constant") + field(5, field(1, b"value") + field(5, TENSOR))
SPARSE = field(1, TENSOR)
WAYS = {
    "initializer": field(7, field(5, TENSOR)),
    "the second graph": field(7, b"") + field(7, field(5, TENSOR)),
    "a longer number": field(7, field(5, TENSOR, size=4), size=3),
    "constant": field(7, field(1, NODE)),
    "many tensors": field(7, field(1, field(5, field(10, TENSOR)))),
    "branch": field(7, field(1, field(5, field(6, field(5, TENSOR))))),
    "branches": field(7, field(1, field(5, field(11, field(1, NODE))))),
    "sparse": field(7, field(15, SPARSE)),
    "sparse attribute": field(7, field(1, field(5, field(22, SPARSE)))),
    "sparse attributes": field(7, field(1, field(5, field(23, field(2, TENSOR))))),
    "function": field(25, field(7, NODE)),
    "default of a function": field(25, field(11, field(5, TENSOR))),
    "training": field(20, field(2, field(1, NODE))),
}


@pytest.mark.parametrize("way", WAYS)
def test_weights_in_another_file_are_found_wherever_they_hide(way: str) -> None:
    assert outside(WAYS[way]) == "weights in another file"
    assert outside(WAYS[way].replace(field(13, b"")[:1], b"\x72")) != "weights in another file"


def test_operators_of_vendors_are_found() -> None:
    assert outside(field(7, field(1, field(7, b"com.microsoft")))) == "operators of 'com.microsoft'"
    assert outside(field(7, field(1, field(7, b"ai.onnx")))) == ""


def test_ours_is_one_file() -> None:
    assert outside(MODEL.read_bytes()) == ""


@pytest.mark.parametrize(
    "data",
    [
        b"\x3a\x7f",  # shorter than it says
        b"\x3b",  # a group, which nobody writes
        varint((1 << 32) | (7 << 3) | 2, 6) + b"\x00",  # a number that some cut off
        b"\x02\x00",  # field 0
        field(7, field(1, field(5, field(6, b"")))) + b"\xff",
    ],
)
def test_what_is_no_model_is_told(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        outside(data)


def test_nested_without_end() -> None:
    inner = b""
    for _ in range(100):
        inner = field(1, field(5, field(6, inner)))
    with pytest.raises(ValueError, match="nested"):
        outside(field(7, inner))


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(data: bytes) -> None:
    try:
        outside(data)
    except ValueError:
        return


def test_a_model_with_outside_weights_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    data = WAYS["initializer"]
    path = tmp_path / "pose.onnx"
    path.write_bytes(data)
    told = {"pose.onnx": {"sha256": sha256(data).hexdigest()}}
    (tmp_path / "manifest.json").write_text(json.dumps(told))
    with pytest.raises(ModelError, match="weights in another file"):
        OnnxPose(path)


def test_the_signed_manifest_decides_where_there_is_one(tmp_path: Path) -> None:
    from kiosk.core.release import FORMAT, Part, Release, write_release

    one = Part("pose.onnx", 5, sha256(b"model").hexdigest())
    file = Part("a.whl", 1, "0" * 64)
    release = Release(
        FORMAT, "1.2.3", "2026-01-01T00:00:00+00:00", "5", "a.whl", "a.whl", (), 1, (file,),
        (Part("kiosk/__init__.py", 1, "0" * 64),), (one,),
    )  # fmt: skip
    (tmp_path / "release.json").write_bytes(write_release(release))
    model = tmp_path / "elsewhere" / "pose.onnx"
    model.parent.mkdir()
    assert vouched(model, b"model", tmp_path / "venv") == one.sha256
    # A manifest beside it helps nothing: whoever can put a model there can put that there too.
    told = {"pose.onnx": {"sha256": sha256(b"other").hexdigest()}}
    model.with_name("manifest.json").write_text(json.dumps(told))
    with pytest.raises(ModelError, match=r"is not one that .*release\.json vouches for"):
        vouched(model, b"other", tmp_path / "venv")
    (tmp_path / "release.json").write_text("{}")
    with pytest.raises(ModelError, match="cannot be used"):
        vouched(model, b"model", tmp_path / "venv")
