"""The factory: puts kernel and features together."""

import logging
from pathlib import Path
from typing import Final

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import (
    clock,
    config,
    database,
    error_pages,
    i18n,
    kept,
    kept_pages,
    logs,
    security,
    sessions,
    stored_pages,
)
from portal.accounts import access
from portal.accounts import views as accounts_views
from portal.allowances import AllowanceUse
from portal.cases import views as cases_views
from portal.cases.rule_packs import find_pack
from portal.committee import views as committee_views
from portal.config import ROOT, SECRET_PURPOSES, THREADS, Settings
from portal.elections import views as elections_views
from portal.i18n import LanguagePrefix
from portal.intake import views as intake_views
from portal.jobs import JobLease
from portal.ledger import views as ledger_views
from portal.ledger.settings_services import note_settings
from portal.ledger.witnessing.witnesses import read_witnesses
from portal.membership import views as membership_views
from portal.notices import views as notices_views
from portal.pages import views as pages_views
from portal.publication import views as publication_views
from portal.publication.comparing.fetching import require_reports
from portal.publication.effect_queries import compare_with_published
from portal.stored_pages import PublicState
from portal.visits import door_views as visits_door_views
from portal.visits import views as visits_views
from portal.visits.importing import published

log = logging.getLogger(__name__)
migrate = Migrate()

# Every table must be known before the store is made; those of the features come with their views.
KERNEL_TABLES: Final = (AllowanceUse, JobLease, PublicState)

FEATURES: Final = (
    pages_views,
    ledger_views,
    accounts_views,
    notices_views,
    membership_views,
    visits_views,
    visits_door_views,
    committee_views,
    cases_views,
    elections_views,
    intake_views,
    publication_views,
)


def create_app(chosen: Settings | None = None) -> Flask:
    """The application. Raises SettingsRefused where it would not be safe to start."""
    settings = chosen or config.read_settings()
    config.use(settings)
    _require_what_weighs(settings)

    app = Flask(
        "portal",
        root_path=str(ROOT),
        instance_path=str(Path(settings.instance).resolve()),
    )
    app.testing = settings.environment == "test"
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    # An error of the database must not quote what was typed.
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True, "pool_size": THREADS}
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024 * 1024
    app.config["MAX_FORM_MEMORY_SIZE"] = 4 * 1024 * 1024
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["site"] = settings
    settings.instance_folder.mkdir(parents=True, exist_ok=True)

    logs.init_app(app)
    sessions.init_app(app)
    database.init_app(app)
    migrate.init_app(
        app,
        database.db,
        directory=str(ROOT / "migrations"),
        render_as_batch=True,
        compare_type=True,
    )
    i18n.init_app(app)
    security.init_app(app)
    stored_pages.init_app(app)
    kept.init_app(app)
    kept_pages.init_app(app)
    error_pages.init_app(app)
    access.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    _hand_over_reports(app)
    wrapped = LanguagePrefix(app.wsgi_app, settings.language_codes)
    proxied = (
        ProxyFix(wrapped, x_for=n, x_proto=n, x_host=n)
        if (n := settings.trusted_proxies)
        else wrapped
    )
    app.wsgi_app = stored_pages.before(app, proxied)  # type: ignore[method-assign,assignment]
    return app


def _require_what_weighs(settings: Settings) -> None:
    """Refuse to start without rules for the clocks, a secret, or a way for letters."""
    find_pack(settings.rule_pack)
    for purpose in SECRET_PURPOSES:
        config.secret(purpose)
    config.require_way_for_letters(settings)
    read_witnesses(settings.ledger_witnesses)
    require_reports(settings.neighbour_addresses)


def _hand_over_reports(app: Flask) -> None:
    """What stands below the reports and still shows them."""
    # The front page has their newest headline; an import says which of their figures it would move.
    app.jinja_env.globals["latest_report"] = publication_views.latest_report
    published.use(compare_with_published)


def begin(app: Flask) -> None:
    """What a process does once before it serves or works: say what the operator has still to set,
    and enter changed settings in the ledger.

    A store that cannot be written to just now keeps nobody from reading or telephoning: the next
    start notes what this one could not.
    """
    if config.settings().environment == "production" and not config.settings().source_url:
        log.warning(
            "CANDOUR_SOURCE_URL is empty: readers who want to check a report or the ledger are not "
            "told where this software can be had, and its licence asks you to offer it to them."
        )
    with app.app_context():
        try:
            with database.transaction():
                note_settings(config.settings().noted, at=clock.now())
        except SQLAlchemyError:
            log.exception("The settings could not be noted in the ledger.")
        finally:
            database.db.session.remove()
