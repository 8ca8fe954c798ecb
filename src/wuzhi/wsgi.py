"""Where a WSGI server takes hold."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's own, but always in UTF-8.

    Django reads addresses and forms by whichever codec a request names. Some of Python's raise errors before
    any middleware could answer (base64, undefined), others make lone surrogates (utf-7).
    """
    kind, *parameters = environ.get("CONTENT_TYPE", "").split(";")
    kept = [part for part in parameters if not part.strip().lower().startswith("charset")]
    if len(kept) < len(parameters):
        environ["CONTENT_TYPE"] = ";".join([kind, *kept])
    answer: Iterable[bytes] = _django(environ, start_response)
    return answer
