"""The WSGI application for a server: `granian --interface wsgi wsgi:app`."""

from whitenoise import WhiteNoise

from portal import clock
from portal.app import begin, create_app
from portal.cases.rule_packs import find_pack
from portal.cases.working_days import is_working_day
from portal.config import ROOT, settings

application = create_app()
begin(application)
# The calendar takes a second to load: now, and not while somebody waits for a receipt.
is_working_day(clock.today(), find_pack(settings().rule_pack).nation)
app = WhiteNoise(
    application.wsgi_app,
    root=str(ROOT / "static"),
    prefix="static/",
    allow_all_origins=False,
    max_age=3600,
)
