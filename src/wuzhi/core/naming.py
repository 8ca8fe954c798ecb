"""Rows carry a Chinese name and, perhaps, an English one: which of them a reader is shown."""

from django.utils.translation import get_language


def named(name: str, name_en: str, language: str | None = None) -> str:
    """The English name where `language` (the reader's, where none is given) is English and there is one."""
    return name_en if name_en and (language or get_language()) == "en" else name
