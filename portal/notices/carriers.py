"""Rule: who carries a letter: a mail server, or a folder where it can be read."""

import logging
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from portal.config import Settings
from portal.notices.patience import Problem

log = logging.getLogger(__name__)

SECONDS: Final = 15


class Carrier(Protocol):
    """Takes letters, one after the other, while it is open."""

    def __enter__(self) -> Self:
        """Begin a round."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the round."""

    def carry(self, name: str, mail: EmailMessage) -> Problem | None:
        """Hand one letter over; None means that it was taken."""


@dataclass
class FolderCarrier:
    """Writes each letter to a file, for the demonstration and for whoever sends them otherwise."""

    folder: Path

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self

    def __exit__(self, *_how: object) -> None:
        return None

    def carry(self, name: str, mail: EmailMessage) -> Problem | None:
        """Write the letter whole or not at all; the same letter again is the same file."""
        unfinished = self.folder / f".{name}.part"
        try:
            unfinished.write_bytes(bytes(mail))
            unfinished.replace(self.folder / f"{name}.eml")
        except OSError as refusal:
            log.warning("A letter could not be written: %s", type(refusal).__name__)
            return Problem.NOT_NOW
        return None


@dataclass
class SmtpCarrier:
    """Hands letters to a mail server, over one connection for a round."""

    settings: Settings
    _server: smtplib.SMTP | None = field(default=None, init=False)
    _problem: Problem | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        self._connect()
        return self

    def __exit__(self, *_how: object) -> None:
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server.close()

    def carry(self, name: str, mail: EmailMessage) -> Problem | None:
        """Hand over one letter. After a broken connection the round's other letters wait too."""
        if self._server is None:
            return self._problem or Problem.NO_ANSWER
        try:
            # As bytes: smtplib's own writer would put ">" before a line that begins with "From".
            self._server.sendmail(str(mail["From"]), [str(mail["To"])], bytes(mail))
        except smtplib.SMTPRecipientsRefused as refusal:
            code = max(answer[0] for answer in refusal.recipients.values())
            return Problem.ADDRESS_REFUSED if code >= 500 else Problem.NOT_NOW
        except smtplib.SMTPDataError as refusal:
            return Problem.LETTER_REFUSED if refusal.smtp_code >= 500 else Problem.NOT_NOW
        except smtplib.SMTPResponseException:
            return Problem.NOT_NOW
        except (OSError, smtplib.SMTPException) as refusal:
            self._give_up(Problem.NO_ANSWER, refusal)
            return Problem.NO_ANSWER
        return None

    def _connect(self) -> None:
        chosen = self.settings
        try:
            server = smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=SECONDS)
        except (OSError, smtplib.SMTPException) as refusal:
            self._give_up(Problem.NO_ANSWER, refusal)
            return
        self._server = server
        try:
            if chosen.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password)
        except (OSError, smtplib.SMTPException) as refusal:
            # Never without the encryption that was asked for: letters wait instead.
            self._give_up(Problem.NOT_LET_IN, refusal)

    def _give_up(self, problem: Problem, refusal: Exception) -> None:
        log.warning("The mail server could not be used: %s", type(refusal).__name__)
        if self._server is not None:
            self._server.close()
        self._server, self._problem = None, problem


def carrier_of(settings: Settings) -> Carrier:
    """Who carries letters here."""
    if settings.mail_backend == "smtp":
        return SmtpCarrier(settings)
    return FolderCarrier(settings.instance_folder / "outbox")
