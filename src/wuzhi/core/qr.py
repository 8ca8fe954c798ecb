"""QR codes of our own addresses, drawn into the page: paper leads back to what is true today."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str) -> SafeString:
    """An address as SVG that fills its box, dark on light with its own quiet zone; whoever shows it names it."""
    drawn = segno.make_qr(address, error="m").svg_inline(omitsize=True, dark="#000", light="#fff", border=4)
    return mark_safe(drawn)  # noqa: S308  paths alone: the address is in the modules, not in the markup
