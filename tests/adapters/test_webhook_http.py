"""JSON posted to a real server on loopback."""

from __future__ import annotations

import hmac
import socket
from pathlib import Path

import pytest

from kiosk.adapters.webhook_http import Webhook, post
from kiosk.core.letter import Letter
from kiosk.errors import ConfigError, DeliveryError
from tests.support.certificates import certificate, server_side
from tests.support.hook_server import hook_server

LETTER = Letter("down-1795687345", "alert", "Halle 5: down", "Grüße\n", figures={"alert": "down"})
NOW_S = 1795687345.0


def test_what_is_posted_is_signed_and_says_what_it_is() -> None:
    with hook_server() as server:
        post(Webhook(server.url, "s3cret", "Halle 5", "stairs"), LETTER, "f00", NOW_S)
        (posted,) = server.posted
    assert posted.path == "/kiosk?key=1"
    assert posted.heads["Idempotency-Key"] == "down-1795687345.f00"
    stamp = posted.heads["X-Kiosk-Timestamp"]
    wanted = hmac.new(b"s3cret", stamp.encode() + b"." + posted.body, "sha256").hexdigest()
    assert posted.heads["X-Kiosk-Signature"] == f"sha256={wanted}"
    assert posted.json == {
        "version": 1, "event": "down-1795687345", "sender": "f00", "sort": "alert",
        "gym": "Halle 5", "kiosk": "stairs", "subject": "Halle 5: down", "text": "Grüße\n",
        "page": "", "figures": {"alert": "down"},
    }  # fmt: skip
    assert "s3cret" not in posted.body.decode()


def test_without_a_secret_nothing_is_signed() -> None:
    with hook_server() as server:
        post(Webhook(server.url), LETTER, "f00", NOW_S)
        assert "X-Kiosk-Signature" not in server.posted[0].heads


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 500, 503])
def test_what_is_not_taken_is_told(status: int) -> None:
    with hook_server() as server:
        server.status = status
        with pytest.raises(DeliveryError, match=str(status)) as told:
            post(Webhook(server.url), LETTER, "f00", NOW_S)
        assert "key=1" not in str(told.value), "there may be a secret in an address"
        assert len(server.posted) == 1


def test_over_https_the_certificate_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    with hook_server(server_side(pem)) as server:
        with pytest.raises(DeliveryError, match="not trusted"):
            post(Webhook(server.url), LETTER, "f00", NOW_S)
        assert not server.posted
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        post(Webhook(server.url), LETTER, "f00", NOW_S)
        assert len(server.posted) == 1


def test_a_server_that_hangs_is_given_up() -> None:
    with hook_server() as server:
        server.hang = True
        with pytest.raises(DeliveryError, match="does not answer"):
            post(Webhook(server.url, answer_s=0.3), LETTER, "f00", NOW_S)
        with pytest.raises(DeliveryError, match=r"within 0\.3 s"):
            post(Webhook(server.url, whole_s=0.3), LETTER, "f00", NOW_S)


def test_where_nobody_listens_and_what_is_no_http_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    with pytest.raises(DeliveryError, match="cannot be reached: Connection refused"):
        post(Webhook(url), LETTER, "f00", NOW_S)


@pytest.mark.parametrize(
    "url", ["http://example.org/", "http://10.0.0.1/", "ftp://localhost/", "https://x:y/", "x"]
)
def test_in_the_clear_it_goes_nowhere(url: str) -> None:
    with pytest.raises(ConfigError, match="webhook_url"):
        post(Webhook(url), LETTER, "f00", NOW_S)
