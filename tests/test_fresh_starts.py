"""How often the kiosk may end to be started anew for its camera."""

from __future__ import annotations

from pathlib import Path

from kiosk.app.fresh_starts import MOST, fresh_start

MANAGED = {"NOTIFY_SOCKET": "/run/systemd/notify"}


def test_only_under_a_service_manager_and_not_too_often(tmp_path: Path) -> None:
    path = tmp_path / "fresh-starts.json"
    assert not fresh_start(path, {}, lambda: 10.0)
    assert not path.exists()
    assert [fresh_start(path, MANAGED, lambda at=at: at) for at in (10.0, 50.0, 90.0)] == [
        True, True, False,
    ]  # fmt: skip
    assert MOST == 2
    assert not fresh_start(path, MANAGED, lambda: 3600.0)
    assert fresh_start(path, MANAGED, lambda: 3611.0), "an hour after the first"


def test_times_of_an_earlier_start_of_the_machine_that_lie_ahead_do_not_count(
    tmp_path: Path,
) -> None:
    path = tmp_path / "fresh-starts.json"
    for at_s in (90_000.0, 90_100.0):
        assert fresh_start(path, MANAGED, lambda at_s=at_s: at_s)
    assert fresh_start(path, MANAGED, lambda: 30.0)


def test_what_cannot_be_read_was_not_noted_and_what_cannot_be_written_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "fresh-starts.json"
    path.write_text("[1, 2")
    assert fresh_start(path, MANAGED, lambda: 10.0)
    assert not fresh_start(tmp_path / "nowhere" / "a.json", MANAGED, lambda: 10.0)
