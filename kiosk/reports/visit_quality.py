"""How a visit was measured: every squat, what was seen and asked for again, and the versions."""

from __future__ import annotations

from kiosk.reports.numbers import NONE, count, plain, signed
from kiosk.reports.parts import Points, Section, Table
from kiosk.reports.visit_facts import SIDES, Opened, at, number, rep_names, strings
from kiosk.reports.visit_words import reason_text


def squats(visit: Opened) -> Section | None:
    """Each squat as it was measured, and why one does not count."""
    if not visit.reps:
        return None
    head = ("Squat", "Flexion L / R, °", "Plane L / R, mm", "Toe L / R, mm", "FPPA L / R, °",
            "Heel rise L / R, mm", "Counts")  # fmt: skip
    rows = []
    for name, rep in zip(rep_names(visit.reps), visit.reps, strict=True):

        def two(*keys: str, rep: object = rep, sign: bool = True) -> str:
            found = [number(at(rep, side, *keys)) for side in SIDES]
            return " / ".join(signed(v) if sign else plain(v) for v in found)

        why = ", ".join(code.replace("_", " ") for code in strings(rep.get("reasons")))
        rows.append(
            (
                name,
                two("knee_flexion_peak_deg", sign=False),
                two("knee_plane_offset_mm", "at_60"),
                two("knee_toe_offset_mm", "at_60"),
                two("fppa_3d_deg", "at_60"),
                two("heel_lift_mm", sign=False),
                "yes" if rep.get("valid") else f"no: {why or 'not said'}",
            )
        )
    caption = "Offsets and front-plane angle at 60°, inward +. Single squats have no interval of \
their own: the measurement's error applies to each."
    return Section("Every squat", (Table(head, tuple(rows), caption),))


def quality(visit: Opened) -> Section:
    """How good the measurement was: what was seen, what was asked for again."""
    notes = tuple(map(reason_text, strings(visit.at("reasons")))) if visit.measured else ()
    failed = [rep for rep in visit.reps if not rep.get("valid")]
    points = (
        *notes,
        f"{count(len(failed), 'squat')} of {len(visit.reps)} did not count, for the reasons in the "
        "table above." if failed else f"All {count(len(visit.reps), 'squat')} count.",
    )  # fmt: skip
    stood = {"quiet": "at least 3 s of quiet standing", "upright": "all upright frames"}
    standing = visit.at("standing_from")
    rows = [
        ("Depth frames, of which lost",
         f"{plain(visit.number('recording', 'frames'))}, "
         f"{plain(visit.number('recording', 'dropped'))}"),
        ("Duration, s", plain(visit.number("recording", "duration_s"), 1)),
        ("Standing taken from", stood.get(str(standing), NONE)),
        ("Ankles apart, m (asked: 0.20–0.30)",
         plain(visit.number("standing", "ankles_apart_m"), 2)),
    ]  # fmt: skip
    for label, key, digits in (
        ("Toes out, °", "toe_out_deg", 0),
        ("Leg angle in standing (HKA), °", "hka_deg", 1),
        ("Knee-plane offset in standing, mm", "knee_plane_offset_mm", 0),
        ("Shank, m", "shank_m", 3),
        ("Thigh, m", "thigh_m", 3),
    ):
        left, right = (plain(visit.number("standing", side, key), digits) for side in SIDES)
        rows.append((f"{label}, left / right", f"{left} / {right}"))
    ratio = _ratio(visit)
    if ratio:
        rows.append(("Knee over ankle distance at the bottom, median (expected)", ratio))
    return Section("How it was measured", (Points(points), Table(("", ""), tuple(rows))))


def _ratio(visit: Opened) -> str:
    """KASR beside what this stance gives."""
    found: dict[str, list[float]] = {"bottom": [], "expected": []}
    for rep in visit.reps:
        values = {key: number(at(rep, "kasr", key)) for key in found}
        if rep.get("set") == "uncued" and rep.get("valid") and None not in values.values():
            for key, value in values.items():
                found[key].append(value or 0.0)
    if not found["bottom"]:
        return ""
    bottom, expected = (sorted(one)[len(one) // 2] for one in found.values())
    return f"{plain(bottom, 2)} ({plain(expected, 2)})"


def versions(visit: Opened) -> Section:
    """What measured, decided and stored it."""
    record = visit.facts.record
    consent = record.consent
    agreed = NONE if consent is None else f"{', '.join(consent.what)} (text {consent.wording})"
    rows = (
        ("Kiosk's program", record.kiosk_version),
        ("Pose model", f"{visit.at('model', 'name') or NONE}, SHA-256 {record.model_sha256}"),
        ("Definition of the offset, revision", str(record.metric_revision)),
        ("Error model", str(visit.at("error_model") or NONE)),
        ("Bands", f"{visit.at('bands', 'name') or NONE} ({visit.at('bands', 'provenance')})"),
        ("Configuration, SHA-256", record.config_sha256 or NONE),
        ("Consent", agreed),
        ("Document", str(visit.at("schema") or NONE)),
    )
    return Section("Versions", (Table(("", ""), rows, numbers=False),))
