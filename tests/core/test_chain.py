"""Constant lengths as a least-squares problem, against SciPy's and against what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from kiosk.core.chain import CHAIN, JOINTS, RODS, fit_rods, ray_covariance, rod_lengths
from kiosk.core.frame import FloatArray
from tests import analytic
from tests.analytic import Body

SQUAT, UP, _ = analytic.in_camera(analytic.motion(Body(), analytic.squats(1)))
TRUE = SQUAT.points_m[:, CHAIN]
LENGTHS = rod_lengths(TRUE)[0]
SIGMA = np.full(TRUE.shape[:2], 0.02)


def shaken(sigma_m: float, seed: int = 0) -> FloatArray:
    return TRUE + np.random.default_rng(seed).normal(0.0, sigma_m, TRUE.shape)


def test_the_chain_runs_from_ankle_to_ankle() -> None:
    assert JOINTS[0] == "LAnkle"
    assert JOINTS[-1] == "RAnkle"
    named = dict(zip(RODS, LENGTHS, strict=True))
    assert named["left_thigh"] == pytest.approx(0.42)
    assert named["right_shank"] == pytest.approx(0.395)
    assert named["pelvis"] == pytest.approx(0.18)


@given(sigma=st.floats(0.0, 0.10), seed=st.integers(0, 50))
def test_every_rod_gets_its_length_even_from_bad_input(sigma: float, seed: int) -> None:
    z = shaken(sigma, seed)[::8]
    out = fit_rods(z, ray_covariance(z, SIGMA[::8], 2.5), LENGTHS)
    off = np.abs(rod_lengths(out) - LENGTHS).max(axis=1)
    # 10 cm on every axis is worse than any network; even then hardly a frame stays open.
    assert np.mean(off < 2e-3) >= (1.0 if sigma <= 0.03 else 0.9)


@pytest.mark.parametrize("frame", [40, 120, 150, 165])
def test_it_is_the_nearest_chain_in_the_covariances_sense(frame: int) -> None:
    z = shaken(0.015, 3)[[frame]]
    covariance = ray_covariance(z, SIGMA[[frame]], 2.5)
    weight = np.linalg.inv(covariance[0])

    def cost(x: FloatArray) -> float:
        d = x.reshape(6, 3) - z[0]
        return float(np.einsum("ja,jab,jb->", d, weight, d))

    best = minimize(
        cost,
        TRUE[frame].ravel(),
        method="SLSQP",
        constraints={"type": "eq", "fun": lambda x: rod_lengths(x.reshape(6, 3)) - LENGTHS},
        options={"maxiter": 500, "ftol": 1e-12},
    )
    ours = fit_rods(z, covariance, LENGTHS)[0]
    assert cost(ours.ravel()) == pytest.approx(best.fun, rel=0.02, abs=0.02)
    np.testing.assert_allclose(ours, best.x.reshape(6, 3), atol=2e-3)


def test_chains_that_fit_already_are_left_alone() -> None:
    np.testing.assert_array_equal(fit_rods(TRUE, ray_covariance(TRUE, SIGMA, 2.5), LENGTHS), TRUE)


def test_a_lost_knee_frees_its_rods_and_stays_lost() -> None:
    z = shaken(0.01)
    z[:, JOINTS.index("LKnee")] = np.nan
    out = fit_rods(z, ray_covariance(z, SIGMA, 2.5), LENGTHS)
    assert np.isnan(out[:, JOINTS.index("LKnee")]).all()
    np.testing.assert_array_equal(out[:, 0], z[:, 0])  # nothing holds the left ankle now
    np.testing.assert_allclose(
        rod_lengths(out)[:, 2:], np.tile(LENGTHS[2:], (len(z), 1)), atol=2e-4
    )


def test_unknown_lengths_bind_nothing() -> None:
    z = shaken(0.01)
    out = fit_rods(z, ray_covariance(z, SIGMA, 2.5), np.full(5, np.nan))
    np.testing.assert_array_equal(out, z)


def test_the_joint_that_is_known_best_moves_least() -> None:
    z = shaken(0.01)[:60] * 1.0
    sigma = SIGMA[:60].copy()
    sigma[:, JOINTS.index("RKnee")] = 0.002
    out = fit_rods(z, ray_covariance(z, sigma, 1.0), LENGTHS)
    went = np.linalg.norm(out - z, axis=-1).mean(axis=0)
    assert went[JOINTS.index("RKnee")] < 0.2 * went[JOINTS.index("RHip")]


def test_the_error_points_along_the_line_of_sight() -> None:
    point = np.array([[0.3, -0.2, 2.0]])
    covariance = ray_covariance(point, np.array([0.03]), 2.5)[0]
    ray = point[0] / np.linalg.norm(point[0])
    assert np.trace(covariance) == pytest.approx(0.03**2)
    across = np.cross(ray, [0.0, 1.0, 0.0])
    across /= np.linalg.norm(across)
    assert np.sqrt(ray @ covariance @ ray / (across @ covariance @ across)) == pytest.approx(2.5)
