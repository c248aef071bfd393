"""The service manager, by a stand-in: what it said becomes what a person can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.adapters.systemd import command, logs, not_enabled, unit_of
from kiosk.errors import ConfigError, InstallationError


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    (tmp_path / "booted").mkdir()
    return tmp_path


def tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "$@" >> {folder}/called\n{script}\n')
    path.chmod(0o755)


def test_it_is_asked_without_a_password_and_waited_for(tools: Path) -> None:
    """And what a crash loop left does not forbid it: earlier starts are forgotten first."""
    tool(tools, "systemctl", "exit 0")
    command("restart", booted=tools / "booted")
    command("stop", booted=tools / "booted")
    assert (tools / "called").read_text().splitlines() == [
        "--no-ask-password reset-failed kiosk.service",
        "--no-ask-password restart kiosk.service",
        "--no-ask-password stop kiosk.service",
    ]


@pytest.mark.parametrize(
    ("said", "error", "told"),
    [
        ("Failed to restart kiosk.service: Unit kiosk.service not found.", InstallationError,
         "no service kiosk.service"),
        ("Failed to restart kiosk.service: Interactive authentication required.", ConfigError,
         "be in the group kiosk-staff"),
        ("Failed to restart kiosk.service: Access denied", ConfigError, "kiosk-staff"),
        ("Job for kiosk.service failed because the control process exited", ConfigError,
         "kiosk service logs"),
        ("", ConfigError, "status 1"),
    ],
)  # fmt: skip
def test_what_it_says_becomes_what_to_do(
    tools: Path, said: str, error: type[Exception], told: str
) -> None:
    tool(tools, "systemctl", f"echo '{said}' >&2; exit 1")
    with pytest.raises(error, match=told):
        command("restart", booted=tools / "booted")


def test_a_machine_without_systemd_is_told(tools: Path) -> None:
    for call in (
        lambda: command("start", booted=tools / "none"),
        lambda: logs(5, follow=False, as_json=False, booted=tools / "none"),
        lambda: unit_of(booted=tools / "none"),
    ):
        with pytest.raises(InstallationError, match="not run by systemd"):
            call()


def test_how_a_unit_is(tools: Path) -> None:
    tool(tools, "systemctl", "printf 'LoadState=loaded\\nActiveState=active\\n'")
    found = unit_of(booted=tools / "booted")
    assert (found.there, found.active) == (True, "active")
    tool(tools, "systemctl", "printf 'LoadState=not-found\\nActiveState=inactive\\n'")
    assert not unit_of(booted=tools / "booted").there


def test_the_journal_is_handed_on(tools: Path) -> None:
    tool(tools, "journalctl", "exit 3")
    assert logs(7, follow=True, as_json=True, booted=tools / "booted") == 3
    called = (tools / "called").read_text().split()
    assert "--lines=7" in called
    assert "--follow" in called
    assert "--output=json" in called


def test_a_unit_that_is_not_there_does_not_start_with_the_system(tools: Path) -> None:
    """Asked for several, systemd 252 stops at the first that it does not know."""
    tool(
        tools,
        "systemctl",
        'case "$2" in on) echo enabled ;; off) echo disabled ;; *) exit 1 ;; esac',
    )
    assert not_enabled(("on", "gone", "off", "on"), tools / "booted") == ["gone", "off"]
