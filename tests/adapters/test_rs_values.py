"""What the SDK hands out as ours: gravity of samples as a damaged recording may have them."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from kiosk.adapters.rs_values import towards_earth

LEVEL = (0.0, -9.8, 0.0)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf, 3e38, 1e5])
def test_samples_that_no_accelerometer_reads_tell_no_gravity(odd: float) -> None:
    samples = np.array([LEVEL, (0.0, odd, 0.0)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert towards_earth(samples, np.eye(3)) is None
        assert towards_earth(np.array([LEVEL]), np.full((3, 3), odd)) is None


def test_a_camera_that_lies_still_tells_where_down_is() -> None:
    down = towards_earth(np.array([LEVEL, (0.1, -9.7, 0.0)]), np.eye(3))
    assert down is not None
    np.testing.assert_allclose(down, (0.0, 1.0, 0.0), atol=0.01)
    assert towards_earth(np.zeros((2, 3)), np.eye(3)) is None
