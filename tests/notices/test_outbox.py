"""The outbox: written with the fact, delivered once, tried again, never silently lost."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask
from sqlalchemy import func, select

from portal import clock, config
from portal.accounts.permissions import Permission
from portal.database import db, new_id, reading, transaction
from portal.notices.delivery_services import deliver_due
from portal.notices.letters import Letter, LetterRefused
from portal.notices.models import OutboxMessage
from portal.notices.patience import GIVEN_UP_KEPT, LEASE, PAUSES, Problem
from portal.notices.services import (
    forget_given_up,
    note_delivered,
    send_each,
    send_mail,
    take_due,
)
from portal.text import MailAddressRefused
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser
from tests.conftest import NOW

SUBJECT = "News about what you sent us"
BODY = "There is news. Return with your receipt to read it.\n\nÎl y a du nouveau — ŵ ŷ."


class PostOffice:
    """A mail server that keeps what it is given, and can be told to refuse."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.bytes: list[bytes] = []
        self.recipients: list[str] = []
        self.answer_to_recipient = "250 OK"
        self.answer_to_letter = "250 OK"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer_to_letter.startswith("250"):
            self.bytes.append(envelope.content)
            self.letters.append(message_from_bytes(envelope.content, policy=default))
            self.recipients += envelope.rcpt_tos
        return self.answer_to_letter


@pytest.fixture
def post_office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def smtp(app: Flask, post_office: PostOffice) -> Iterator[Controller]:
    """A real mail server on a free port, and settings that use it."""
    port = free_port()
    server = Controller(post_office, hostname="127.0.0.1", port=port)
    server.start()
    use(app, mail_backend="smtp", smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False)
    yield server
    server.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost that nobody knows, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        made.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return file


@pytest.fixture
def encrypted(app: Flask, certificate: Path, post_office: PostOffice) -> Iterator[Controller]:
    """A mail server that wants encryption, a name and a password."""

    def judge(_server: Any, _session: Any, _envelope: Any, _how: str, who: Any) -> AuthResult:
        right = isinstance(who, LoginPassword) and who.password == b"right"
        return AuthResult(success=right, handled=False)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    port = free_port()
    server = Controller(
        post_office,
        hostname="localhost",
        port=port,
        authenticator=judge,
        auth_required=True,
        require_starttls=True,
        tls_context=context,
    )
    server.start()
    use(app, mail_backend="smtp", smtp_host="localhost", smtp_port=port, smtp_starttls=True)
    yield server
    server.stop()


def use(_app: Flask, **chosen: Any) -> None:
    config.use(replace(config.settings(), mail_sender="news@brynteg.example", **chosen))


def send(to: str = "reader@example.org", subject: str = SUBJECT, body: str = BODY) -> None:
    with transaction():
        send_mail(to, subject, body, at=clock.now())


def rows() -> list[OutboxMessage]:
    with reading():
        found = select(OutboxMessage).execution_options(populate_existing=True)
        return list(db.session.scalars(found))


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def test_a_letter_reaches_a_real_mail_server(
    database: Any, smtp: Controller, post_office: PostOffice
) -> None:
    send()

    assert deliver_due(NOW) == 1

    [letter] = post_office.letters
    assert post_office.recipients == ["reader@example.org"]
    assert letter["From"] == "news@brynteg.example"
    assert letter["To"] == "reader@example.org"
    assert letter["Subject"] == SUBJECT
    assert letter["Message-ID"].endswith("@brynteg.example>")
    assert letter.get_content().strip().replace("\r\n", "\n") == BODY
    assert rows() == []


STOP = f"https://gofal-cartref.brynteg.example.org/reports/by-mail/{'a1_-' * 11}/stop"


