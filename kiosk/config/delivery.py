"""What is wrong with [delivery]: an address that is none, a password that would go in the clear.
kiosk.config only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from kiosk.config.tables import DeliveryConfig

ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()\\]+@[^\s@<>,;:\"()\\]+")
"""Enough to find a slip of the hand; whether it exists, its server knows."""

Wrong = tuple[tuple[tuple[str, str], ...], str]
"""Places (table and key), and what is wrong with them."""


def addresses(listed: str) -> tuple[str, ...]:
    """Of mail_to: separated by commas."""
    return tuple(one.strip() for one in listed.split(",") if one.strip())


def delivery(told: DeliveryConfig) -> Iterator[Wrong]:
    """Each with the keys that it is about."""
    if told.mail_to.strip():
        yield from _mail(told)
    if bool(told.smtp_user) != bool(told.smtp_password_file):
        yield (
            _at("smtp_user", "smtp_password_file"),
            "delivery.smtp_user and delivery.smtp_password_file must both be given or both be "
            "empty.",
        )
    yield from _webhook(told)


def is_here(host: str) -> bool:
    """Whether what is sent there never leaves this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _at(*keys: str) -> tuple[tuple[str, str], ...]:
    return tuple(("delivery", key) for key in keys)


def _mail(told: DeliveryConfig) -> Iterator[Wrong]:
    for one in addresses(told.mail_to):
        if not (ADDRESS.fullmatch(one) and one.isascii()):
            yield _at("mail_to"), f"delivery.mail_to has '{one}', which is no mail address."
    sender = told.mail_from.strip()
    if not (ADDRESS.fullmatch(sender) and sender.isascii()):
        yield (
            _at("mail_from", "mail_to"),
            f"delivery.mail_to needs delivery.mail_from: an address, not '{told.mail_from}'.",
        )
    if not told.smtp_host.strip():
        yield (
            _at("smtp_host", "mail_to"),
            "delivery.mail_to needs delivery.smtp_host: the server that takes the kiosk's mail.",
        )
    elif told.smtp_security == "none" and told.smtp_user and not is_here(told.smtp_host):
        yield (
            _at("smtp_security", "smtp_user"),
            "delivery.smtp_security is 'none': the password of delivery.smtp_user would go in the "
            "clear. Take 'starttls' or 'tls'.",
        )


def _webhook(told: DeliveryConfig) -> Iterator[Wrong]:
    if not told.webhook_url:
        return
    try:
        parts = urlsplit(told.webhook_url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        yield _at("webhook_url"), f"delivery.webhook_url is no address: {error}."
        return
    if not host or not told.webhook_url.isascii() or " " in told.webhook_url:
        yield (
            _at("webhook_url"),
            f"delivery.webhook_url is '{told.webhook_url}', not as https://example.org/path.",
        )
    elif parts.username is not None:
        yield (
            _at("webhook_url"),
            "delivery.webhook_url has a user in it: sign with delivery.webhook_secret_file.",
        )
    elif parts.scheme != "https" and not (parts.scheme == "http" and is_here(host)):
        yield (
            _at("webhook_url"),
            f"delivery.webhook_url begins with '{parts.scheme}': it has to be https, or what it "
            "carries can be read on the way.",
        )
