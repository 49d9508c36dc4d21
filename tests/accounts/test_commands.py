"""What an operator does about accounts from a shell."""

import json
from dataclasses import replace
from pathlib import Path

from click.testing import Result
from flask import Flask

from portal import config
from portal.accounts.codes import code_at, new_totp_secret
from portal.accounts.commands import demo_code, invite
from portal.accounts.queries import find_account_by_email, running_permissions
from tests.client import Browser
from tests.conftest import NOW

SECRET = new_totp_secret()


def run(app: Flask, *arguments: str) -> Result:
    command = {"demo-code": demo_code, "invite": invite}[arguments[0]]
    return app.test_cli_runner().invoke(command, arguments[1:])


def demonstrate(tmp_path: Path, environment: str = "demonstration") -> None:
    (tmp_path / "demonstration.json").write_text(json.dumps({"secrets": {"a@example.org": SECRET}}))
    config.use(replace(config.settings(), environment=environment))


def test_the_code_of_an_invented_person_is_printed(plain_app: Flask, tmp_path: Path) -> None:
    demonstrate(tmp_path)

    result = run(plain_app, "demo-code", " A@example.org")

    assert result.exit_code == 0
    assert result.output == f"{code_at(SECRET, NOW)}  (for 30 more seconds)\n"


def test_nobody_elses_code_is_printed(plain_app: Flask, tmp_path: Path) -> None:
    demonstrate(tmp_path)

    result = run(plain_app, "demo-code", "b@example.org")

    assert result.exit_code == 1
    assert "Nobody in this demonstration" in result.output


def test_outside_a_demonstration_no_code_is_printed(plain_app: Flask, tmp_path: Path) -> None:
    demonstrate(tmp_path, "production")

    result = run(plain_app, "demo-code", "a@example.org")

    assert result.exit_code == 1
    assert "This is not a demonstration" in result.output
    assert code_at(SECRET, NOW) not in result.output


def test_an_invitation_from_the_shell_opens_the_door_and_gives_no_authority(
    plain_app: Flask,
) -> None:
    result = run(plain_app, "invite", "Gwen Rees", "gwen@example.org")
    code = result.output.splitlines()[-1].strip()

    page = Browser(plain_app).open("/accounts/invitation").form("code").fill(code=code).send()

    assert page.path == "/accounts/invitation/password"
    with plain_app.app_context():
        account = find_account_by_email("gwen@example.org")
        assert account is not None
        assert running_permissions(account.id, NOW) == frozenset()


def test_a_second_invitation_replaces_the_first(plain_app: Flask) -> None:
    first = run(plain_app, "invite", "Gwen Rees", "gwen@example.org").output.splitlines()[-1]
    second = run(plain_app, "invite", "Gwen Rees", "gwen@example.org").output.splitlines()[-1]

    opened = {
        code: Browser(plain_app).open("/accounts/invitation").form("code").fill(code=code).send()
        for code in (first, second)
    }

    assert opened[first].status == 422
    assert opened[second].status == 200


def test_an_address_that_is_none_is_refused_in_words(plain_app: Flask) -> None:
    result = run(plain_app, "invite", "Gwen Rees", "gwen at example")

    assert result.exit_code == 1
    assert "Enter an e-mail address" in result.output
