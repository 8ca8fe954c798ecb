"""What every page shows whoever reads it: the language, the size of its type, and how to change them."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from wuzhi.core import clock
from wuzhi.core.installation import DEMO_KEY_BEGINS

ELDER_COOKIE = "wuzhi_elder"


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `page.language`, `page.other_languages` (code, name), `page.now`, `page.elder`. No query."""
    current = get_language() or settings.LANGUAGE_CODE
    named = {"zh-hans": "中文", "en": "English"}
    others = [(code, named.get(code, str(name))) for code, name in settings.LANGUAGES if code != current]
    return {
        "page": {
            "language": {"zh-hans": "zh-Hans"}.get(current, current),
            "other_languages": others,
            "now": clock.now(),
            "elder": "elder" if request.COOKIES.get(ELDER_COOKIE) == "1" else "",
            "demo": settings.SECRET_KEY.startswith(DEMO_KEY_BEGINS),
        }
    }
