"""A developer's machine and the demo: known keys that refuse to serve anything but loopback."""

from wuzhi.settings import env
from wuzhi.settings.base import *  # noqa: F403  a settings module extends its base by design

DEBUG = env.flag("WUZHI_DEBUG", False)
SECRET_KEY = "demo-key-for-loopback-only-never-for-people"
COUNTY_KEY = DEMO_COUNTY_KEY  # noqa: F405  from base
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
WHITENOISE_USE_FINDERS = True
