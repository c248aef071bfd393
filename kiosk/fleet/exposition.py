"""Figures as monitoring programs read them: Prometheus' text format, version 0.0.4. Pure.

https://prometheus.io/docs/instrumenting/exposition_formats/. node_exporter reads such a file from
its textfile collector's folder.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.errors import InputError

_NAME: Final = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """kind: a gauge goes up and down, a counter only up until the kiosk starts anew. values: each
    with its labels; none is not told, so that nothing unknown looks like 0."""

    name: str
    kind: Literal["gauge", "counter"]
    help: str
    values: tuple[tuple[Labels, float], ...]


def metric(name: str, kind: Literal["gauge", "counter"], help_: str, value: float | None) -> Metric:
    """One value without labels; None is not known."""
    return Metric(name, kind, help_, () if value is None else (((), float(value)),))


def exposition(metrics: Iterable[Metric]) -> str:
    """The whole text. Raises InputError for a name that the format does not have."""
    lines: list[str] = []
    seen = set[str]()
    for one in metrics:
        if not _NAME.fullmatch(one.name) or one.name in seen:
            raise InputError(f"{one.name!r} is no name of a metric, or there is one already.")
        if (one.kind == "counter") != one.name.endswith("_total"):
            raise InputError(f"{one.name!r}: a counter's name ends in _total, and no other's does.")
        seen.add(one.name)
        if one.values:
            lines.append(f"# HELP {one.name} {_escaped(one.help, quotes=False)}")
            lines.append(f"# TYPE {one.name} {one.kind}")
            lines += [
                f"{one.name}{_labels(labels)} {_number(value)}" for labels, value in one.values
            ]
    return "".join(f"{line}\n" for line in lines)


def _labels(labels: Labels) -> str:
    wrong = [name for name, _ in labels if not _LABEL.fullmatch(name) or name.startswith("__")]
    if wrong or len({name for name, _ in labels}) < len(labels):
        raise InputError(f"{wrong or labels} are no names of labels, or one is there twice.")
    told = ",".join(f'{name}="{_escaped(value, quotes=True)}"' for name, value in labels)
    return f"{{{told}}}" if told else ""


def _escaped(text: str, *, quotes: bool) -> str:
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace('"', '\\"') if quotes else text


def _number(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
