"""Attachments: re-encoded, stripped of position and device data, encrypted, served only to who may see the case."""
