"""Settings: safe by default, documented, refused by name."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from portal import config
from portal.app import create_app
from portal.config import ROOT, Settings, read_settings
from portal.errors import SettingsRefused


def test_the_default_is_production() -> None:
    assert Settings().environment == "production"


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")

    for item in fields(Settings):
        assert f"`CANDOUR_{item.name.upper()}`" in page
        assert item.metadata["help"].replace("|", "") in page


def test_reads_the_environment_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('coop_name = "From the file"\ntz = "Europe/Rome"\n')

    read = read_settings({"CANDOUR_INSTANCE": str(tmp_path), "CANDOUR_COOP_NAME": "From outside"})

    assert read.coop_name == "From outside"
    assert read.tz == "Europe/Rome"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CANDOUR_TZ", "Europe/Brynteg", "no time zone"),
        ("CANDOUR_BASE_URL", "https://gofal-tŷ.example", "xn--"),
        ("CANDOUR_BASE_URL", "https://gofal.example\nX: y", "xn--"),
        ("CANDOUR_ENVIRONMENT", "staging", "production, demonstration or test"),
        ("CANDOUR_SMTP_PORT", "many", "whole number"),
        ("CANDOUR_AREA_NAMES", "A03=Upper Vale, Harbour", "A03=Upper Vale, with commas"),
        ("CANDOUR_ALLOWANCES", "perhaps", "true or false"),
        ("CANDOUR_SOURCE_URL", "javascript:alert(1)", "https://"),
        ("CANDOUR_BASE_URL", "http://candour.example", "must begin with https://"),
    ],
)
def test_refuses_a_value_by_name(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsRefused, match=says):
        read_settings({name: value})


def test_refuses_a_setting_it_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("colour = 'green'\n")

    with pytest.raises(SettingsRefused, match="colour"):
        read_settings({"CANDOUR_INSTANCE": str(tmp_path)})


def test_production_does_not_start_without_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CANDOUR_SECRET_SESSION")
    config.use(Settings(environment="production", instance=str(tmp_path)))

    with pytest.raises(SettingsRefused, match="make-secrets"):
        config.secret("session")

    assert not (tmp_path / "secrets").exists()


def test_production_does_not_start_before_it_is_said_how_letters_leave(tmp_path: Path) -> None:
    chosen = Settings(environment="production", instance=str(tmp_path))

    with pytest.raises(SettingsRefused, match="say how letters leave"):
        create_app(chosen)

    for backend in ("file", "smtp"):
        assert create_app(replace(chosen, mail_backend=backend)).name == "portal"


def test_the_demonstration_makes_its_secret_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CANDOUR_SECRET_SESSION")
    config.use(Settings(environment="demonstration", instance=str(tmp_path)))

    first = config.secret("session")
    config.secret.cache_clear()

    assert config.secret("session") == first
    assert (tmp_path / "secrets" / "session").stat().st_mode & 0o077 == 0
