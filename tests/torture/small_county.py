"""Loads the cast's county into the installation of this process: python -m tests.torture.small_county."""

import django

django.setup()

from wuzhi.demo.cast import build_cast  # noqa: E402  models need their settings first

if __name__ == "__main__":
    build_cast()
