"""Fixtures of these tests."""

from tests.support.loop import loop

__all__ = ["loop"]
