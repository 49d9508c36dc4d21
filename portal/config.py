"""Every setting in one place: read from the environment (CANDOUR_...) and instance/settings.toml.

The defaults are safe in production and public. docs/settings.md lists each one; a test holds it so.
"""

import base64
import os
import secrets as random_bytes
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from portal.errors import SettingsRefused
from portal.settings_checks import checked

ROOT: Final = Path(__file__).resolve().parent.parent
THREADS: Final = 4
"""Requests that one web process works on at a time, and its connections to the database."""
SECRET_PURPOSES: Final = ("session", "outbox", "receipt", "ledger")

Environment = Literal["production", "demonstration", "test"]


def _setting(default: Any, help_text: str, *, noted: bool = True) -> Any:
    return field(default=default, metadata={"help": help_text, "noted": noted})


def _private(default: Any, help_text: str) -> Any:
    """A setting that is nobody's business, or a secret: the ledger never speaks of it."""
    return _setting(default, help_text, noted=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What one installation may choose."""

    environment: str = _setting("production", "`production`, `demonstration` or `test`.")
    instance: str = _private(str(ROOT / "instance"), "Folder of the database, secrets and letters.")
    database_url: str = _private("", "SQLAlchemy address; empty: SQLite in the instance folder.")
    base_url: str = _setting(
        "http://127.0.0.1:8000",
        "Public address, without a slash at the end. "
        "In production `https://…`, but on this machine alone.",
    )
    coop_name: str = _setting("Your care co-operative", "The name shown on every page.")
    office_phone: str = _setting("", "Telephone number of the care office.")
    intake_phone: str = _setting("", "Number where somebody takes concerns by telephone.")
    emergency_phone: str = _setting("999", "Emergency number, shown first.")
    postal_address: str = _setting("", "Where letters reach the committee.")
    tz: str = _setting("Europe/London", "IANA time zone of the co-operative.")
    extra_days_off: str = _setting(
        "",
        "Days off that no calendar knows yet, as `2026-06-19, 2026-07-03`. The clocks that run are "
        "worked out anew.",
    )
    rule_pack: str = _setting(
        "ENG-LA-2009",
        "Which rules set the clocks of a complaint, and whose working days they count: a file in "
        "`portal/cases/packs`.",
    )
    languages: str = _setting("en_GB,cy", "Languages of the pages; the first has no prefix.")
    area_names: str = _setting(
        "",
        "What the areas in the care office's files are called, as `A03=Upper Vale, E01=Harbour`: "
        "reports say these names. What is out already keeps its words.",
    )
    release_day: int = _setting(
        21,
        "Day of the following month for which the report of a month is announced, 8 to 28. Days "
        "that are announced already stay.",
    )
    leave_url: str = _setting(
        "https://www.bbc.co.uk/weather", 'Where "leave this page now" goes: somewhere ordinary.'
    )
    mail_backend: str = _setting(
        "",
        "`smtp` sends letters; `file` writes them unlocked to instance/outbox, for somebody to "
        "send. Empty: as `file`, but in production no start.",
    )
    mail_sender: str = _setting("news@localhost", "A neutral sender address.")
    smtp_host: str = _private("localhost", "Mail server.")
    smtp_port: int = _private(587, "Port of the mail server.")
    smtp_user: str = _private("", "Name for the mail server, if it wants one.")
    smtp_password: str = _private("", "Password for the mail server.")
    smtp_starttls: bool = _setting(True, "Encrypt the connection to the mail server.")
    source_url: str = _setting(
        "", "Where the source code of exactly this site can be had, as its licence asks."
    )
    ledger_witnesses: str = _setting(
        "",
        "Who countersigns the heads of the ledger, as `Aber Care=<key>, Gwen's computer=<key>`: a "
        "name and the 64 digits that `candour witness` shows.",
    )
    neighbours: str = _setting(
        "",
        "Co-operatives whose newest report is read twice a day and shown beside ours: addresses as "
        "`https://coop.example/reports/latest`, with commas between them.",
    )
    trusted_proxies: int = _private(0, "How many reverse proxies stand in front.")
    allowances: bool = _setting(True, "Limit submissions, code tries and sign-ins per hour.")

    clock_shift: int = _setting(
        0, "Seconds added to the clock, so that the demonstration always lives in November 2026."
    )

    @property
    def database(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{Path(self.instance) / 'portal.sqlite'}"

    @property
    def instance_folder(self) -> Path:
        return Path(self.instance)

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def language_codes(self) -> tuple[str, ...]:
        """Locale codes, the default one first."""
        return _codes(self.languages)

    @property
    def days_off(self) -> frozenset[date]:
        """Days off that were proclaimed, beside those of every year."""
        return _days(self.extra_days_off)

    @property
    def named_areas(self) -> Mapping[str, str]:
        """The names of areas, by their code."""
        return _names(self.area_names)

    @property
    def neighbour_addresses(self) -> tuple[str, ...]:
        """Where the newest reports of other co-operatives stand."""
        return _codes(self.neighbours)

    @property
    def noted(self) -> dict[str, Any]:
        """What the public is told of: a change of these is an entry in the ledger. No secret."""
        return {each.name: getattr(self, each.name) for each in fields(self) if is_noted(each)}


def is_noted(setting: Field[Any]) -> bool:
    """Whether a change of this setting is entered in the public ledger, with its value."""
    return bool(setting.metadata["noted"])


@cache
def _codes(languages: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in languages.split(",") if code.strip())


@cache
def _days(written: str) -> frozenset[date]:
    days = (each.strip() for each in written.split(","))
    return frozenset(date.fromisoformat(each) for each in days if each)


@cache
def _names(written: str) -> Mapping[str, str]:
    parts = (each.partition("=") for each in written.split(",") if each.strip())
    return {code.strip(): name.strip() for code, _equals, name in parts}


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings of the environment, then of instance/settings.toml, then the defaults.

    Raises SettingsRefused for a name that is not known or a value of the wrong type.
    """
    environ = os.environ if environ is None else environ
    instance = Path(environ.get("CANDOUR_INSTANCE", str(ROOT / "instance")))
    written: dict[str, Any] = {}
    file = instance / "settings.toml"
    if file.is_file():
        written = tomllib.loads(file.read_text("utf-8"))
    chosen: dict[str, Any] = {}
    for item in fields(Settings):
        name = f"CANDOUR_{item.name.upper()}"
        if name in environ:
            chosen[item.name] = _typed(item.name, item.default, environ[name])
        elif item.name in written:
            chosen[item.name] = _typed(item.name, item.default, written.pop(item.name))
        written.pop(item.name, None)
    if written:
        raise SettingsRefused(f"{file} names settings that do not exist: {', '.join(written)}.")
    return checked(Settings(**chosen))


def _typed(name: str, default: Any, value: Any) -> Any:
    if isinstance(default, bool):
        if str(value).lower() not in ("true", "false", "1", "0"):
            raise SettingsRefused(f"CANDOUR_{name.upper()} must be true or false.")
        return str(value).lower() in ("true", "1")
    if isinstance(default, int):
        try:
            return int(value)
        except ValueError:
            raise SettingsRefused(f"CANDOUR_{name.upper()} must be a whole number.") from None
    return str(value)


def require_way_for_letters(chosen: Settings) -> None:
    """Refuse to serve where nobody said how letters leave: they would lie about unlocked.

    Raises SettingsRefused.
    """
    if chosen.environment == "production" and not chosen.mail_backend:
        raise SettingsRefused(
            "CANDOUR_MAIL_BACKEND: say how letters leave. Set it to smtp, with CANDOUR_SMTP_HOST "
            "and the other settings of your mail server. Or set it to file: then letters, with "
            "their addresses, are written unlocked to the folder outbox of the instance, where "
            "somebody has to send and delete them."
        )


_in_force: Settings | None = None


def settings() -> Settings:
    """The settings in force, read once."""
    global _in_force  # noqa: PLW0603  one process runs one co-operative
    if _in_force is None:
        _in_force = read_settings()
    return _in_force


def use(chosen: Settings) -> None:
    """Put other settings in force: for the factory and for tests."""
    global _in_force  # noqa: PLW0603  one process runs one co-operative
    _in_force = chosen
    secret.cache_clear()


@cache
def secret(purpose: str) -> bytes:
    """The 32 secret bytes for one purpose.

    From CANDOUR_SECRET_<PURPOSE> (base64) or instance/secrets/<purpose>. Raises SettingsRefused in
    production where neither exists; makes the file for the demonstration and for tests.
    """
    if purpose not in SECRET_PURPOSES:
        raise ValueError(f"There is no secret for {purpose!r}.")
    given = os.environ.get(f"CANDOUR_SECRET_{purpose.upper()}")
    if given:
        return _decoded(given, f"CANDOUR_SECRET_{purpose.upper()}")
    file = settings().instance_folder / "secrets" / purpose
    if file.is_file():
        return _decoded(file.read_text("ascii"), str(file))
    if settings().environment == "production":
        raise SettingsRefused(
            f"There is no secret for {purpose!r}. Set CANDOUR_SECRET_{purpose.upper()}, or run "
            f"`candour make-secrets` once to write {file}."
        )
    return make_secret(purpose)


def older_secrets(purpose: str) -> tuple[bytes, ...]:
    """Replaced secrets that still open what has not been migrated, newest first.

    From CANDOUR_SECRET_<PURPOSE>_OLDER (base64, separated by spaces) or
    instance/secrets/<purpose>.older (one a line).
    """
    name = f"CANDOUR_SECRET_{purpose.upper()}_OLDER"
    file = settings().instance_folder / "secrets" / f"{purpose}.older"
    if name in os.environ:
        written, where = os.environ[name], name
    elif file.is_file():
        written, where = file.read_text("ascii"), str(file)
    else:
        return ()
    return tuple(_decoded(one, where) for one in written.split())


def secrets_of(purpose: str) -> tuple[bytes, ...]:
    """Every secret that still opens something, newest first."""
    return (secret(purpose), *older_secrets(purpose))


def make_secret(purpose: str) -> bytes:
    """Write a new secret for the purpose, readable by its owner alone; never over an old one."""
    file = settings().instance_folder / "secrets" / purpose
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = random_bytes.token_bytes(32)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _decoded(file.read_text("ascii"), str(file))
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(base64.b64encode(made).decode())
    return made


def _decoded(text: str, where: str) -> bytes:
    try:
        value = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        raise SettingsRefused(f"{where} is not base64.") from None
    if len(value) != 32:
        raise SettingsRefused(f"{where} must hold 32 bytes in base64.")
    return value
