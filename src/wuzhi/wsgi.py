"""Where a WSGI server takes hold."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
application = get_wsgi_application()
