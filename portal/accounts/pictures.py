"""Rule: the square picture that a telephone's camera reads."""

from io import BytesIO

import segno

from portal.accounts.codes import totp_address


def square(secret: str, *, name: str, site: str) -> bytes:
    """The secret as an SVG picture, black on white whatever the page's colours are."""
    # Few, large squares: it is read from a screen, which has no scratches.
    made = segno.make_qr(totp_address(secret, name=name, site=site), error="l", boost_error=False)
    out = BytesIO()
    made.save(out, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=False)
    return out.getvalue()
