"""Pages of visits: the figures, and the files that bring them."""

from flask import Blueprint

from portal.visits import (
    figures_views,
    home_code_views,
    home_figures_views,
    import_change_views,
    import_mapping_views,
    import_token_views,
    import_views,
)
from portal.visits.exceptions import views as exceptions_views
from portal.visits.layers import views as layers_views
from portal.visits.no_access import views as no_access_views

bp = Blueprint("visits", __name__, url_prefix="/visits")
bp.register_blueprint(figures_views.bp)
bp.register_blueprint(home_figures_views.bp)
bp.register_blueprint(layers_views.bp)
bp.register_blueprint(import_views.bp)
bp.register_blueprint(import_mapping_views.bp)
bp.register_blueprint(import_change_views.bp)
bp.register_blueprint(import_token_views.bp)
bp.register_blueprint(home_code_views.bp)
bp.register_blueprint(no_access_views.bp)
bp.register_blueprint(exceptions_views.bp)
