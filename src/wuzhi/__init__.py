"""Wuzhi (五治): the platform a county runs its grassroots governance on."""

__version__ = "0.1.0"
