"""Tests beside the room."""
