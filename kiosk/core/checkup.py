"""What a check of the installation found, as values. stdlib only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Verdict = Literal["ok", "warn", "fail"]

STATUS: Final[dict[Verdict, int]] = {"ok": 0, "warn": 1, "fail": 2}
"""Exit statuses, as monitoring programs read them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """name: of what was looked at. text: what was seen. todo: what to do; '' where all is well."""

    name: str
    verdict: Verdict
    text: str
    todo: str = ""


def ok(name: str, text: str) -> Finding:
    return Finding(name, "ok", text)


def warn(name: str, text: str, todo: str) -> Finding:
    return Finding(name, "warn", text, todo)


def fail(name: str, text: str, todo: str) -> Finding:
    return Finding(name, "fail", text, todo)


def worst(found: Iterable[Finding]) -> Verdict:
    """Of all; 'ok' of none."""
    return max((one.verdict for one in found), key=lambda one: STATUS[one], default="ok")
