"""Attachments: photos drawn anew, voice and video packed anew, without position and device; encrypted, served only to
who may see the case.
"""
