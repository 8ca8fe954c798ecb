"""The phone's page, its manifest and its service worker. Nothing in them depends on who asks: a browser keeps them."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzhi.pwa import shell

_SEAL, _PAPER = "#b3261e", "#f4f6f9"


@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """The shell: every word and part in the reader's language, and no fact."""
    answer = HttpResponse(_page())
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, another one for each version and language of the shell."""
    addresses = [reverse("pwa:phone"), reverse("pwa:manifest"), *map(shell.plain, shell.SHELL)]
    context = {
        "version": f"{shell.version(_page().encode())}-{get_language()}",
        "shell": json.dumps(addresses),
        "later": json.dumps([shell.plain(name) for name in shell.LATER]),
    }
    answer = render(request, "pwa/sw.js", context, content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
    return answer


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """How it is named and drawn on the home screen."""
    found = {
        "id": reverse("pwa:phone"),
        "name": _("Wuzhi on the phone"),
        "short_name": _("Wuzhi"),
        "description": _("Report, handle and finish matters of your grid, also without a signal."),
        "lang": get_language(),
        "start_url": reverse("pwa:phone"),
        "scope": reverse("pwa:phone"),
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _SEAL,
        "icons": [_icon(size, purpose) for size in (192, 512) for purpose in ("any", "maskable")],
    }
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False}, content_type="application/manifest+json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _icon(size: int, purpose: str) -> dict[str, str]:
    address = shell.plain(f"pwa/icon-{size}.png")
    return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _page() -> str:
    plain = {name.rpartition("/")[2].replace(".", "_").replace("-", "_"): shell.plain(name) for name in shell.SHELL}
    context = {
        "plain": plain,
        "modules": [shell.plain(name) for name in shell.SHELL if name.startswith("pwa/") and name.endswith(".js")],
        "apple_icon": shell.plain("pwa/icon-192.png"),
        "map_style": shell.plain("vendor/maplibre-gl.css"),
        "map_worker": shell.plain("vendor/maplibre-gl-worker.mjs"),
        "language": {"zh-hans": "zh-Hans"}.get(get_language() or "", get_language()),
    }
    return render_to_string("pwa/phone.html", context)
