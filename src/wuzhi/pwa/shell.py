"""The files of the phone's shell and the version that is made of their contents."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import StaticNode

# Modules name each other by their plain names, so these are also the addresses from which all of it is kept.
SHELL = (
    "pwa/phone.css",
    *(
        f"pwa/{name}.js"
        for name in (
            *("area", "form", "ground", "kept", "leaving", "matter", "page", "phone", "photo"),
            *("place", "queue", "report", "server", "submitting", "today", "waiting"),
        )
    ),
    "core/theme.js",
    "core/mark.svg",
    "vendor/icons.svg",
)
# Fetched after the first view, and kept from then on.
LATER = ("core/map.js", "vendor/maplibre-gl.mjs", "vendor/maplibre-gl-worker.mjs", "vendor/maplibre-gl.css")


def plain(name: str) -> str:
    """A static file's address without the mark of its contents."""
    return StaticNode.handle_simple("") + name


def version(page: bytes) -> str:
    """Another one whenever the page or any file of the shell is another."""
    found = hashlib.sha256(page)
    for name in (*SHELL, *LATER):
        path = path_of(name)
        found.update(_digest(path, path.stat().st_mtime_ns))
    return found.hexdigest()[:16]


def path_of(name: str) -> Path:
    """Where the file lies: among the collected ones of an installation, else in its room."""
    collected = Path(staticfiles_storage.path(name))
    return collected if collected.exists() else Path(str(finders.find(name)))


@lru_cache(64)
def _digest(path: Path, _changed: int) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()
