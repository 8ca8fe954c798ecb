"""What is asked of one day."""

from django import forms
from django.utils.translation import gettext_lazy as _

OFF, WORKED = "off", "worked"


class DayForm(forms.Form):
    """Worked or off, how the day is called, and whether that is an estimate."""

    working = forms.ChoiceField(
        label=_("This day is"),
        choices=[(WORKED, _("worked")), (OFF, _("off"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name of the day, such as Spring Festival"), required=False, max_length=60)
    estimated = forms.BooleanField(label=_("an estimate, not yet published"), required=False)
