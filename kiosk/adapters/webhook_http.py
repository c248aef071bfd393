"""Posts letters as JSON to the owner's own program over HTTPS, signed. Standard library only.

http.client and not urllib.request: nothing is to follow a redirect, or a proxy that an environment
names, with the owner's figures.

The signature is HMAC-SHA256 with the shared secret over the time, a dot and the body as sent:

    X-Kiosk-Timestamp: 1795687345
    X-Kiosk-Signature: sha256=<hexadecimal>

so that a receiver knows who sent it, and can refuse one that was recorded and played again.
"""

from __future__ import annotations

import hmac
import http.client
import json
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from kiosk.adapters.deadline import deadline
from kiosk.core.letter import Letter
from kiosk.errors import ConfigError, DeliveryError

VERSION: Final = 1
ANSWER_S: Final = 20.0
WHOLE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Webhook:
    """secret: '' sends no signature. gym, kiosk: whose it is, for the receiver."""

    url: str
    secret: str = ""
    gym: str = ""
    kiosk: str = ""
    answer_s: float = ANSWER_S
    whole_s: float = WHOLE_S


def post(hook: Webhook, letter: Letter, identity: str, now_s: float) -> None:
    """Raises DeliveryError where it was not taken (any answer but 2xx), ConfigError."""
    connection, path = _connection(hook)
    body = content(hook, letter, identity)
    with deadline(hook.whole_s, lambda: connection.sock) as past:
        try:
            connection.request("POST", path, body, _heads(hook, letter, identity, body, now_s))
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            if past:
                raise DeliveryError(
                    f"The webhook {_place(hook)} did not come to an end within {hook.whole_s:g} s. "
                    "It is tried again next time."
                ) from error
            raise _told(hook, error) from error
        finally:
            connection.close()
    if 300 <= status < 400:
        raise DeliveryError(
            f"The webhook {_place(hook)} answers {status}, elsewhere. Give the address itself in "
            "[delivery] webhook_url: a redirect is not followed."
        )
    if not 200 <= status < 300:
        raise DeliveryError(
            f"The webhook {_place(hook)} answers {status}, not 2xx. See its own log; it is tried "
            "again next time."
        )


def content(hook: Webhook, letter: Letter, identity: str) -> bytes:
    """The body. event and sender together are the same whenever it is sent again."""
    tree = {
        "version": VERSION, "event": letter.event, "sender": identity, "sort": letter.sort,
        "gym": hook.gym, "kiosk": hook.kiosk, "subject": letter.subject, "text": letter.text,
        "page": letter.page, "figures": letter.figures,
    }  # fmt: skip
    return json.dumps(tree, ensure_ascii=False, allow_nan=False).encode()


def signature(secret: str, stamp: str, body: bytes) -> str:
    """As its header has it."""
    return "sha256=" + hmac.new(secret.encode(), f"{stamp}.".encode() + body, "sha256").hexdigest()


def _heads(
    hook: Webhook, letter: Letter, identity: str, body: bytes, now_s: float
) -> dict[str, str]:
    stamp = f"{now_s:.0f}"
    heads = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "knee-kiosk",
        "Idempotency-Key": f"{letter.event}.{identity}",
        "X-Kiosk-Timestamp": stamp,
    }
    if hook.secret:
        heads["X-Kiosk-Signature"] = signature(hook.secret, stamp, body)
    return heads


def _connection(hook: Webhook) -> tuple[http.client.HTTPConnection, str]:
    try:
        parts = urlsplit(hook.url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ConfigError(f"[delivery] webhook_url is no address: {error}.") from error
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "https":
        trusted = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=hook.answer_s, context=trusted), path
    if parts.scheme == "http" and _is_here(host):
        return http.client.HTTPConnection(host, port, timeout=hook.answer_s), path
    raise ConfigError(f"[delivery] webhook_url has to be https, not {parts.scheme or 'nothing'}.")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _place(hook: Webhook) -> str:
    """Without path and query, in which there may be a secret."""
    return urlsplit(hook.url).netloc


def _told(hook: Webhook, error: Exception) -> DeliveryError:
    where = f"The webhook {_place(hook)}"
    match error:
        case ssl.SSLCertVerificationError():
            why = f"shows a certificate that is not trusted ({error.verify_message})"
        case ssl.SSLError():
            why = f"does not speak TLS as it should ({error.reason or error})"
        case TimeoutError():
            why = "does not answer"
        case OSError():
            why = f"cannot be reached: {error.strerror or error}"
        case _:
            why = f"answers no HTTP ({type(error).__name__})"
    return DeliveryError(f"{where} {why}. Check the network; it is tried again next time.")
