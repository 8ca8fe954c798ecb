"""What every page shows whoever reads it: the language, and how to change it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from wuzhi.core import clock
from wuzhi.core.installation import DEMO_KEY_BEGINS


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `page.language`, `page.other_languages` (code, own name) and `page.now`. No query."""
    current = get_language() or settings.LANGUAGE_CODE
    named = {"zh-hans": "中文", "en": "English"}
    others = [(code, named.get(code, str(name))) for code, name in settings.LANGUAGES if code != current]
    return {
        "page": {
            "language": {"zh-hans": "zh-Hans"}.get(current, current),
            "other_languages": others,
            "now": clock.now(),
            "demo": settings.SECRET_KEY.startswith(DEMO_KEY_BEGINS),
        }
    }
