"""Mail through a real server on loopback, which is kind, strict or broken."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.adapters.mail_smtp import Mailbox, send
from kiosk.core.letter import Letter
from kiosk.errors import DeliveryError
from tests.support.certificates import certificate, server_side
from tests.support.mail_server import MailServer, mail_server

LETTER = Letter(
    "month-2026-10", "report", "Halle 5 – Zürich: October 2026", "Guten Tag\n.\n.. dots\nfrom\n",
    "<!DOCTYPE html><html><body><p>Grüße</p></body></html>", b"%PDF-1.7 \x00\xff" * 50,
    "knee-kiosk-2026-10.pdf",
)  # fmt: skip


def box(server: MailServer, **changed: Any) -> Mailbox:
    made = Mailbox(
        "127.0.0.1", server.port, "none", "kiosk@example.org", ("owner@example.org",),
        answer_s=5.0, whole_s=10.0,
    )  # fmt: skip
    return replace(made, **changed)


def test_a_letter_arrives_as_it_was_written() -> None:
    with mail_server() as server:
        assert send(box(server, to=("a@example.org", "b@example.org")), LETTER, "f00") == ()
        (message,) = server.messages
    assert message["Subject"] == LETTER.subject
    assert message["To"] == "a@example.org, b@example.org"
    assert message["Message-ID"] == "<month-2026-10.f00@knee-kiosk.invalid>"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert "Grüße" in page.get_content()
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == LETTER.pdf_name
    assert attached.get_content() == LETTER.pdf


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_is_encrypted_and_the_certificate_is_checked(
    security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    users = {"kiosk": "geheim"}
    with mail_server(**{security: server_side(pem)}, users=users) as server:
        told = box(server, security=security, user="kiosk", password="geheim")
        with pytest.raises(DeliveryError, match=r"certificate that is not trusted.*self.signed"):
            send(told, LETTER, "f00")
        assert not [line for line in server.said if line.startswith(("AUTH", "MAIL"))]
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        send(told, LETTER, "f00")
        assert len(server.letters) == 1
        other = replace(told, host="127.0.0.2")
        with pytest.raises(DeliveryError, match=r"127\.0\.0\.2"):
            send(other, LETTER, "f00")


def test_a_wrong_password_is_told_and_not_repeated() -> None:
    with mail_server(users={"kiosk": "right"}) as server:
        with pytest.raises(DeliveryError, match="refuses user and password") as told:
            send(box(server, user="kiosk", password="wr0ng"), LETTER, "f00")
        assert "wr0ng" not in str(told.value)
        with pytest.raises(DeliveryError, match="other letters than"):
            send(box(server, user="kiosk", password="schlüssel"), LETTER, "f00")
        assert not server.letters


def test_a_server_without_what_is_set_is_told() -> None:
    with mail_server() as server:
        with pytest.raises(DeliveryError, match="smtp_security"):
            send(box(server, security="starttls"), LETTER, "f00")
        with pytest.raises(DeliveryError, match="smtp_user"):
            send(box(server, user="kiosk", password="x"), LETTER, "f00")
        with pytest.raises(DeliveryError, match="TLS"):
            send(box(server, security="tls"), LETTER, "f00")
        assert not server.letters


def test_who_is_refused_is_told_and_the_others_have_it() -> None:
    with mail_server(refuse=("gone@",)) as server:
        two = box(server, to=("owner@example.org", "gone@example.org"))
        assert send(two, LETTER, "f00") == ("gone@example.org",)
        assert len(server.letters) == 1
        with pytest.raises(DeliveryError, match=r"takes nothing for gone@example\.org"):
            send(box(server, to=("gone@example.org",)), LETTER, "f00")
        assert len(server.letters) == 1


@pytest.mark.parametrize("at", ["hello", "data"])
def test_a_server_that_hangs_is_given_up(at: str) -> None:
    with mail_server(hang=at) as server, pytest.raises(DeliveryError, match="does not answer"):
        send(box(server, answer_s=0.3), LETTER, "f00")


def test_a_server_that_answers_a_byte_now_and_then_is_given_up() -> None:
    with mail_server(drip=True) as server, pytest.raises(DeliveryError, match="within 1 s"):
        send(box(server, whole_s=1.0), LETTER, "f00")


@pytest.mark.parametrize("at", ["hello", "data", "after"])
def test_a_connection_that_breaks_is_a_letter_that_was_not_sent(at: str) -> None:
    """Also where the server had it: then it goes once more, with the same Message-ID."""
    with mail_server(drop=at) as server, pytest.raises(DeliveryError, match=r"broke|reset|reached"):
        send(box(server), LETTER, "f00")
    assert len(server.letters) == (at == "after")


def test_a_server_that_goes_without_a_word_after_the_letter_has_it() -> None:
    with mail_server(drop="quit") as server:
        assert send(box(server), LETTER, "f00") == ()


def test_a_server_without_room_is_told() -> None:
    with (
        mail_server(full=True) as server,
        pytest.raises(DeliveryError, match=r"452 4\.3\.1 no room"),
    ):
        send(box(server), LETTER, "f00")


def test_where_nobody_listens_it_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = Mailbox("127.0.0.1", port, "none", "a@example.org", ("b@example.org",))
    with pytest.raises(DeliveryError, match="cannot be reached: Connection refused"):
        send(told, LETTER, "f00")
    with pytest.raises(DeliveryError, match="cannot be reached"):
        send(replace(told, host="mail.invalid"), LETTER, "f00")
