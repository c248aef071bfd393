"""What stands in the margin of a visit's report: definitions, accuracy, and how sure a figure is.

MEASUREMENT.md in a reader's words; for a physiotherapist, so the field's own terms are used and
explained, and nothing is called normal or abnormal.
"""

from __future__ import annotations

from typing import Final

from kiosk.core.notices import FINDINGS, REASONS, SIGNS
from kiosk.core.wording import BAND_WORDS, DISCLAIMER, OWN_BANDS
from kiosk.reports.numbers import plain
from kiosk.reports.parts import Note
from kiosk.reports.visit_facts import ModelCard, Opened, at, number

PLANE: Final = Note(
    "Knee-plane offset",
    "How far the knee centre has left its own leg's plane (through hip and ankle, along the foot's "
    "direction) towards the other leg, in mm. 0 is a leg that bends straight, whatever the stance. "
    "The primary figure; the bands are decided on it at 60° of flexion.",
)
TOE: Final = Note(
    "Knee-toe offset",
    "How far the knee centre is inside the upright plane over its toe line (heel to second toe, as "
    "in quiet standing), in mm: what 'knee over second toe' means. It depends on the stance.",
)
FRONT: Final = Note(
    "Front-plane angle (FPPA)",
    "Angle between thigh and shank in the body's own frontal plane. It depends strongly on the "
    "stance, so it stands beside the angle that this stance gives with each knee over its toe line "
    "(dotted), and is never judged on its own. In deep flexion the segments point at the viewer "
    "and the angle is unsteady; figures are given at 60° only.",
)
FLEXION: Final = Note(
    "Knee flexion",
    "After Grood and Suntay (1983), with the foot's direction as reference: 0° is a straight knee.",
)
AT_60: Final = Note(
    "At 60°",
    "Mean of the way down and the way up over 55–65° of flexion; then the median of the uncued "
    "squats that count.",
)
INTERVAL: Final = Note(
    "In brackets",
    "The 95 % interval: the scatter of this member's squats and the calibrated error of the "
    "measurement (toe line and gravity included) together.",
)
CURVES: Final = Note(
    "How to read the curves",
    "Thin: each uncued squat that counts. Thick: their median. Shaded: from the lowest to the "
    "highest squat; it is the spread of the squats and not the measurement's error. Median and "
    "range are drawn where at least 60 % of the squats were measured. Smoothed at 4 Hz, zero lag.",
)
TOP: Final = Note(
    "From above",
    "As in a mirror: the member's left foot is on the left. The dashed line is where a leg that "
    "bends straight takes its knee; a dot beside it is one squat at 60°, at its measured "
    "knee-plane offset. The bar through the median is the 95 % interval.",
)
TEMPO: Final = Note(
    "Tempo",
    "Down, rest at the bottom and up, by the pelvis's own speed. Asked for: 2–3 s down and 1–2 s "
    "up. A squat counts from 2 to 8 s.",
)
SYMMETRY: Final = Note(
    "Left and right",
    "Right less left, of the medians at 60°: positive where the right knee goes further in. Its "
    "interval counts the measurement's error for each leg. Flexion: 100 (R − L) / (0.5 (R + L)).",
)
CUE: Final = Note(
    "With and without",
    "The same member, clothes and stance minutes apart, so the measurement's error counts once. "
    "'More than the error': the change's 95 % interval does not hold 0. It says nothing about "
    "another day.",
)
EARLIER: Final = Note(
    "Earlier visits",
    "Linked by the member, who scanned the earlier slip. Set side by side only where definition "
    "and pose model are the same. Called a change only beyond this kiosk's own day-to-day spread "
    "(MDC95, minimal detectable change), and never better or worse.",
)
HINTS: Final = Note(
    "Hints",
    "What the protocol may tell apart. A hint is a question for whoever treats the member, and "
    "never an answer. Whether a professional is needed follows from what the member says, not "
    "from these angles.",
)
TERMS: Final = Note(
    "Hip centre, knee centre, ankle centre",
    "Estimated from depth by a neural network under constant segment lengths. Joint centres and a "
    "foot direction cannot identify true knee abduction or femoral rotation; neither is reported.",
)

ONLY_MEASURED: Final = (
    DISCLAIMER.text,
    "It tells what was measured; nothing in it says that a knee is healthy or is not.",
    OWN_BANDS.text,
)


def band_text(code: object) -> str:
    """A band's word; the code itself where this program does not know it."""
    if not isinstance(code, str):
        return "not measured"
    return BAND_WORDS[code].text if code in BAND_WORDS else code[:40]


def reason_text(code: str) -> str:
    """What a member was told; the code where it needs figures or is not known."""
    if code == "too_few_valid":
        return "Too few squats counted; at least 3 are needed."
    return REASONS[code].text if code in REASONS else code[:40]


def finding_text(code: str) -> str:
    known = FINDINGS | SIGNS
    return known[code].text if code in known else code[:40]


def accuracy(visit: Opened) -> Note:
    """How well the model of this visit measures, as far as it is known here."""
    name = visit.at("error_model")
    told = f"Calibrated on: {name}. " if isinstance(name, str) else ""
    card = visit.facts.model
    if card is None or card.sha256 != visit.facts.record.model_sha256:
        return Note(
            "Accuracy",
            f"{told}This visit was measured with another pose model than the one that is installed "
            "now, so its accuracy is not listed here; its intervals hold it.",
        )
    return Note("Accuracy", told + " ".join((*_errors(card), *_figures(card))))


def _errors(card: ModelCard) -> list[str]:
    plane = number(card.errors.get("knee_plane_offset_at_60_sd_m"))
    toe = number(card.errors.get("knee_toe_offset_at_60_sd_m"))
    flexion = number(card.errors.get("knee_flexion_sd_deg"))
    if plane is None or toe is None or flexion is None:
        return []
    return [
        f"One standard deviation of a whole test: knee-plane offset {plain(1000 * plane)} mm and "
        f"knee-toe offset {plain(1000 * toe)} mm at 60°, peak flexion {plain(flexion, 1)}°."
    ]


def _figures(card: ModelCard) -> list[str]:
    """Of held-out simulated tests; real people were not measured against a reference."""
    found = card.figures.get("formula")
    error = number(at(found, "knee_plane_offset_m_at_60", "mae"))
    tests = number(at(found, "measured"))
    held = number(at(found, "coverage", "knee_plane_offset_at_60"))
    if error is None or tests is None or held is None:
        return []
    return [
        f"In {plain(tests)} simulated tests the knee-plane offset at 60° was off by "
        f"{plain(error, 1)} mm on average, and {plain(100 * held)} % of its intervals held the "
        "truth. The offsets have not been validated on people against a motion-capture laboratory."
    ]
