"""What only a worker adds to a report: where else it is filed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ExternalForm(forms.Form):
    """The number and deadline that another system (12345, the province) gave the matter."""

    external_source = forms.CharField(label=_("System"), max_length=30, required=False, initial="12345")
    external_number = forms.CharField(label=_("Number there"), max_length=60, required=False)
    external_due_at = forms.DateTimeField(
        label=_("Deadline there"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        """A system without a number says nothing; a deadline without a number belongs to nothing."""
        cleaned = dict(super().clean() or self.cleaned_data)
        if cleaned.get("external_due_at") and not cleaned.get("external_number"):
            self.add_error("external_number", _("Please give the number to which the deadline belongs."))
        return cleaned

    def change(self) -> dict[str, Any]:
        """The columns of the case, none where no number was given."""
        if not self.cleaned_data.get("external_number"):
            return {}
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data[name]}
