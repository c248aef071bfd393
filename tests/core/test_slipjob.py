"""A visit leads to its slips' jobs, and to nobody else's."""

from __future__ import annotations

from uuid import UUID, uuid4

from kiosk.core.slipjob import MOST_COPIES, slip_job, slip_jobs


def test_a_visit_s_jobs_are_always_the_same_and_only_its_own() -> None:
    one, other = str(uuid4()), str(uuid4())
    assert slip_jobs(one) == slip_jobs(one)
    assert slip_job(one) == slip_jobs(one)[0]
    assert slip_job(one, MOST_COPIES) == slip_jobs(one)[-1]
    assert len({*slip_jobs(one), *slip_jobs(other), one, other}) == 2 * (MOST_COPIES + 1) + 2
    assert all(str(UUID(job)) == job for job in slip_jobs(one))
