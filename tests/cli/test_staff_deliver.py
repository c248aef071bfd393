"""`kiosk deliver` with a real mail server, a real webhook and a kiosk behind its socket."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.app.asking import House
from kiosk.app.delivering import Delivered, deliver
from kiosk.app.kept import store_of
from kiosk.config import Config, load
from kiosk.core.control import Reply
from kiosk.core.running import CameraNow, Maintenance, PrinterNow, Running
from tests.support.command import Command, kiosk_behind_a_socket
from tests.support.hook_server import hook_server
from tests.support.kept_visits import stay
from tests.support.mail_server import mail_server

NOW = datetime(2026, 11, 26, 11, tzinfo=UTC)
RUNNING = Running(
    "0.2.0", 4711, "2026-11-26T01:22:25Z", 7300.0, "idle", None, CameraNow("realsense", works=True),
    PrinterNow(ready=True, reason=None), "pose", "ab" * 32, 3, 0.01, clock_ok=True,
)  # fmt: skip
EMPTY = replace(RUNNING, printer=PrinterNow(ready=False, reason="paper_out"))


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.setattr("kiosk.adapters.host_clock.HostClock.synchronised", lambda self: True)
    monkeypatch.setattr("kiosk.app.delivery_look.known_state", lambda config: None)
    return Command(tmp_path / "state", monkeypatch, capsys)


def settings(tmp_path: Path, mail_port: int = 0, url: str = "", **more: object) -> Path:
    lines = ['[gym]\nname = "Hall 5"\n[delivery]']
    if mail_port:
        lines += [
            'mail_to = "owner@example.org"', 'mail_from = "kiosk@example.org"',
            'smtp_host = "127.0.0.1"', 'smtp_security = "none"', f"smtp_port = {mail_port}",
        ]  # fmt: skip
    lines += [f'webhook_url = "{url}"'] if url else []
    lines += [f"{key} = {json.dumps(value)}" for key, value in more.items()]
    path = tmp_path / "kiosk.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


def runs(path: Path) -> Callable[[datetime], Delivered]:
    house = House(load(path), path)
    return lambda now: deliver(house, now=now)


def a_month() -> None:
    store = store_of(Config())
    for number in range(40):
        store.log_stay(stay(Random(number), datetime(2026, 10, 10 + number % 9, 12, tzinfo=UTC)))
    store.close()


def test_a_trial_goes_every_way(kiosk: Command, tmp_path: Path) -> None:
    with mail_server() as mail, hook_server() as hook:
        path = settings(tmp_path, mail.port, hook.url)
        said = kiosk("--config", path, "deliver", "--test", "--json")
        assert said.status == 0, said.err
        assert [one["channel"] for one in said.json["sent"]] == ["mail", "webhook"]
        assert mail.messages[0]["Subject"] == "Hall 5: a trial"
        assert hook.posted[0].json["sort"] == "test"


def test_with_nothing_set_nothing_is_sent(kiosk: Command) -> None:
    said = kiosk("deliver")
    assert said.status == 0
    assert "Nowhere to send to" in said.out
    assert kiosk("deliver", "--test").status == 2


def test_a_month_goes_once_through_every_channel(kiosk: Command, tmp_path: Path) -> None:
    a_month()
    with mail_server() as mail, hook_server() as hook:
        run = runs(settings(tmp_path, mail.port, hook.url, alerts=False))
        hook.status = 503
        first = run(NOW)
        assert first.sent == [("month-2026-10", "mail")]
        assert "503" in first.failed[0]
        hook.status = 200
        assert run(NOW + timedelta(hours=1)).sent == [("month-2026-10", "webhook")]
        assert run(NOW + timedelta(hours=2)) == Delivered()
        later = run(NOW + timedelta(days=10))
        assert later == Delivered(), "of November nothing is known, which is no report"
        (message,) = mail.messages
    assert message["Subject"] == "Hall 5: October 2026, 2026-10-01 to 2026-10-31"
    plain = message.get_body(("plain",))
    assert plain is not None
    assert "40 came, 40 of them were measured" in plain.get_content()
    (pdf,) = message.iter_attachments()
    assert pdf.get_filename() == "knee-kiosk-2026-10.pdf"
    assert pdf.get_content().startswith(b"%PDF-")
    posted = hook.posted[-1].json
    assert posted["figures"]["flow"]["came"] == 40
    assert "<svg" not in posted["page"], "mail programs show none"


def test_a_crash_after_sending_sends_once_more_under_the_same_name(
    kiosk: Command, tmp_path: Path
) -> None:
    a_month()
    with mail_server() as mail:
        run = runs(settings(tmp_path, mail.port, alerts=False))
        run(NOW)
        kept = (kiosk.state / "delivery.json").read_text()
        (kiosk.state / "delivery.json").unlink()  # as if it had died before the note
        run(NOW)
        assert (kiosk.state / "delivery.json").read_text() == kept
        one, other = mail.messages
        assert one["Message-ID"] == other["Message-ID"]


def test_nothing_is_sent_that_cannot_be_noted(kiosk: Command, tmp_path: Path) -> None:
    a_month()
    with mail_server() as mail:
        path = settings(tmp_path, mail.port)
        (kiosk.state / "delivery.json").mkdir()
        said = kiosk("--config", path, "deliver")
        assert said.status == 2
        assert "cannot be read" in said.err
        assert not mail.letters


def test_a_damaged_note_is_set_aside(kiosk: Command, tmp_path: Path) -> None:
    with mail_server() as mail:
        path = settings(tmp_path, mail.port, alerts=False)
        kiosk.state.mkdir()
        (kiosk.state / "delivery.json").write_text('{"version": 1, "sent": ')
        said = kiosk("--config", path, "deliver")
        assert said.status == 0
        assert "was damaged" in said.out
        assert (kiosk.state / "delivery.damaged").exists()


def test_a_kiosk_that_is_down_is_told_once_and_that_it_is_back(
    kiosk: Command, tmp_path: Path
) -> None:
    with mail_server() as mail:
        run = runs(settings(tmp_path, mail.port, monthly=False))
        sent = [run(NOW + timedelta(minutes=5 * i)).sent for i in range(6)]
        assert [len(one) for one in sent] == [0, 0, 0, 1, 0, 0]
        run(NOW + timedelta(days=1, minutes=15))
        with kiosk_behind_a_socket(kiosk.state, lambda _: Reply(running=RUNNING)):
            run(NOW + timedelta(days=1, minutes=20))
            assert run(NOW + timedelta(days=1, minutes=25)) == Delivered()
        subjects = [one["Subject"] for one in mail.messages]
    assert subjects == [
        "Hall 5: the kiosk is down", "Hall 5: still: the kiosk is down",
        "Hall 5: the kiosk is well again",
    ]  # fmt: skip


def test_out_of_service_is_no_alert(kiosk: Command, tmp_path: Path) -> None:
    with mail_server() as mail:
        run = runs(settings(tmp_path, mail.port, monthly=False))
        kiosk.state.mkdir()
        note = {"reason": "holidays", "since_utc": "2026-11-26T10:00:00Z", "by": "staff"}
        (kiosk.state / "maintenance.json").write_text(json.dumps(note))
        for hours in range(5):
            assert run(NOW + timedelta(hours=hours)) == Delivered()
        out = replace(EMPTY, maintenance=Maintenance("cleaning", "2026-11-26T10:00:00Z"))
        with kiosk_behind_a_socket(kiosk.state, lambda _: Reply(running=out)):
            for hours in range(5, 9):
                assert run(NOW + timedelta(hours=hours)) == Delivered()
        assert not mail.letters


def test_a_kiosk_without_paper_is_told(kiosk: Command, tmp_path: Path) -> None:
    now = [EMPTY]
    with hook_server() as hook:
        run = runs(settings(tmp_path, url=hook.url, monthly=False))
        with kiosk_behind_a_socket(kiosk.state, lambda _: Reply(running=now[0])):
            for minutes in (0, 10, 20):
                run(NOW + timedelta(minutes=minutes))
            now[0] = RUNNING
            run(NOW + timedelta(minutes=30))
        told = [(one.json["figures"]["alert"], one.json["figures"]["phase"]) for one in hook.posted]
    assert told == [("paper_out", "begun"), ("paper_out", "over")]
    assert "K7" not in hook.posted[0].body.decode()


def test_a_kiosk_that_refuses_answers(kiosk: Command, tmp_path: Path) -> None:
    with mail_server() as mail:
        run = runs(settings(tmp_path, mail.port, monthly=False))
        with kiosk_behind_a_socket(kiosk.state, lambda _: Reply("busy", "too much waits")):
            for minutes in (0, 20, 40):
                assert run(NOW + timedelta(minutes=minutes)) == Delivered()
        assert not mail.letters


def test_without_a_network_it_is_told_and_tried_again(kiosk: Command, tmp_path: Path) -> None:
    a_month()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = settings(tmp_path, port)
    for _ in range(2):
        said = kiosk("--config", path, "deliver")
        assert said.status == 2
        assert "cannot be reached: Connection refused" in said.err
        assert "Check the network" in said.err


def test_while_the_clock_is_not_right_no_month_is_over(
    kiosk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.adapters.host_clock.HostClock.synchronised", lambda self: False)
    a_month()
    with mail_server() as mail:
        said = kiosk("--config", settings(tmp_path, mail.port), "deliver")
        assert said.status == 0
        assert "not synchronised" in said.out
        assert not mail.letters


def test_a_password_that_others_can_read_is_refused(kiosk: Command, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("s3cret\n")
    secret.chmod(0o644)
    with mail_server(users={"kiosk": "s3cret"}) as mail:
        path = settings(tmp_path, mail.port, smtp_user="kiosk", smtp_password_file=str(secret))
        said = kiosk("--config", path, "deliver", "--test")
        assert said.status == 2
        assert f"chmod 600 {secret}" in said.err
        assert "s3cret" not in said.err
        secret.chmod(0o600)
        assert kiosk("--config", path, "deliver", "--test").status == 0
        secret.unlink()
        assert "cannot be read" in kiosk("--config", path, "deliver", "--test").err


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('webhook_url = "http://example.org/"', "has to be https"),
        ('webhook_url = "https://me:pw@example.org/"', "has a user in it"),
        ('webhook_url = "https://"', "not as https"),
        ('mail_to = "owner"', "no mail address"),
        ('mail_to = "a@example.org"', "needs delivery.mail_from"),
        ('mail_to = "a@example.org"\nmail_from = "b@example.org"', "needs delivery.smtp_host"),
        ('smtp_user = "me"', "both be given"),
        (
            'mail_to = "a@b.org"\nmail_from = "b@b.org"\nsmtp_host = "mail.b.org"\n'
            'smtp_security = "none"\nsmtp_user = "me"\nsmtp_password_file = "p"',
            "in the clear",
        ),
    ],
)
def test_settings_that_cannot_work_are_told(
    kiosk: Command, tmp_path: Path, line: str, why: str
) -> None:
    path = tmp_path / "k.toml"
    path.write_text(f"[delivery]\n{line}\n")
    said = kiosk("--config", path, "deliver")
    assert said.status == 2
    assert why in said.err
