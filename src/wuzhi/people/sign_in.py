"""The form with which people who work here sign in."""

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Django's own, in our words; a wrong name and a wrong password are told alike."""

    error_messages = {
        "invalid_login": _("Sign-in name and password do not fit together. Capitals matter."),
        "inactive": _("This account is no longer active."),
    }
