import io

import segno
from django.http import HttpResponse


def qr_picture(text: str) -> HttpResponse:
    """A QR code as a picture of any size. It reads on a dark page too, and with a logo's worth of dirt on it."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(
        picture, kind="svg", omitsize=True, xmldecl=False, svgclass=None, lineclass=None, light="#fff"
    )
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
