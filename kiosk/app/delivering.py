"""`kiosk deliver`: sends the owner what is due, and nothing twice. May import all below.

A timer calls it every few minutes. What was sent is noted after its receiver has taken it; a crash
in between sends it once more, with the same Message-ID and Idempotency-Key, by which receivers tell
a copy. The other way round, a crash would lose it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from kiosk.app.asking import House, act_as_owner
from kiosk.app.delivery_look import look
from kiosk.app.places import delivery_path, state_folder
from kiosk.app.recordings import installed
from kiosk.config import Config
from kiosk.config.delivery import addresses
from kiosk.core import strictjson
from kiosk.core.alerting import Moment, due, told, watch
from kiosk.core.deliveries import Deliveries
from kiosk.core.letter import Letter
from kiosk.errors import ConfigError, InstallationError, KioskError

if TYPE_CHECKING:
    from kiosk.adapters.delivery_log import DeliveryLog
    from kiosk.reports.parts import Report

MAIL: Final = "mail"
WEBHOOK: Final = "webhook"
NAMELESS: Final = "The knee kiosk"
NOTHING: Final = (
    "Nowhere to send to: set [delivery] mail_to with mail_from and smtp_host, or webhook_url."
)


@dataclass(slots=True)
class Delivered:
    """What a run did, sentences for people. sent: (event, channel). failed: what went wrong;
    notices: what else should be known."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def tried(self, letter: Letter, channel: str, send: Callable[[Letter], Sequence[str]]) -> bool:
        """Whether it was taken."""
        try:
            refused = send(letter)
        except KioskError as error:
            self.failed.append(f"'{letter.subject}' was not sent. {error}")
            return False
        self.sent.append((letter.event, channel))
        if refused:
            self.failed.append(
                f"'{letter.subject}' was refused for {', '.join(refused)}; the others have it. "
                "Check [delivery] mail_to."
            )
        return True


Senders = dict[str, Callable[[Letter], Sequence[str]]]
"""By channel: hands a letter over, and says for whom it was refused. Raises KioskError."""


def deliver(house: House, *, now: datetime | None = None) -> Delivered:
    """Send what is due. Raises DeliveryError where that cannot even be noted."""
    config, found = house.config, Delivered()
    senders = senders_of(config)
    if not senders:
        found.notices.append(NOTHING)
        return found
    act_as_owner(state_folder())
    with installed():
        from kiosk.adapters.delivery_log import DeliveryLog, moment
        from kiosk.adapters.host_clock import HostClock
    now = now or datetime.now(UTC)
    sure = HostClock().synchronised()
    here = moment(now.timestamp(), time.clock_gettime(time.CLOCK_BOOTTIME), sure=sure)
    with closing(DeliveryLog(delivery_path())) as log:
        kept = log.load()
        log.save(kept)  # nothing is sent that cannot be noted
        found.notices += [log.notice] if log.notice else []
        if config.delivery.alerts:
            kept = _alert(house, kept, log, here, senders, found)
        if config.delivery.monthly:
            if sure:
                _report(config, kept, log, now, senders, found)
            else:
                found.notices.append(
                    "The clock is not synchronised: which month is over is not known, and no "
                    "report is sent."
                )
    return found


def try_delivery(config: Config, *, now: datetime | None = None) -> Delivered:
    """A trial through every channel. Raises ConfigError where there is none."""
    from kiosk.reports.letters import trial

    senders, found = senders_of(config), Delivered()
    if not senders:
        raise ConfigError(NOTHING)
    at = (now or datetime.now(UTC)).astimezone()
    letter = trial(where=where(config), at=f"{at:%Y-%m-%d %H:%M}", number=str(uuid4()))
    for channel, send in senders.items():
        found.tried(letter, channel, send)
    return found


def where(config: Config) -> str:
    """The gym's name and the kiosk's, as far as they have one."""
    return ", ".join(one for one in (config.gym.name, config.fleet.kiosk) if one) or NAMELESS


