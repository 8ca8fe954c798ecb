"""Attachments."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Written before their row; orphans are swept."""

    name = "wuzhi.files"
    label = "files"
