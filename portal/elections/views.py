"""The pages of elections: each part has its own."""

from flask import Blueprint

from portal.elections.count import views as count

bp = Blueprint("elections", __name__, url_prefix="/elections")
bp.register_blueprint(count.bp)
