"""The test suite: warnings are errors, passwords hash fast, files go to a folder that is thrown away."""

import atexit
import shutil
import tempfile
from pathlib import Path

from wuzhi.settings.dev import *  # noqa: F403  a settings module extends its base by design

DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FILES_ROOT = Path(tempfile.mkdtemp(prefix="wuzhi-test-files-"))
atexit.register(shutil.rmtree, FILES_ROOT, ignore_errors=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
