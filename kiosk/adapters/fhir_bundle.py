"""FHIR bundles, validated. Uses fhir.resources; may import kiosk.errors.

The package has no classes of R4 (4.0.1) any more; those of R4B (4.3.0) are used. Between the two
nothing changed in Bundle, Patient, Device and Observation that kiosk.exports.fhir writes.
"""

from __future__ import annotations

from typing import Any

from kiosk.errors import InputError, InstallationError


def check() -> None:
    """Raises InstallationError where the package is missing."""
    try:
        import fhir.resources.R4B.bundle  # noqa: F401
    except ImportError as error:
        raise InstallationError(
            "FHIR bundles need the package fhir.resources, which is not installed. Install "
            "knee-kiosk[export]."
        ) from error


def validated(bundle: dict[str, Any]) -> str:
    """The bundle as JSON text. Raises InputError for one that is no FHIR, InstallationError."""
    check()
    from fhir.resources.R4B.bundle import Bundle

    try:
        whole = Bundle.model_validate(bundle)
    except ValueError as error:
        raise InputError(
            f"This visit does not make a valid FHIR bundle: {error}. It was stored by another "
            "version of the program, or changed by hand; export it as json."
        ) from error
    return str(whole.model_dump_json(indent=2)) + "\n"
