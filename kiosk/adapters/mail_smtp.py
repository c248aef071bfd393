"""Hands letters to a mail server: SMTP with STARTTLS or TLS. Standard library only.

A letter counts as sent once the server has taken it whole. Where that is not known (the connection
broke after the last byte), it counts as not sent and goes again with the same Message-ID, by which
mail programs know the copy.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime
from typing import Final, Literal

from kiosk.adapters.deadline import deadline
from kiosk.core.letter import Letter
from kiosk.core.printable import printable
from kiosk.errors import DeliveryError

Security = Literal["starttls", "tls", "none"]
PORTS: Final[dict[Security, int]] = {"starttls": 587, "tls": 465, "none": 25}
ANSWER_S: Final = 20.0
WHOLE_S: Final = 120.0
LONGEST: Final = 200
AGAIN: Final = "Check the network; it is tried again next time."


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where letters are handed over, as whom, and to whom they go. port: 0 for the usual one. user:
    '' where the server asks for none. answer_s, whole_s: how long one answer and all of it may
    take."""

    host: str
    port: int
    security: Security
    sender: str
    to: tuple[str, ...]
    user: str = ""
    password: str = ""
    answer_s: float = ANSWER_S
    whole_s: float = WHOLE_S

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port or PORTS[self.security]}"


def send(box: Mailbox, letter: Letter, identity: str) -> tuple[str, ...]:
    """Hand it over; who of several was refused, the others have it. identity: this kiosk's, for the
    Message-ID. Raises DeliveryError where nobody has it."""
    if not (box.user + box.password).isascii():
        raise DeliveryError(
            "User or password of the mail server have other letters than ASCII's, which smtplib "
            "does not send. Have the password changed."
        )
    message = mail(box, letter, identity)
    server: list[smtplib.SMTP] = []
    with deadline(box.whole_s, lambda: server[0].sock if server else None) as past:
        try:
            refused = _talk(box, message, server)
        except OSError as error:  # what smtplib raises is one, too
            if past:
                raise DeliveryError(
                    f"The mail server {box.place} did not come to an end within "
                    f"{box.whole_s:g} s. It is tried again next time."
                ) from error
            raise _told(box, error) from error
        finally:
            for one in server:
                one.close()
    return refused


def mail(box: Mailbox, letter: Letter, identity: str) -> EmailMessage:
    """As it goes over the wire; the date is now."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = box.sender, ", ".join(box.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = f"<{letter.event}.{identity}@knee-kiosk.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.page:
        message.add_alternative(letter.page, subtype="html")
    if letter.pdf:
        message.add_attachment(
            letter.pdf, maintype="application", subtype="pdf", filename=letter.pdf_name
        )
    return message


def _talk(box: Mailbox, message: EmailMessage, server: list[smtplib.SMTP]) -> tuple[str, ...]:
    """server: is given the connection, for whoever has to close it."""
    trusted = ssl.create_default_context()
    port = box.port or PORTS[box.security]
    talk: smtplib.SMTP
    if box.security == "tls":
        talk = smtplib.SMTP_SSL(box.host, port, timeout=box.answer_s, context=trusted)
    else:
        talk = smtplib.SMTP(box.host, port, timeout=box.answer_s)
    server.append(talk)
    if box.security == "starttls":
        talk.starttls(context=trusted)
    if box.user:
        talk.login(box.user, box.password)
    refused = talk.send_message(message, box.sender, box.to)
    with suppress(OSError):
        talk.quit()  # it has the letter, whatever it says to this
    return tuple(sorted(refused))


def _told(box: Mailbox, error: OSError) -> DeliveryError:
    return DeliveryError(f"The mail server {box.place} {_why(box, error)}")


def _why(box: Mailbox, error: OSError) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return (
                f"refuses user and password ({_said(error)}). Check [delivery] smtp_user and the "
                "password's file."
            )
        case smtplib.SMTPRecipientsRefused():
            to = ", ".join(sorted(error.recipients))
            return f"takes nothing for {to}. Check [delivery] mail_to."
        case smtplib.SMTPSenderRefused():
            said = _said(error)
            return f"takes nothing from {box.sender} ({said}). Check [delivery] mail_from."
        case smtplib.SMTPNotSupportedError():
            offered = printable(str(error), LONGEST).rstrip(".")
            return (
                f"does not offer what is set ({offered}). Check [delivery] smtp_security and "
                "smtp_user."
            )
        case smtplib.SMTPServerDisconnected() if "timed out" in str(error):
            return f"does not answer. {AGAIN}"
        case smtplib.SMTPServerDisconnected():
            return f"broke the connection off. {AGAIN}"
        case smtplib.SMTPResponseException():
            return f"refuses it ({_said(error)}). It is tried again next time."
        case ssl.SSLCertVerificationError():
            return (
                f"shows a certificate that is not trusted ({error.verify_message}). Check the name "
                "in [delivery] smtp_host; a certificate of your own belongs among the system's."
            )
        case ssl.SSLError():
            return (
                f"does not speak TLS as set ({error.reason or 'no TLS'}). Check [delivery] "
                "smtp_security and smtp_port."
            )
        case TimeoutError():
            return f"does not answer. {AGAIN}"
    return f"cannot be reached: {error.strerror or error}. {AGAIN}"


def _said(error: smtplib.SMTPResponseException) -> str:
    text = error.smtp_error
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return printable(f"{error.smtp_code} {words}", LONGEST)
