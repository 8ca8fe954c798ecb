"""What every installation shares. dev, test and prod say only how they differ."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from wuzhi.settings import env

PACKAGE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("WUZHI_VAR", "var")).resolve()

DEBUG = False
SECRET_KEY = env.text("WUZHI_SECRET_KEY")
COUNTY_KEY = env.text("WUZHI_COUNTY_KEY")
DEMO_COUNTY_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # known to everybody
ALLOWED_HOSTS = env.words("WUZHI_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("WUZHI_ORIGINS")

# Lowest room first; a manifest may only ask rooms above its own line.
ROOMS = [
    "wuzhi.core",
    "wuzhi.areas",
    "wuzhi.people",
    "wuzhi.trust",
    "wuzhi.files",
    "wuzhi.notices",
    "wuzhi.cases",
    "wuzhi.roster",
    "wuzhi.papers",
]
MODULES = [
    "wuzhi.modules.reports",
    "wuzhi.modules.contacts",
    "wuzhi.modules.answers",
    "wuzhi.modules.errands",
    "wuzhi.modules.nearby",
]
DOORS = ["wuzhi.workbook", "wuzhi.administration", "wuzhi.api", "wuzhi.open311", "wuzhi.pwa"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    *ROOMS,
    *MODULES,
    "wuzhi.insight",
    *DOORS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wuzhi.api.middleware.ProblemMiddleware",
    "wuzhi.core.middleware.BadTextMiddleware",
    "wuzhi.core.middleware.LargeBodyMiddleware",
    "wuzhi.api.middleware.FormMiddleware",
    "wuzhi.core.middleware.OutOfOrderMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "wuzhi.urls"
WSGI_APPLICATION = "wuzhi.wsgi.application"
DATABASES = {"default": env.database(VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "cases:desk"
LOGOUT_REDIRECT_URL = "core:home"
AUTHENTICATION_BACKENDS = ["wuzhi.people.signed_in.Accounts"]
SESSION_ENGINE = "wuzhi.people.signed_in"
PASSWORD_HASHERS = ["wuzhi.people.hashing.HouseArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wuzhi.core.page.page",
                "wuzhi.cases.screens.page.page",
                "wuzhi.roster.page.page",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
TERMINAL_LANGUAGE = env.terminal_language()
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("WUZHI_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
FILES_ROOT = VAR_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
LARGEST_BODY = 11_000_000  # a photo, a recording and a form

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "wuzhi.core.views.form_too_old"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A base map is off until a place names one: the page gets its address, the policy its origin.
BASE_MAP_TILES = env.tiles("WUZHI_BASE_MAP_URL", env.text("WUZHI_BASE_MAP_URL"))
BASE_MAP_ATTRIBUTION = env.text("WUZHI_BASE_MAP_ATTRIBUTION")
MAP_APPROVAL_NUMBER = env.text("WUZHI_MAP_APPROVAL_NUMBER")
_MAP_ORIGINS = env.origins(BASE_MAP_TILES)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_MAP_ORIGINS],
        "connect-src": [SELF, *_MAP_ORIGINS],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_codes": {"()": "wuzhi.core.logs.WithoutCodes"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_codes"]}},
    # Who changed which settings row is kept whatever the level of the rest.
    "loggers": {"wuzhi.changes": {"level": "INFO"}},
    "root": {"handlers": ["stderr"], "level": env.text("WUZHI_LOG", "WARNING")},
}
