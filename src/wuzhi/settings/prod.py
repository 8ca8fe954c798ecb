"""A city's installation: HTTPS only, keys from the environment, refuses to start without them."""

from django.core.exceptions import ImproperlyConfigured

from wuzhi.settings import env
from wuzhi.settings.base import *  # noqa: F403  a settings module extends its base by design

if len(SECRET_KEY) < 50:  # noqa: F405  from base
    raise ImproperlyConfigured("WUZHI_SECRET_KEY must be set to at least 50 random characters")
if not COUNTY_KEY:  # noqa: F405  from base
    raise ImproperlyConfigured("WUZHI_COUNTY_KEY must be set: 32 random bytes, base64")
if COUNTY_KEY == DEMO_COUNTY_KEY:  # noqa: F405  from base
    raise ImproperlyConfigured("WUZHI_COUNTY_KEY is the demo's, which is public: make 32 random bytes, base64")

SECURE_SSL_REDIRECT = env.flag("WUZHI_HTTPS", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("WUZHI_BEHIND_PROXY") else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
