"""A visit of the first version's table as columns of today's. kiosk.core and stdlib only."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid5

from kiosk.adapters.store.packing import PACKING, pack
from kiosk.adapters.store.values import LEG, key, normalised
from kiosk.core.figures import Figures, figures
from kiosk.errors import InputError, StoreError

_UNNAMED: Final = UUID("6b6e6565-0001-4000-8000-000000000001")
"""What is not a UUID there becomes one under this name; the first version did not check."""


def former_columns(row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns of `visit_kinds` but id, and of `visits` but id, version_id and kind_id. row: of the
    first version's `visits`."""
    try:
        visit = key(row.visit)
    except StoreError:
        visit = uuid5(_UNNAMED, row.visit).bytes
    try:
        found = figures(row.document)
    except InputError:  # kept all the same: it is what was measured
        found = Figures()
    columns = {
        "visit": visit,
        "ticket": normalised(row.ticket),
        "started_us": row.started_us,
        "kept_from_us": row.started_us if row.clock_ok else None,
        "reasons": " ".join(found.reasons),
        "packing": PACKING,
        "document": pack(row.document),
    }
    for side, leg in (("left", found.left), ("right", found.right)):
        columns |= {f"{side}_{name}": getattr(leg, name) for name in LEG}
    kind = {
        "verdict": found.verdict,
        "left_band": found.left.band or "",
        "right_band": found.right.band or "",
        "language": row.language,
        "clock_ok": row.clock_ok,
    }
    return kind, columns