def test_the_button_that_stops_letters_arrives_as_mail_programs_read_it(
    database: Any, smtp: Controller, post_office: PostOffice
) -> None:
    """RFC 8058 and 2369: an address in angle brackets, and that alone. Programs decode nothing."""
    with transaction():
        send_each([("reader@example.org", SUBJECT, BODY, STOP)], at=clock.now())
        send_mail("other@example.org", SUBJECT, BODY, at=clock.now())

    deliver_due(NOW)

    lines = {
        to: letter.partition(b"\r\n\r\n")[0].split(b"\r\n")
        for to, letter in zip(post_office.recipients, post_office.bytes, strict=True)
    }
    assert f"List-Unsubscribe: <{STOP}>".encode() in lines["reader@example.org"]
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines["reader@example.org"]
    assert not any(line.startswith(b"List-") for line in lines["other@example.org"])


def test_the_folder_gets_a_letter_that_can_be_read(database: Any) -> None:
    send()

    deliver_due(NOW)

    [file] = (config.settings().instance_folder / "outbox").iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert file.suffix == ".eml"
    assert letter["Subject"] == SUBJECT
    assert "There is news." in letter.get_content()
    assert rows() == []


def test_a_letter_is_not_sent_when_the_fact_did_not_happen(database: Any) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        send_mail("reader@example.org", SUBJECT, BODY, at=NOW)
        raise ZeroDivisionError

    assert rows() == []
    assert deliver_due(NOW) == 0


def test_what_waits_is_sealed(database: Any) -> None:
    send(to="reader@example.org", body="The planted words")

    [row] = rows()

    for word in (b"reader", b"planted", b"News"):
        assert word not in row.sealed
    assert Letter.opened(row.sealed, b"x" * 32, row.id) is None
    assert Letter.opened(row.sealed, config.secret("outbox"), new_id()) is None
    letter = Letter.opened(row.sealed, config.secret("outbox"), row.id)
    assert letter == Letter("reader@example.org", SUBJECT, "The planted words")


def test_short_and_long_letters_wait_in_the_same_length(database: Any) -> None:
    send(body="a")
    send(body="b" * 200)

    assert len({len(row.sealed) for row in rows()}) == 1


def test_a_letter_is_sent_once_however_often_it_is_asked(
    database: Any, smtp: Controller, post_office: PostOffice
) -> None:
    for number in range(45):
        send(to=f"reader{number}@example.org")

    assert deliver_due(NOW) == 45
    assert deliver_due(NOW) == 0
    assert deliver_due(NOW + timedelta(days=7)) == 0

    assert len(post_office.letters) == 45
    assert len(set(post_office.recipients)) == 45


