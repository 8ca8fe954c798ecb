"""The only rooms that read the environment; `DJANGO_SETTINGS_MODULE` names one of them."""
