"""Pages of visits: the figures, and the files that bring them."""

from flask import Blueprint

from portal.visits import (
    figures_views,
    home_code_views,
    import_change_views,
    import_mapping_views,
    import_token_views,
    import_views,
)

bp = Blueprint("visits", __name__, url_prefix="/visits")
bp.register_blueprint(figures_views.bp)
bp.register_blueprint(import_views.bp)
bp.register_blueprint(import_mapping_views.bp)
bp.register_blueprint(import_change_views.bp)
bp.register_blueprint(import_token_views.bp)
bp.register_blueprint(home_code_views.bp)