def test_two_workers_at_once_deliver_each_letter_once(
    app: Flask, smtp: Controller, post_office: PostOffice
) -> None:
    with app.app_context():
        for number in range(60):
            send(to=f"reader{number}@example.org")
    together, sent, failed = Barrier(2), [], []

    def work() -> None:
        with app.app_context():
            try:
                together.wait()
                sent.append(deliver_due(NOW))
            except Exception as problem:
                failed.append(problem)
            finally:
                db.session.remove()

    workers = [Thread(target=work) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert failed == []
    assert sum(sent) == 60
    assert sorted(post_office.recipients) == sorted(f"reader{n}@example.org" for n in range(60))
    with app.app_context():
        assert rows() == []


def test_what_one_worker_holds_no_other_takes(database: Any) -> None:
    send()
    with transaction():
        [taken] = take_due("first", at=NOW)

    with transaction():
        assert take_due("second", at=NOW + LEASE - timedelta(seconds=1)) == []
        note_delivered(taken, by="second")

    assert len(rows()) == 1


def test_a_worker_that_died_gives_its_letters_back(
    database: Any, smtp: Controller, post_office: PostOffice
) -> None:
    send()
    with transaction():
        take_due("died", at=NOW)

    assert deliver_due(NOW) == 0
    assert deliver_due(NOW + LEASE) == 1
    assert len(post_office.letters) == 1


def test_a_dead_server_loses_nothing_and_is_tried_again(
    app: Flask, database: Any, smtp: Controller, post_office: PostOffice
) -> None:
    port = config.settings().smtp_port
    use(app, smtp_port=free_port())
    for number in range(3):
        send(to=f"reader{number}@example.org")

    assert deliver_due(NOW) == 0

    assert {(row.problem, row.attempts) for row in rows()} == {(Problem.NO_ANSWER, 1)}
    assert deliver_due(NOW + PAUSES[0] - timedelta(seconds=1)) == 0
    use(app, smtp_port=port)
    assert deliver_due(NOW + PAUSES[0]) == 3
    assert rows() == []


def test_a_worker_that_was_down_for_a_week_catches_up_once(
    database: Any, smtp: Controller, post_office: PostOffice
) -> None:
    for number in range(30):
        with transaction():
            send_mail(
                f"reader{number}@example.org", SUBJECT, BODY, at=NOW + timedelta(hours=4 * number)
            )

    assert deliver_due(NOW + timedelta(days=7)) == 30
    assert deliver_due(NOW + timedelta(days=7)) == 0
    assert len(post_office.letters) == 30


def test_after_the_last_try_a_letter_is_given_up_and_seen(app: Flask, database: Any) -> None:
    use(app, mail_backend="smtp", smtp_host="127.0.0.1", smtp_port=free_port())
    send()
    at = NOW

    for pause in PAUSES:
        deliver_due(at)
        assert rows()[0].given_up_at is None
        at += pause
    deliver_due(at)

    [row] = rows()
    assert (row.given_up_at, row.problem) == (at, Problem.NO_ANSWER)
    assert at - NOW > timedelta(days=4)
    with transaction():
        forget_given_up(at + GIVEN_UP_KEPT - timedelta(seconds=1))
    assert len(rows()) == 1
    with transaction():
        forget_given_up(at + GIVEN_UP_KEPT)
    assert rows() == []


@pytest.mark.parametrize(
    ("recipient", "letter", "problem", "given_up"),
    [
        ("550 No such user", "250 OK", Problem.ADDRESS_REFUSED, True),
        ("450 Try later", "250 OK", Problem.NOT_NOW, False),
        ("250 OK", "554 Looks like spam", Problem.LETTER_REFUSED, True),
        ("250 OK", "451 Busy", Problem.NOT_NOW, False),
        ("421 Going down", "250 OK", Problem.NOT_NOW, False),
    ],
)
def test_what_a_server_refuses_for_good_is_not_tried_again(
    database: Any,
    smtp: Controller,
    post_office: PostOffice,
    recipient: str,
    letter: str,
    problem: Problem,
    given_up: bool,
) -> None:
    post_office.answer_to_recipient, post_office.answer_to_letter = recipient, letter
    send()

    assert deliver_due(NOW) == 0

    [row] = rows()
    assert row.problem is problem
    assert (row.given_up_at is not None) is given_up


def test_one_refused_address_does_not_hold_up_the_others(
    database: Any, smtp: Controller, post_office: PostOffice
) -> None:
    post_office.answer_to_recipient = "550 No such user"
    send(to="gone@example.org")
    deliver_due(NOW)
    post_office.answer_to_recipient = "250 OK"
    send(to="here@example.org")

    assert deliver_due(NOW) == 1
    assert post_office.recipients == ["here@example.org"]


def test_no_letter_leaves_without_the_encryption_that_was_asked_for(
    app: Flask, database: Any, smtp: Controller, post_office: PostOffice
) -> None:
    use(app, smtp_starttls=True)
    send()

    assert deliver_due(NOW) == 0

    assert post_office.letters == []
    assert rows()[0].problem is Problem.NOT_LET_IN


def test_an_unknown_server_certificate_keeps_the_letter(
    app: Flask, database: Any, encrypted: Controller, post_office: PostOffice
) -> None:
    send()

    assert deliver_due(NOW) == 0

    assert post_office.letters == []
    assert rows()[0].problem is Problem.NOT_LET_IN


def test_the_server_is_told_who_we_are_behind_its_encryption(
    app: Flask,
    database: Any,
    encrypted: Controller,
    certificate: Path,
    post_office: PostOffice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    use(app, smtp_user="coop", smtp_password="wrong")
    send()
    assert deliver_due(NOW) == 0
    assert rows()[0].problem is Problem.NOT_LET_IN

    use(app, smtp_password="right")
    assert deliver_due(NOW + PAUSES[0]) == 1
    assert len(post_office.letters) == 1


def test_a_letter_sealed_with_another_secret_is_given_up_at_once(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send()
    monkeypatch.setenv("CANDOUR_SECRET_OUTBOX", "A" * 43 + "=")
    config.secret.cache_clear()

    assert deliver_due(NOW) == 0

    [row] = rows()
    assert row.problem is Problem.NOT_READABLE
    assert row.given_up_at == NOW


@pytest.mark.parametrize(
    "address",
    [
        "reader@example.org\nBcc: all@example.org",
        "reader@example.org\r\nBcc: all@example.org",
        "reader@example.org, all@example.org",
        "<reader@example.org>",
        '"a b"@example.org',
        "reader@example.org\x00",
        "reader",
        "@example.org",
        "reader@",
        "a" * 300 + "@example.org",
        "rëader@example.org",
    ],
)
def test_an_address_cannot_smuggle_a_header(database: Any, address: str) -> None:
    with pytest.raises(MailAddressRefused), transaction():
        send_mail(address, SUBJECT, BODY, at=NOW)

    assert rows() == []


def test_a_subject_cannot_smuggle_a_header(
    database: Any, smtp: Controller, post_office: PostOffice
) -> None:
    send(subject="News\r\nBcc: all@example.org\n\nHello")

    deliver_due(NOW)

    [letter] = post_office.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "News Bcc: all@example.org Hello"
    assert post_office.recipients == ["reader@example.org"]


def test_lines_that_look_like_the_end_or_like_headers_stay_words(
    database: Any, smtp: Controller, post_office: PostOffice
) -> None:
    send(body="One\n.\nTwo\nBcc: all@example.org\n\nFrom here")

    deliver_due(NOW)

    [letter] = post_office.letters
    words = letter.get_content().replace("\r\n", "\n").strip()
    assert words == "One\n.\nTwo\nBcc: all@example.org\n\nFrom here"


@pytest.mark.parametrize(("subject", "body"), [("", BODY), ("s" * 201, BODY), (SUBJECT, "  ")])
def test_a_letter_needs_a_subject_and_words(database: Any, subject: str, body: str) -> None:
    with pytest.raises(LetterRefused), transaction():
        send_mail("reader@example.org", subject, body, at=NOW)

    assert rows() == []


def test_the_secretary_sees_how_many_failed_and_tries_again(
    app: Flask, browser: Browser, smtp: Controller, post_office: PostOffice
) -> None:
    post_office.answer_to_recipient = "550 No such user"
    with app.app_context():
        send(to="gone@example.org")
        send(to="gone.too@example.org")
        deliver_due(NOW)
        db.session.remove()
    sign_in(browser, make_account_of(app, Permission.KEEP_REGISTER))

    page = browser.open("/notices/undelivered")
    assert "2 letters could not be delivered." in page.main
    assert "The mail server does not know the address." in page.main
    assert "gone" not in page.main

    page = page.form("Try them all again").send()
    assert "Every letter was delivered or is on its way." in page.main
    assert "2 letters are waiting to be delivered." in page.main
    post_office.answer_to_recipient = "250 OK"
    with app.app_context():
        assert deliver_due(NOW) == 2
        assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_only_the_secretary_sees_it(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app, Permission.READ_CASES))

    assert browser.open("/notices/undelivered").status == 403