def senders_of(config: Config) -> Senders:
    """By what is set; passwords are read when they are needed."""
    senders: Senders = {}
    if addresses(config.delivery.mail_to):
        senders[MAIL] = lambda letter: _mail(config, letter)
    if config.delivery.webhook_url:
        senders[WEBHOOK] = lambda letter: _post(config, letter)
    return senders


def _mail(config: Config, letter: Letter) -> Sequence[str]:
    from kiosk.adapters.delivery_log import identity
    from kiosk.adapters.mail_smtp import Mailbox, send

    told = config.delivery
    box = Mailbox(
        host=told.smtp_host.strip(),
        port=told.smtp_port,
        security=told.smtp_security,  # type: ignore[arg-type]
        sender=told.mail_from.strip(),
        to=addresses(told.mail_to),
        user=told.smtp_user,
        password=_secret(told.smtp_password_file, "smtp_password_file"),
    )
    return send(box, letter, identity(state_folder()))


def _post(config: Config, letter: Letter) -> Sequence[str]:
    from kiosk.adapters.delivery_log import identity
    from kiosk.adapters.webhook_http import Webhook, post

    told = config.delivery
    secret = _secret(told.webhook_secret_file, "webhook_secret_file")
    hook = Webhook(told.webhook_url, secret, config.gym.name, config.fleet.kiosk)
    post(hook, letter, identity(state_folder()), time.time())
    return ()


def _secret(path: str, key: str) -> str:
    from kiosk.adapters.secret_file import read_secret

    return read_secret(Path(path).expanduser(), f"[delivery] {key}") if path else ""


# Alerts


def _alert(
    house: House,
    kept: Deliveries,
    log: DeliveryLog,
    here: Moment,
    senders: Senders,
    found: Delivered,
) -> Deliveries:
    from kiosk.reports.letters import alert

    bad, notice = look(house.config)
    if notice:
        found.failed.append(notice)
    incidents = watch(kept.incidents, bad, here)
    if incidents != kept.incidents:
        kept = replace(kept, incidents=incidents)
        log.save(kept)
    after_s = 60.0 * house.config.delivery.alert_after_min
    for one in due(incidents, bad, here, list(senders), after_s):
        since = datetime.fromtimestamp(one.incident.since.at_s, UTC).astimezone()
        letter = alert(one, where=where(house.config), since=f"{since:%Y-%m-%d %H:%M}")
        if found.tried(letter, one.channel, senders[one.channel]):
            kept = replace(kept, incidents=told(kept.incidents, one, here.at_s))
            log.save(kept)
    return kept


# The month's report


def _report(
    config: Config,
    kept: Deliveries,
    log: DeliveryLog,
    now: datetime,
    senders: Senders,
    found: Delivered,
) -> None:
    from kiosk.app.reporting_period import month_before

    letters: dict[str, Letter | None] = {}
    for month, channel in kept.pending(month_before(now), list(senders)):
        if month not in letters:
            try:
                letters[month] = _monthly(config, month, now, found.notices)
            except KioskError as error:
                found.failed.append(f"The report of {month} was not made. {error}")
                return
        letter = letters[month]
        if letter is None:
            kept = kept.with_sent(month, channel, "")
        elif found.tried(letter, channel, senders[channel]):
            kept = kept.with_sent(month, channel, now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        else:
            kept = replace(kept, since=kept.since or month)
        log.save(kept)


def _monthly(config: Config, month: str, now: datetime, notices: list[str]) -> Letter | None:
    """None for a month of which nothing is known: the kiosk was not there yet."""
    from kiosk.app.reporting_period import period_of, report_on
    from kiosk.reports.letters import monthly

    made = report_on(config, period_of(month, now), now)
    if made.figures.empty:
        return None
    return monthly(
        made.report,
        month,
        where=where(config),
        pdf=_pdf(made.report, notices),
        figures=strictjson.tree(made.figures),
    )


def _pdf(report: Report, notices: list[str]) -> bytes:
    """The mail says everything in words as well: it goes without where no font can be embedded."""
    with installed():
        from kiosk.adapters.report_pdf import pdf
    try:
        return pdf(report)
    except InstallationError as error:
        notices.append(f"The report goes without its PDF. {error}")
        return b""
