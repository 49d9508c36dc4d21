"""The WSGI application for a server: `granian --interface wsgi wsgi:app`."""

from whitenoise import WhiteNoise

from portal.app import create_app
from portal.config import ROOT

application = create_app()
app = WhiteNoise(
    application.wsgi_app,
    root=str(ROOT / "static"),
    prefix="static/",
    allow_all_origins=False,
    max_age=3600,
)
