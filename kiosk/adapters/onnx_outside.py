"""Whether a model refers to anything outside its own file. Standard library only.

Weights may lie in other files (TensorProto.external_data), which the runtime would read at a path
that the model names; and an operator of a vendor's own domain may name one, too. Every message of
onnx.proto3 that can hold a tensor is walked, in whatever order and however often its fields come,
before the runtime sees a byte.
"""

from __future__ import annotations

from typing import Final

from kiosk.adapters.onnx_wire import fields

DOMAINS: Final = (b"", b"ai.onnx")
"""Of operators: the standard's own, which know of no files."""
DEEPEST: Final = 64
_TENSOR, _NODE, _GRAPH, _ATTRIBUTE, _SPARSE, _FUNCTION, _TRAINING, _MODEL = range(8)
_EXTERNAL_DATA: Final = 13
_DOMAIN: Final = 7
_INSIDE: Final[dict[int, dict[int, int]]] = {
    _MODEL: {7: _GRAPH, 20: _TRAINING, 25: _FUNCTION},
    _TRAINING: {1: _GRAPH, 2: _GRAPH},
    _FUNCTION: {7: _NODE, 11: _ATTRIBUTE},
    _GRAPH: {1: _NODE, 5: _TENSOR, 15: _SPARSE},
    _NODE: {5: _ATTRIBUTE},
    _ATTRIBUTE: {5: _TENSOR, 6: _GRAPH, 10: _TENSOR, 11: _GRAPH, 22: _SPARSE, 23: _SPARSE},
    _SPARSE: {1: _TENSOR, 2: _TENSOR},
    _TENSOR: {},
}
"""Numbers of the fields that hold messages which lead to tensors."""


def outside(model: bytes) -> str:
    """What it refers to, '' nothing. Raises ValueError where it is no ONNX model."""
    try:
        return _outside(model, _MODEL, 0)
    except IndexError as error:
        raise ValueError("it ends too early") from error


def _outside(message: bytes, kind: int, depth: int) -> str:
    if depth > DEEPEST:
        raise ValueError(f"it is nested more than {DEEPEST} deep")
    for number, content in fields(message):
        if kind == _TENSOR and number == _EXTERNAL_DATA:
            return "weights in another file"
        if kind == _NODE and number == _DOMAIN and content not in DOMAINS:
            return f"operators of {content[:40].decode(errors='replace')!r}"
        inner = _INSIDE[kind].get(number)
        if inner is not None and (found := _outside(content, inner, depth + 1)):
            return found
    return ""
