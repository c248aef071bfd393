"""What every export starts from: a stored visit with all of it decoded. May import kiosk.core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kiosk.core import strictjson
from kiosk.core.keeping import KeptJoints, RepCurves
from kiosk.core.keeping_codec import decode_curves, decode_joints
from kiosk.core.records import VisitRecord
from kiosk.errors import InputError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class ExportVisit:
    """document: of docs/assessment-schema.md, not to be changed. curves: in the order of its reps,
    () where none were kept; joints: None where none were."""

    record: VisitRecord
    document: Json
    curves: tuple[RepCurves, ...] = ()
    joints: KeptJoints | None = None


def opened(record: VisitRecord) -> ExportVisit:
    """A record with its document, curves and joints decoded. Raises InputError for damaged ones."""
    try:
        document = strictjson.loaded(record.document)
    except ValueError as error:
        raise _damaged(record, f"its document is no JSON ({error})") from error
    if not isinstance(document, dict):
        raise _damaged(record, "its document is no JSON object")
    try:
        curves = () if record.curves is None else decode_curves(record.curves)
        joints = None if record.joints is None else decode_joints(record.joints)
    except InputError as error:
        raise _damaged(record, str(error)) from error
    return ExportVisit(record, document, curves, joints)


def at(document: Json, *keys: str) -> Any:
    """What lies under these keys of a document; None where one is missing or null."""
    here: Any = document
    for key in keys:
        here = here.get(key) if isinstance(here, dict) else None
    return here


def number(document: Json, *keys: str) -> float | None:
    """A number under these keys; None where it was not measured."""
    value = at(document, *keys)
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:  # a whole number beyond all floats was never measured
        return None


def _damaged(record: VisitRecord, how: str) -> InputError:
    return InputError(f"Visit {record.ticket or record.visit} cannot be exported: {how}")
